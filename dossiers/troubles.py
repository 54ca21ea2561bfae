"""The book of difficulties and failures as one may read it."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Q, QuerySet, Sum

from dossiers.models import Trouble, TroubleKind
from portal.agencies.models import Agency, Duty, Officer
from portal.calendars.now import now

ANSWERING = (Duty.SYSTEM_ADMIN, Duty.PROCEDURE_CONTROLLER)
MOST = 200
_DAYS = 365


def seen_by(officer: Officer) -> QuerySet[Trouble]:
    """Those of one's own agency and every failure; all of them for who answers."""
    rows = Trouble.objects.select_related("agency", "raised_by__user", "answered_by__user")
    if officer.has(*ANSWERING):
        return rows
    own = Q(agency=officer.agency_id) | Q(agency__parent=officer.agency_id)
    return rows.filter(own | Q(kind=TroubleKind.FAILURE))


@dataclass(frozen=True, slots=True)
class Summary:
    """One year of the book: (kind, written down, not yet answered), minutes of failures, agencies that wrote most."""

    kinds: list[tuple[str, int, int]]
    down_minutes: int
    agencies: list[tuple[str, int]]


def summary(officer: Officer) -> Summary:
    """What stands together for those who report to the province (ST-22.3)."""
    since = now() - timedelta(days=_DAYS)
    rows = seen_by(officer).filter(raised_at__gte=since).order_by()
    counted = {
        kind: (n, left)
        for kind, n, left in rows.values_list("kind").annotate(
            n=Count("pk"), left=Count("pk", filter=Q(answered_at=None))
        )
    }
    down: timedelta | None = rows.aggregate(sum=Sum(F("down_until") - F("down_from")))["sum"]
    names = dict(Agency.objects.filter(pk__in=rows.values("agency")).values_list("pk", "short_name"))
    most = rows.values_list("agency").annotate(n=Count("pk")).order_by("-n")[:10]
    return Summary(
        [(str(kind.label), *counted.get(kind.value, (0, 0))) for kind in TroubleKind],
        int(down.total_seconds() // 60) if down else 0,
        [(names[pk], n) for pk, n in most],
    )


def listed(officer: Officer) -> list[Trouble]:
    """What waits for an answer first, the newest in front."""
    rows = seen_by(officer).order_by(F("answered_at").desc(nulls_first=True), "-pk")
    return list(rows[:MOST])
