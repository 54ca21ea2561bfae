"""The portal, with each answer saying how long it took inside the server (header X-Server-Seconds)."""

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

from portal.wsgi import application as portal


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A WSGI application around the portal's own; a thread that waits for another counts as time too."""
    begun = time.perf_counter()

    def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        spent = f"{time.perf_counter() - begun:.6f}"
        return start_response(status, [*headers, ("X-Server-Seconds", spent)], *more)

    return portal(environ, start)
