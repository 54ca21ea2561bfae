"""Higher rooms hear what was done with a copy that belongs to something of theirs (a dossier's code in `about`)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from portal.agencies.models import Officer


@dataclass(frozen=True)
class Done:
    """One act: about what, which verb, by whom, with which facts for the journal."""

    about: str
    verb: str
    officer: Officer
    data: dict[str, Any] = field(default_factory=dict)
    note: str = ""


_hearers: list[Callable[[Done], None]] = []


def on_done(hearer: Callable[[Done], None]) -> None:
    """Called when the application starts."""
    if hearer not in _hearers:
        _hearers.append(hearer)


def tell(done: Done) -> None:
    """Inside the act's transaction: what cannot be written down has not happened."""
    for hearer in _hearers:
        hearer(done)
