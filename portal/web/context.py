"""What the layouts need on every screen."""

from typing import Any

from django.http import HttpRequest


def screen(request: HttpRequest) -> dict[str, Any]:
    return {"path": request.path}
