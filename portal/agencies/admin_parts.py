"""What the administrations of agencies and of staff share."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from portal.agencies.models import Duty, Officer
from portal.agencies.queries import today
from portal.web.admin import ModelAdmin


class InForce(admin.SimpleListFilter):
    """Standing today, or ended."""

    title = "hiệu lực"
    parameter_name = "hieu-luc"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("con", "Đang hoạt động"), ("het", "Đã kết thúc")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "het":
            return queryset.filter(valid_to__lt=today())
        if self.value() == "con":
            return queryset.exclude(valid_to__lt=today())
        return queryset


class HasDuty(admin.SimpleListFilter):
    title = "nhiệm vụ"
    parameter_name = "nhiem-vu"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(duty.value, duty.label) for duty in Duty]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Officer]) -> QuerySet[Officer]:
        return queryset.filter(duties__contains=[self.value()]) if self.value() else queryset


class Kept(ModelAdmin):
    """What journals and dossiers name is ended by its dates, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def ticks(label: str, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    """Several of a few values, each with its box to tick."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, required=False
    )
