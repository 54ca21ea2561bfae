"""Which rows a view holds: branches, each answered by one partial index in the order of the due moment."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import F, Q, QuerySet

from dossiers.models import Dossier, HolderKind, Task
from dossiers.queue.views import ACCEPT, FREE, LATE, MINE, RETURN, SIGN, TODAY, WAITING, Filters, Key, View
from dossiers.states import OPEN, State
from portal.agencies.duties import acting_duties
from portal.agencies.models import Duty, Officer
from portal.calendars.now import now
from portal.web.show import local
from portal.web.text import digits, fold

_WAITING = (State.SUPPLEMENT_REQUIRED, State.PAYMENT_REQUIRED)
_WORKING_DUTIES = (
    Duty.CASE_OFFICER,
    Duty.DIVISION_LEADER,
    Duty.AGENCY_LEADER,
    Duty.CLERK,
    Duty.CONSULTEE,
)


def branches(officer: Officer, view: View, filters: Filters) -> list[QuerySet[Any]]:
    """Querysets of (due, ref); each can be read in order from one index."""
    if view in (MINE, FREE):
        tasks = Task.objects.filter(ended_at=None)  # an ended dossier has no open task: no look at dossiers
        whose = _mine(officer, tasks) if view == MINE else _free(officer, tasks)
        narrowed = [part.filter(_where(filters, "dossier__")) for part in whose]
        return [part.annotate(due=F("due_at"), ref=F("dossier_id")) for part in narrowed]
    found = [part.filter(_where(filters, "")) for part in _of_view(officer, view)]
    return [part.annotate(due=F("next_due_at"), ref=F("pk")) for part in found]


def _mine(officer: Officer, tasks: QuerySet[Task]) -> list[QuerySet[Task]]:
    return [tasks.filter(officer=officer)]


def _free(officer: Officer, tasks: QuerySet[Task]) -> list[QuerySet[Task]]:
    """Of the officer's teams; a leader also sees what waits for somebody in the unit."""
    pairs = set(acting_duties(officer))
    for agency_id, duty in acting_duties(officer):
        if duty == Duty.DESK_LEADER:
            pairs.add((agency_id, Duty.DESK_OFFICER))
        if duty in (Duty.DIVISION_LEADER, Duty.AGENCY_LEADER):
            pairs |= {(agency_id, Duty.CASE_OFFICER), (agency_id, Duty.CONSULTEE)}
    free = tasks.filter(officer=None)
    return [free.filter(agency_id=agency, duty=duty) for agency, duty in sorted(pairs)] or [tasks.none()]


def _of_view(officer: Officer, view: View) -> list[QuerySet[Dossier]]:
    at, pairs = now(), acting_duties(officer)
    opened = Dossier.objects.filter(state__in=OPEN, is_test=False)
    if any(duty == Duty.PROVINCE_LEADER for _, duty in pairs):
        return [_narrow(opened, view, at)]
    agencies = sorted({agency for agency, _ in pairs})
    desks = sorted({a for a, duty in pairs if duty in (Duty.DESK_OFFICER, Duty.DESK_LEADER)})
    if view in (ACCEPT, RETURN):
        return [_narrow(opened.filter(receiving_agency_id=a), view, at) for a in desks] or [opened.none()]
    if view == SIGN:
        teams = [(a, d) for a in agencies for d in (Duty.DIVISION_LEADER, Duty.AGENCY_LEADER)]
        return [_narrow(opened.filter(holder_agency_id=a, holder_duty=d), view, at) for a, d in teams] or [
            opened.none()
        ]
    if view == WAITING:
        sides = ("receiving_agency_id", "competent_agency_id")
        return [
            opened.filter(**{side: agency}, state=state)
            for side in sides
            for agency in agencies
            for state in _WAITING
        ] or [opened.none()]
    branches = [opened.filter(receiving_agency_id=a) for a in agencies]
    branches += [opened.filter(competent_agency_id=a) for a in agencies]
    branches += [
        opened.filter(holder_agency_id=a, holder_duty=duty)
        for a in agencies
        if a not in desks
        for duty in _WORKING_DUTIES
    ]
    return [_narrow(branch, view, at) for branch in branches] or [opened.none()]


def _narrow(opened: QuerySet[Dossier], view: View, at: datetime) -> QuerySet[Dossier]:
    if view == ACCEPT:
        return opened.filter(state=State.REGISTERED)
    if view == RETURN:
        return opened.filter(state=State.COMPLETED)
    if view == WAITING:
        return opened.filter(state__in=_WAITING)
    active = opened.exclude(holder_kind=HolderKind.APPLICANT)
    if view == LATE:
        return active.filter(next_due_at__lt=at)
    if view == TODAY:
        return active.filter(next_due_at__gte=at, next_due_at__lt=end_of_day(at))
    return opened


def end_of_day(at: datetime) -> datetime:
    return local(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _where(filters: Filters, prefix: str) -> Q:
    where = Q()
    if filters.procedure:
        where &= Q(**{f"{prefix}procedure__code": filters.procedure})
    if filters.channel:
        where &= Q(**{f"{prefix}channel": filters.channel})
    if filters.state:
        where &= Q(**{f"{prefix}state": filters.state})
    if filters.holder == "chua-giao":
        where &= Q(**{f"{prefix}holder_kind": HolderKind.TEAM})
    elif filters.holder.isdigit() and len(filters.holder) < 18:
        where &= Q(**{f"{prefix}holder_officer_id": int(filters.holder)})
    if filters.text:
        where &= _text(filters.text, prefix)
    return where


def _text(text: str, prefix: str) -> Q:
    """A number when there are nine digits or more, else words of the name; looked for among open dossiers only."""
    number = digits(text)
    if len(number) >= 9 and not any(char.isalpha() for char in text):
        return Q(**{f"{prefix}owner_number": number})
    where = Q()
    for word in fold(text).split(" "):
        where &= Q(**{f"{prefix}owner_fold__contains": word}) | Q(**{f"{prefix}code__contains": word.upper()})
    return where


def cut(
    branches: list[QuerySet[Any]], *, after: Key | None = None, before: Key | None = None
) -> list[QuerySet[Any]]:
    """Only what stands after or before a row; the plain bound is what the index starts from."""
    if after is not None:
        return [b.filter(due__gte=after.due).exclude(due=after.due, ref__lte=after.pk) for b in branches]
    if before is not None:
        return [b.filter(due__lte=before.due).exclude(due=before.due, ref__gte=before.pk) for b in branches]
    return branches


def merged(branches: list[QuerySet[Any]], size: int, *, reverse: bool = False) -> tuple[str, list[Any]]:
    """SQL of the first `size` rows of all branches together, each dossier once."""
    order = ("-due", "-ref") if reverse else ("due", "ref")
    parts: list[str] = []
    params: list[Any] = []
    for branch in branches:
        try:
            sql, bound = branch.order_by(*order).values_list("due", "ref")[:size].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"({sql})")
        params += bound
    if not parts:
        return "SELECT NULL::timestamptz AS due, NULL::bigint AS pk WHERE false", []
    way = "DESC" if reverse else "ASC"
    united = " UNION ALL ".join(parts)
    sql = (
        f"SELECT min(b.due) AS due, b.ref AS pk FROM ({united}) AS b(due, ref) GROUP BY b.ref "  # noqa: S608
        f"ORDER BY due {way}, pk {way} LIMIT {int(size)}"
    )
    return sql, params
