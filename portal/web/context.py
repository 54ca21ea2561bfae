"""What the layouts need on every screen."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def screen(request: HttpRequest) -> dict[str, Any]:
    return {"path": request.path, "lang": get_language() or "vi", "languages": settings.LANGUAGES}
