"""The dossiers of the past, as the room above tells them: it registers when the application starts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

TeamKey = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Past:
    """One dossier as it really was. `arrived_at`: its first step began; `worked`: step → minutes of work; `waited`:
    step → how long the applicant was waited for in it."""

    key: int
    answers: Mapping[str, Any]
    channel: str
    received_at: datetime
    arrived_at: datetime
    competent_id: int
    receiving_id: int
    due_at: datetime | None
    finished_at: datetime | None
    worked: Mapping[str, int] = field(default_factory=dict)
    waited: Mapping[str, timedelta] = field(default_factory=dict)

    @property
    def was_late(self) -> bool:
        return bool(self.due_at and self.finished_at and self.finished_at > self.due_at)


@dataclass(frozen=True, slots=True)
class History:
    """The last dossiers of a version, oldest first; and which part of its time each team gave them (0 to 1)."""

    dossiers: list[Past]
    availability: Mapping[TeamKey, float]


Teller = Callable[[int, int], History]
_tellers: list[Teller] = []


def on_past(teller: Teller) -> None:
    """Names who knows the dossiers: (id of a version, how many at most) → its last dossiers."""
    _tellers.append(teller)


def past_of(version_id: int, most: int) -> History:
    """The last dossiers under a version; none when nobody knows any."""
    return _tellers[-1](version_id, most) if _tellers else History([], {})
