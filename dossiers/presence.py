"""Who has a dossier open just now, so that two do not write the same letter. In the cache: a hint, never a lock."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from dossiers.models import Dossier
from portal.agencies.models import Officer
from portal.calendars.now import now

SECONDS = 300


@dataclass(frozen=True, slots=True)
class Reader:
    """A colleague and since when."""

    name: str
    since: datetime


def open_up(dossier: Dossier, officer: Officer) -> list[Reader]:
    """Notes that this officer has it open; returns the others who opened it in the last five minutes."""
    key, at = f"dossiers:open:{dossier.pk}", now()
    seen: dict[int, tuple[str, datetime]] = cache.get(key) or {}
    fresh = {pk: one for pk, one in seen.items() if abs((at - one[1]).total_seconds()) < SECONDS}
    others = [Reader(name, since) for pk, (name, since) in fresh.items() if pk != officer.pk]
    cache.set(key, {**fresh, officer.pk: (officer.user.full_name, at)}, SECONDS)
    return others
