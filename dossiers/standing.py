"""How the work of units stands: what is open and late now, where steps take long, who answers for lateness."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Q, QuerySet

from dossiers import clock, reckoning
from dossiers.models import Apology, ApologyCause, Dossier, HolderKind, Task, TaskKind
from dossiers.states import OPEN, State
from portal.agencies.duties import acting_duties
from portal.agencies.models import Agency, Duty, Officer
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.calendars.working_time import WorkingTime
from portal.web.show import local

LEADS = (Duty.DESK_LEADER, Duty.DIVISION_LEADER, Duty.AGENCY_LEADER, Duty.PROVINCE_LEADER)
FEW = 5
_LOOKED_AT = 4_000
_LATE_LOOKED_AT = 2_000
_KEPT_SECONDS = 600
RUNNING = (State.ACCEPTED, State.PROCESSING)
_DAYS = 90


def led_by(officer: Officer) -> list[int] | None:
    """The agencies whose work an officer leads; None for the whole province."""
    led = {(agency, duty) for agency, duty in acting_duties(officer) if duty in LEADS}
    if any(duty == Duty.PROVINCE_LEADER for _, duty in led):
        return None
    own = {agency for agency, _ in led}
    below = Agency.objects.filter(parent__in=own).values_list("pk", flat=True)
    return sorted(own | set(below))


def opened(officer: Officer) -> QuerySet[Dossier]:
    """The open dossiers that the leader answers for."""
    agencies = led_by(officer)
    found = Dossier.objects.filter(state__in=OPEN, is_test=False)
    if agencies is None:
        return found
    return found.filter(Q(competent_agency__in=agencies) | Q(receiving_agency__in=agencies))


def numbers(officer: Officer) -> dict[str, int]:
    """late, today, soon (three days), open: one statement."""
    at, ours = now(), ~Q(holder_kind=HolderKind.APPLICANT)
    night = local(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    told: dict[str, int] = opened(officer).aggregate(
        late=Count("pk", filter=ours & Q(next_due_at__lt=at)),
        today=Count("pk", filter=ours & Q(next_due_at__gte=at, next_due_at__lt=night)),
        soon=Count("pk", filter=ours & Q(next_due_at__gte=night, next_due_at__lt=night + timedelta(days=3))),
        open=Count("pk"),
    )
    return told


def units(officer: Officer, most: int = 12) -> list[dict[str, Any]]:
    """Open work by deciding agency, the latest first; `late_share` and `open_share` are per cents for the bars."""
    at, ours = now(), ~Q(holder_kind=HolderKind.APPLICANT)
    night = local(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    rows: list[Any] = list(
        opened(officer)
        .values("competent_agency", "competent_agency__short_name")
        .annotate(
            late=Count("pk", filter=ours & Q(next_due_at__lt=at)),
            today=Count("pk", filter=ours & Q(next_due_at__gte=at, next_due_at__lt=night)),
            open=Count("pk"),
        )
        .order_by("-late", "-open")[:most]
    )
    widest = max((row["open"] for row in rows), default=1)
    return [
        row | {f"{name}_share": round(100 * row[name] / widest, 1) for name in ("late", "open")}
        for row in rows
    ]


def causes(officer: Officer, days: int = 30) -> list[tuple[str, int]]:
    """Why appointments were not kept lately, from the approved apologies."""
    agencies = led_by(officer)
    found = Apology.objects.filter(approved_at__gte=now() - timedelta(days=days))
    if agencies is not None:
        found = found.filter(dossier__competent_agency__in=agencies)
    counted = found.values_list("cause").annotate(n=Count("pk")).order_by("-n")
    return [(str(ApologyCause(cause).label), n) for cause, n in counted]


@dataclass(frozen=True, slots=True)
class StepStanding:
    """One kind of step at a unit: how often, how long in working hours, how often late."""

    title: str
    done: int
    median_hours: float
    p90_hours: float
    late: int

    @property
    def few(self) -> bool:
        """Too few to speak of shares."""
        return self.done < FEW

    @property
    def late_share(self) -> int:
        return round(100 * self.late / self.done)


def steps_of(agency: Agency) -> list[StepStanding]:
    """The steps that the unit ended in the last ninety days, the slowest first: the bottleneck stands on top."""
    time, since = working_time(agency.calendar if agency.calendar_id else None), now() - timedelta(days=_DAYS)
    ended = Task.objects.filter(agency=agency, ended_at__gte=since, outcome="done")
    by_title: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    fields = ("title", "started_at", "ended_at", "due_at")
    for title, started, end, due in ended.order_by("-ended_at").values_list(*fields)[:_LOOKED_AT]:
        by_title[title].append((time.minutes_between(started, end), end > due))
    found = [_standing(title, taken) for title, taken in by_title.items()]
    return sorted(found, key=lambda one: (-one.median_hours, one.title))


def _standing(title: str, taken: list[tuple[int, bool]]) -> StepStanding:
    minutes = sorted(one for one, _ in taken)
    p90 = minutes[min(len(minutes) - 1, -(-len(minutes) * 9 // 10) - 1)]
    late = sum(was_late for _, was_late in taken)
    return StepStanding(title, len(taken), round(median(minutes) / 60, 1), round(p90 / 60, 1), late)


@dataclass(frozen=True, slots=True)
class Share:
    """What one agency had of one dossier: working minutes given, used, and over its own limits."""

    agency: str
    given: int
    used: int
    over: int


def responsibility(dossier: Dossier) -> list[Share]:
    """Who answers for lateness: each agency by its own steps (HGi-time); the most over its limits first."""
    time, at = clock.calendar_of(dossier), now()
    sums: dict[str, list[int]] = {}
    for task in dossier.tasks.select_related("agency").order_by("id"):
        end = min(task.ended_at or at, at)
        row = sums.setdefault(task.agency.name, [0, 0, 0])
        row[0] += _between(time, task.started_at, task.due_at)
        row[1] += _between(time, task.started_at, end)
        row[2] += _between(time, task.due_at, end)
    return sorted((Share(name, *row) for name, row in sums.items()), key=lambda one: (-one.over, one.agency))


@dataclass(frozen=True, slots=True)
class Answerable:
    """What one agency's own steps took beyond their limits, in dossiers that are late."""

    agency: str
    dossiers: int
    minutes: int

    @property
    def hours(self) -> float:
        return round(self.minutes / 60, 1)


