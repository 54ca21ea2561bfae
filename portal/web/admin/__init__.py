"""
The administration's frame over Django's admin: one base class for every model, one menu, one search.

`from portal.web.admin import ModelAdmin, TabularInline, act, bulk_act, Part`.
"""

from portal.web.admin.acts import act, bulk_act
from portal.web.admin.base import ModelAdmin, TabularInline
from portal.web.admin.menu import Part, add_screen

__all__ = ["ModelAdmin", "Part", "TabularInline", "act", "add_screen", "bulk_act"]
