"""Addresses of our static files."""

import logging
from functools import cache

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

log = logging.getLogger(__name__)


def asset(path: str) -> str:
    """The address of a static file, with its hash once collected; plain before that, never an error."""
    return _address(path) if settings.DEBUG else _kept(path)


@cache
def _kept(path: str) -> str:
    return _address(path)


def _address(path: str) -> str:
    try:
        return static(path)
    except ValueError:
        log.warning("not collected: %s", path)
        return f"{settings.STATIC_URL}{path}"


@cache
def font_css() -> tuple[str, ...]:
    """The style sheet of the fonts built at set-up; without it pages use the letters of the system."""
    return (asset("fonts/fonts.css"),) if finders.find("fonts/fonts.css") else ()
