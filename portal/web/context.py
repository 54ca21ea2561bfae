"""What the layouts need on every screen."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


@cache
def languages() -> tuple[tuple[str, str], ...]:
    """The languages that can be chosen: Vietnamese, and those whose catalogue has been compiled."""
    return tuple(
        (code, name)
        for code, name in settings.LANGUAGES
        if code == settings.LANGUAGE_CODE
        or any((folder / code / "LC_MESSAGES" / "django.mo").exists() for folder in settings.LOCALE_PATHS)
    )


def screen(request: HttpRequest) -> dict[str, Any]:
    return {
        "path": request.path,
        "lang": get_language() or settings.LANGUAGE_CODE,
        "languages": languages(),
        "sms_recovery": bool(settings.SMS_URL),
    }
