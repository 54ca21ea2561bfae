"""Why a result is due when it is, day by day, from the same facts as the clock (promise P4)."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from dossiers import clock
from dossiers.clock import Pause
from dossiers.models import Apology, Dossier
from portal.agencies.queries import profile
from portal.calendars import explain as days
from portal.calendars.explain import Line, Stop
from portal.calendars.now import now
from portal.calendars.working_time import Mode, WorkingTime


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of counting: from its start until a restart, or until the due moment."""

    start: datetime
    end: datetime
    lines: list[Line]
    minutes: int
    discarded: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is shown and proved. `adds_up`: the working, done anew, ends at the stored due moment."""

    due_at: datetime
    original_due_at: datetime | None
    limit: str
    limit_minutes: int | None
    start: datetime
    parts: list[Part]
    pauses: list[Pause]
    waited_minutes: int
    counted_minutes: int
    left_minutes: int
    by_hours: bool
    adds_up: bool
    apology: Apology | None = None


def explain(dossier: Dossier) -> Explanation | None:
    """The working behind the stored due moment; None before acceptance."""
    if dossier.received_at is None or dossier.due_at is None:
        return None
    return _explain(dossier, dossier.received_at, dossier.due_at)


def if_accepted(dossier: Dossier, at: datetime) -> Explanation:
    """The working that accepting at this moment would lead to; nothing is stored."""
    as_if = copy(dossier)
    as_if.received_at = at
    return _explain(as_if, at, None)


def _explain(dossier: Dossier, received_at: datetime, stored: datetime | None) -> Explanation:
    time, limit, settings = clock.calendar_of(dossier), clock.limit_of(dossier), profile()
    pauses = clock.pauses_of(dossier)
    start, discarded = received_at, []
    for pause in pauses:
        if pause.restarts and pause.ends is not None:
            discarded.append(_part(time, start, pause.starts, [], discarded=True))
            start = pause.ends
    base = time.due(start, limit, cast(Mode, settings.deadline_mode), settings.cutoff)
    computed, stops = clock.stretched(time, start, base, pauses)
    apology = clock.apology_of(dossier, start)
    if apology is not None:
        computed = clock.rescheduled(time, apology, pauses)
    waited = sum(time.minutes_between(p.starts, p.ends) for p in stops if p.ends)
    counted = _part(time, start, computed, stops, discarded=False)
    at = now()
    run = time.minutes_between(start, min(at, computed)) if at > start else 0
    run -= sum(time.minutes_between(p.starts, min(p.ends, at)) for p in stops if p.ends and p.starts < at)
    return Explanation(
        due_at=stored or computed,
        original_due_at=dossier.original_due_at,
        limit=clock.limit_told(dossier),
        limit_minutes=limit.minutes,
        start=start,
        parts=[*discarded, counted],
        pauses=pauses,
        waited_minutes=waited,
        counted_minutes=max(0, run),
        left_minutes=max(0, counted.minutes - run),
        by_hours=limit.unit == "working_hour"
        or (limit.unit == "working_day" and settings.deadline_mode == "hours"),
        adds_up=stored in (None, computed),
        apology=apology,
    )


def _part(time: WorkingTime, start: datetime, end: datetime, stops: list[Pause], *, discarded: bool) -> Part:
    standing = [Stop(p.starts, p.ends, p.ground) for p in stops if p.ends is not None]
    lines = days.fold(days.explain(time, start, end, standing)) if end >= start else []
    return Part(start, end, lines, lines[-1].total if lines else 0, discarded)
