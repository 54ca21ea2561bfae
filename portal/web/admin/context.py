"""`administration` for the Jinja2 templates: the menu of the administration's frame."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.web.admin.menu import Administration


def administration(request: HttpRequest) -> dict[str, Any]:
    """Costs nothing until a page of the administration shows it."""
    return {"administration": SimpleLazyObject(lambda: Administration(request))}
