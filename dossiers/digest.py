"""The morning's list: what is overdue, due today, and waiting for somebody, for whoever acts or answers for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from dossiers.models import Task
from portal.agencies.models import Duty, Officer
from portal.agencies.queries import in_service
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.notifications import services as notifications
from portal.web.show import HANOI, local

LEADERS = (Duty.DESK_LEADER, Duty.DIVISION_LEADER, Duty.AGENCY_LEADER)
MOST_LINES = 8


@dataclass
class Load:
    """What one officer has to know this morning, and where the most urgent of it is found."""

    late: int = 0
    today: int = 0
    waiting: int = 0
    where: Q = field(default_factory=lambda: Q(pk__in=[]))

    def add(self, row: Mapping[str, Any], where: Q, *, waiting: bool) -> None:
        self.late += row["late"]
        self.today += row["today"]
        self.waiting += row["late"] + row["today"] if waiting else 0
        self.where |= where


def send() -> int:
    """Writes one message for each officer with something overdue or due today; on other days nothing. Safe twice."""
    at = now()
    if not working_time(None).is_working_day(local(at).date()):
        return 0
    loads = _loads(at)
    officers = in_service().filter(pk__in=loads).select_related("user")
    for officer in officers.iterator(chunk_size=500):
        _tell(officer, loads[officer.pk], at)
    return len(loads)


def _loads(at: datetime) -> dict[int, Load]:
    """By officer: their own tasks, those that their team has not taken, and for leaders all of their agency."""
    loads: dict[int, Load] = {}
    rows = (
        _due(at)
        .values("agency", "duty", "officer")
        .annotate(late=Count("pk", filter=Q(due_at__lt=at)), today=Count("pk", filter=Q(due_at__gte=at)))
    )
    teams: dict[tuple[int, str], list[int]] = {}
    leaders: dict[int, list[int]] = {}
    for pk, agency, duties in in_service().values_list("pk", "agency", "duties"):
        for duty in duties:
            teams.setdefault((agency, duty), []).append(pk)
        if set(duties) & set(LEADERS):
            leaders.setdefault(agency, []).append(pk)
    for row in rows.order_by():
        agency, duty, officer = row["agency"], row["duty"], row["officer"]
        chiefs = leaders.get(agency, [])
        for pk in chiefs:
            loads.setdefault(pk, Load()).add(row, Q(agency=agency), waiting=officer is None)
        own = [officer] if officer else teams.get((agency, duty), [])
        for pk in set(own) - set(chiefs):
            where = Q(officer=officer) if officer else Q(agency=agency, duty=duty, officer=None)
            loads.setdefault(pk, Load()).add(row, where, waiting=officer is None)
    return loads


def _due(at: datetime) -> QuerySet[Task]:
    """Open tasks that are overdue or due before midnight, of real dossiers."""
    tomorrow = datetime.combine(local(at).date() + timedelta(days=1), time(0), HANOI)
    return Task.objects.filter(ended_at=None, due_at__lt=tomorrow, dossier__is_test=False)


def _tell(officer: Officer, load: Load, at: datetime) -> None:
    urgent = _due(at).filter(load.where).select_related("dossier").defer("dossier__answers")
    lines = [
        {"code": task.dossier.shown_code, "step": task.title, "due_at": task.due_at, "late": task.due_at < at}
        for task in urgent.order_by("due_at")[:MOST_LINES]
    ]
    with transaction.atomic():
        notifications.queue(
            template="digest",
            key=f"digest:{local(at):%Y%m%d}:{officer.pk}",
            user=officer.user,
            context={
                "late": load.late, "today": load.today, "waiting": load.waiting, "lines": lines,
                "url": "/lam-viec/hang-doi/",
            },
        )  # fmt: skip
