"""How much each procedure is used: counted by the room that knows the dossiers, kept for an hour."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection

from portal.calendars.now import now

_KEPT_SECONDS = 3600
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Figures:
    """Twelve months of one procedure. `megabytes`: of files, on the average of a dossier."""

    received: int = 0
    online: int = 0
    late: int = 0
    finished: int = 0
    agencies: int = 0
    megabytes: float = 0.0

    @property
    def online_share(self) -> int | None:
        """Per cent filed on line; None when nothing came."""
        return round(100 * self.online / self.received) if self.received else None

    @property
    def on_paper(self) -> int:
        return self.received - self.online


Teller = Callable[[datetime], Mapping[int, Figures]]
_tellers: list[Teller] = []


def on_figures(tell: Teller) -> None:
    """The room that can count, by key of procedure, from a moment on."""
    _tellers.append(tell)


def figures(*, fresh: bool = False) -> dict[int, Figures]:
    """The last twelve months of every procedure that anybody asked for."""
    key = f"procedures.figures.{connection.settings_dict['NAME']}"
    kept: dict[int, Figures] | None = None if fresh else cache.get(key)
    if kept is None:
        kept = {}
        for tell in _tellers:
            kept |= tell(now() - YEAR)
        cache.set(key, kept, _KEPT_SECONDS)
    return kept
