"""The portal, with each answer saying how many statements and COMMITs it took (headers X-Statements, X-Commits)."""

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper

from portal.wsgi import application as portal

_seen = threading.local()
_commit = DatabaseWrapper._commit


def _counted_commit(self: DatabaseWrapper) -> None:
    _seen.commits = getattr(_seen, "commits", 0) + 1
    _commit(self)


DatabaseWrapper._commit = _counted_commit  # type: ignore[method-assign]


def _statement(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    _seen.statements += 1
    return execute(sql, params, many, context)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A WSGI application around the portal's own."""
    _seen.statements, _seen.commits = 0, 0

    def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        told = [("X-Statements", str(_seen.statements)), ("X-Commits", str(_seen.commits))]
        return start_response(status, [*headers, *told], *more)

    with connection.execute_wrapper(_statement):
        return portal(environ, start)
