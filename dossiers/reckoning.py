"""How dossiers count in the figures: received, how they ended, or how they stand (domain.md §5.5, biểu II.06a).

`standing` says it of one dossier; `counted` and `by_week` say the same of many in one statement. The leaders' board
shows the latter, the model test holds them to the former.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncDate, TruncWeek
from django.db.models.lookups import GreaterThan, LessThan, LessThanOrEqual

from dossiers.models import Dossier
from dossiers.states import OPEN, State
from portal.web.show import HANOI, local

EARLY, ON_TIME, LATE, IN_TERM, OVERDUE = "early", "on_time", "late", "in_term", "overdue"
_WAITS = (State.SUPPLEMENT_REQUIRED, State.PAYMENT_REQUIRED)


def ended_at(dossier: Dossier) -> datetime | None:
    """When the work was over: result ready, else handed over, else stopped (domain.md §5.5)."""
    return dossier.finished_at or dossier.returned_at or dossier.ended_at


def standing(dossier: Dossier, at: datetime) -> str:
    """One of early, on_time, late for what is over; in_term, overdue for what is not. "" for what was never accepted.

    Days are compared, against the first appointment: an apology does not make a late dossier one on time.
    """
    if dossier.received_at is None:
        return ""
    end, due = ended_at(dossier), dossier.original_due_at
    if end is not None and end <= at:
        if due is None:
            return ON_TIME
        days = (local(end).date() - local(due).date()).days
        return LATE if days > 0 else (EARLY if days < 0 else ON_TIME)
    if dossier.state in _WAITS or due is None:
        return IN_TERM
    return OVERDUE if at > due else IN_TERM


@dataclass(frozen=True, slots=True)
class Figures:
    """Columns of biểu II.06a: (3) received; (7) over = (8) + (9) + (10); (11) not over = (12) + (13)."""

    received: int
    early: int
    on_time: int
    late: int
    in_term: int
    overdue: int

    @property
    def over(self) -> int:
        return self.early + self.on_time + self.late

    @property
    def not_over(self) -> int:
        return self.in_term + self.overdue


def figures(dossiers: list[Dossier], at: datetime) -> Figures:
    """Counted one by one; those never accepted are not received."""
    found = [standing(one, at) for one in dossiers]
    received = sum(one.received_at is not None for one in dossiers)
    return Figures(received, *(found.count(kind) for kind in (EARLY, ON_TIME, LATE, IN_TERM, OVERDUE)))


def of_period(found: QuerySet[Dossier], start: datetime, at: datetime) -> QuerySet[Dossier]:
    """Received until `at` and not yet over when the period began: what came over into it and what came in."""
    recent = Q(state__in=OPEN) | Q(finished_at__gte=start) | Q(ended_at__gte=start)
    found = found.filter(recent, is_test=False, received_at__lte=at).annotate(over_at=_over_at())
    return found.filter(Q(over_at=None) | Q(over_at__gte=start))


def counted(found: QuerySet[Dossier], at: datetime) -> Figures:
    """The figures of many dossiers as they stand at a moment; one statement."""
    rows = found.filter(received_at__isnull=False).annotate(standing_=_standing(at)).values("standing_")
    told: dict[str, int] = dict(rows.annotate(n=Count("pk")).order_by().values_list("standing_", "n"))
    kinds = (EARLY, ON_TIME, LATE, IN_TERM, OVERDUE)
    return Figures(sum(told.values()), *(told.get(kind, 0) for kind in kinds))


@dataclass(frozen=True, slots=True)
class Week:
    """What was finished in the week that begins on `monday`."""

    monday: date
    early: int
    on_time: int
    late: int

    @property
    def done(self) -> int:
        return self.early + self.on_time + self.late

    @property
    def late_share(self) -> int:
        """Per cent."""
        return round(100 * self.late / self.done) if self.done else 0


def by_week(found: QuerySet[Dossier], at: datetime, weeks: int = 12) -> list[Week]:
    """How work was finished, week by week, the oldest first; a week without any is there with zeros. One statement."""
    this = local(at).date() - timedelta(days=local(at).weekday())
    first = this - timedelta(weeks=weeks - 1)
    since = datetime(first.year, first.month, first.day, tzinfo=HANOI)
    over = found.filter(finished_at__gte=since, finished_at__lte=at, is_test=False)
    rows = (
        over.annotate(monday=TruncWeek("finished_at", tzinfo=HANOI), standing_=_standing(at))
        .values("monday", "standing_")
        .annotate(n=Count("pk"))
        .order_by()
        .values_list("monday", "standing_", "n")
    )
    told = {(local(monday).date(), kind): n for monday, kind, n in rows}
    mondays = [first + timedelta(weeks=week) for week in range(weeks)]
    return [Week(day, *(told.get((day, kind), 0) for kind in (EARLY, ON_TIME, LATE))) for day in mondays]


def _over_at() -> Coalesce:
    return Coalesce("finished_at", "returned_at", "ended_at")


def _standing(at: datetime) -> Case:
    """What `standing` says, in SQL, of dossiers that were accepted."""
    over_at = _over_at()
    end, due = TruncDate(over_at, tzinfo=HANOI), TruncDate("original_due_at", tzinfo=HANOI)
    over = LessThanOrEqual(over_at, Value(at))
    return Case(
        When(Q(over) & Q(original_due_at=None), then=Value(ON_TIME)),
        When(Q(over) & Q(GreaterThan(end, due)), then=Value(LATE)),
        When(Q(over) & Q(LessThan(end, due)), then=Value(EARLY)),
        When(over, then=Value(ON_TIME)),
        When(Q(state__in=_WAITS) | Q(original_due_at=None), then=Value(IN_TERM)),
        When(original_due_at__lt=at, then=Value(OVERDUE)),
        default=Value(IN_TERM),
    )
