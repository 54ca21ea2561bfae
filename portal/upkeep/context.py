"""The strip above every page that tells of planned maintenance."""

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.upkeep.windows import Window, window


def upkeep(request: HttpRequest) -> dict[str, Any]:
    """`planned`: a Window or what is false; costs nothing where no layout shows it."""
    return {"planned": SimpleLazyObject(_window)}


def _window() -> Window | None:
    try:
        return window()
    except DatabaseError:
        return None
