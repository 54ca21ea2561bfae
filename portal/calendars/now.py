"""The one clock of the portal. History is loaded and tests are told by pretending another moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """This moment, aware; the pretended one inside `pretend`."""
    return _pretended.get() or timezone.now()


def really() -> bool:
    """Whether now() is the machine's own clock and nobody pretends."""
    return _pretended.get() is None


@contextmanager
def pretend(at: datetime) -> Iterator[None]:
    """Everything done inside happens at `at` (demo history, tests). Never used in a request."""
    token = _pretended.set(at)
    try:
        yield
    finally:
        _pretended.reset(token)