def answerable(officer: Officer, days: int = 30) -> list[Answerable]:
    """Who answers for the lateness of the dossiers one leads, of the last days and of now: each agency by its own
    steps (DL-10.1d, HGi-time), the most over its limits first. Two statements, some thousands of steps at most."""
    at = now()
    decided = _decided(officer).filter(is_test=False)
    lately = Q(finished_at__gte=at - timedelta(days=days), finished_at__gt=F("original_due_at"))
    running = Q(state__in=RUNNING, original_due_at__lt=at)
    late = decided.filter(lately | running).order_by("-id").values("pk")[:_LATE_LOOKED_AT]
    steps = Task.objects.filter(dossier__in=late).filter(
        Q(ended_at__gt=F("due_at")) | Q(ended_at=None, due_at__lt=at)
    )
    sums: dict[str, tuple[set[int], int]] = {}
    time = working_time(None)
    fields = ("agency__name", "dossier_id", "due_at", "ended_at")
    for name, dossier, due, ended in steps.values_list(*fields)[:_LOOKED_AT]:
        those, minutes = sums.get(name, (set(), 0))
        sums[name] = those | {dossier}, minutes + _between(time, due, min(ended or at, at))
    found = [Answerable(name, len(those), minutes) for name, (those, minutes) in sums.items() if minutes]
    return sorted(found, key=lambda one: (-one.minutes, one.agency))


def _decided(officer: Officer) -> QuerySet[Dossier]:
    """The dossiers that the agencies one leads decide."""
    agencies = led_by(officer)
    return (
        Dossier.objects.all() if agencies is None else Dossier.objects.filter(competent_agency__in=agencies)
    )


@dataclass(frozen=True, slots=True)
class Lately:
    """What the board tells of the past: figures of this month, twelve weeks, who answers for lateness."""

    month: reckoning.Figures
    weeks: list[reckoning.Week]
    answerable: list[Answerable]


def lately(officer: Officer) -> Lately:
    """Kept for ten minutes for everybody who leads the same agencies."""
    agencies = led_by(officer)
    whose = "all" if agencies is None else "-".join(map(str, agencies))
    key = f"board:{hashlib.sha256(whose.encode()).hexdigest()[:24]}"
    kept: Lately | None = cache.get(key)
    if kept is None:
        at, decided = now(), _decided(officer)
        month = local(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        kept = Lately(
            reckoning.counted(reckoning.of_period(decided, month, at), at),
            reckoning.by_week(decided, at),
            answerable(officer),
        )
        cache.set(key, kept, _KEPT_SECONDS)
    return kept


def _between(time: WorkingTime, a: datetime, b: datetime) -> int:
    return max(0, time.minutes_between(a, b)) if b > a else 0


def to_approve(officer: Officer, most: int = 60) -> list[Task]:
    """Steps of approval that this officer may do now, what is due first in front, each with its drafted result or
    its drafted request for papers."""
    agencies = {agency for agency, _ in acting_duties(officer)}
    kinds = (TaskKind.APPROVE, TaskKind.LETTER)
    found = Task.objects.filter(kind__in=kinds, ended_at=None, agency__in=agencies)
    free = found.filter(Q(officer=None) | Q(officer=officer))
    shown = ("dossier__procedure", "dossier__version", "agency", "officer__user", "supplement_draft")
    hidden = ("dossier__answers", "dossier__procedure__search_fold", "dossier__version__definition")
    return list(
        free.select_related(*shown)
        .defer(*hidden)
        .prefetch_related("dossier__results")
        .order_by("due_at")[:most]
    )
