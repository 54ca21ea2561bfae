"""What the layouts need on every screen."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import cached_property
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


class TokenField:
    """The hidden field of every form of a page: one token, drawn when the first form is shown."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def text(self) -> str:
        return str(csrf_input(self._request))

    def __html__(self) -> str:
        return self.text

    __str__ = __html__


def screen(request: HttpRequest) -> dict[str, Any]:
    return {
        "csrf_input": TokenField(request),
        "path": request.path,
        "lang": get_language() or settings.LANGUAGE_CODE,
        "languages": languages(),
        "sms_recovery": bool(settings.SMS_URL),
    }
