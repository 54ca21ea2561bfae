"""The officers' queues: saved views, filters, keyset pages, capped counts (promise P11).

A view is a handful of branches, each answered by one partial index of open dossiers (or of open tasks) in the
order of the due moment. A page takes the first rows of every branch and merges them, so that it costs the same
with ten thousand closed dossiers as with ten million. No OFFSET; nothing is counted beyond COUNT_CAP.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from dossiers.codes import read_code
from dossiers.models import Dossier, HolderKind, Talk, Task
from dossiers.queries import of_officer
from dossiers.states import OPEN, State
from payments.models import Charge
from portal.agencies.duties import acting_duties
from portal.agencies.models import Duty, Officer
from portal.agencies.queries import in_service
from portal.calendars.now import now
from portal.web.show import local
from portal.web.text import digits, fold

PAGE = 50
COUNT_CAP = 1000
_LAST = chr(0x10FFFF)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_WAITING = (State.SUPPLEMENT_REQUIRED, State.PAYMENT_REQUIRED)
_WORKING_DUTIES = (
    Duty.CASE_OFFICER,
    Duty.DIVISION_LEADER,
    Duty.AGENCY_LEADER,
    Duty.CLERK,
    Duty.CONSULTEE,
)


@dataclass(frozen=True, slots=True)
class View:
    """One saved view; `tone` is how its count is shown when it is not zero."""

    slug: str
    words: str
    tone: str = ""


ACCEPT = View("cho-tiep-nhan", "Chờ tiếp nhận")
LATE = View("qua-han", "Quá hạn", "late")
TODAY = View("hom-nay", "Đến hạn hôm nay", "warm")
MINE = View("cua-toi", "Của tôi")
FREE = View("chua-giao", "Chưa giao")
WAITING = View("cho-bo-sung", "Chờ bổ sung")
SIGN = View("cho-ky", "Chờ ký")
RETURN = View("cho-tra", "Chờ trả kết quả")
ALL = View("tat-ca", "Cả đơn vị")
VIEWS = (ACCEPT, LATE, TODAY, MINE, FREE, WAITING, SIGN, RETURN, ALL)
BY_SLUG = {view.slug: view for view in VIEWS}


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a view. `text` is a code, an identity or tax number, or the beginning of a name."""

    procedure: str = ""
    channel: str = ""
    state: str = ""
    holder: str = ""
    text: str = ""

    def chosen(self) -> Iterator[tuple[str, str]]:
        for name in ("procedure", "channel", "state", "holder", "text"):
            if value := getattr(self, name):
                yield name, value

    def without(self, name: str) -> "Filters":
        return replace(self, **{name: ""})


@dataclass(frozen=True, slots=True)
class Key:
    """Where a row stands in the order of a view."""

    due: datetime
    pk: int

    def __str__(self) -> str:
        return f"{(self.due - _EPOCH) // timedelta(microseconds=1)}-{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Key | None":
        """From an address; None for anything that is not one of ours."""
        moment, _, pk = text.partition("-")
        if not (moment.isdigit() and pk.isdigit() and len(moment) < 17 and len(pk) < 19):
            return None
        return cls(_EPOCH + timedelta(microseconds=int(moment)), int(pk))


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order, each dossier with `due` (the moment it is sorted by) set on it; keys of the pages beside."""

    rows: list[Dossier]
    before: Key | None
    after: Key | None


def views_of(officer: Officer) -> list[View]:
    """The views that this officer's duties give sense to, in the order of Alt+1…9."""
    duties = {duty for _, duty in acting_duties(officer)}
    at_desk = bool(duties & {Duty.DESK_OFFICER, Duty.DESK_LEADER})
    if Duty.PROVINCE_LEADER in duties:
        return [LATE, TODAY, MINE, ALL]
    return [view for view in VIEWS if at_desk or view not in (ACCEPT, RETURN)]


def page(
    officer: Officer,
    view: View,
    filters: Filters | None = None,
    *,
    after: Key | None = None,
    before: Key | None = None,
    size: int = PAGE,
) -> Page:
    """One page of a view: two statements, whatever the size of the archive."""
    keys = _keys(officer, view, filters or Filters(), after=after, before=before, size=size + 1)
    more = len(keys) > size
    keys = keys[:size]
    if before is not None:
        keys.reverse()
        first, last = (keys[0] if more else None), (keys[-1] if keys else None)
    else:
        first, last = (keys[0] if after and keys else None), (keys[-1] if more else None)
    return Page(rows=_rows(keys), before=first, after=last)


def first_pages(officer: Officer, views: list[View], size: int) -> dict[str, list[Dossier]]:
    """The beginnings of several views by their slug, in two statements."""
    parts, params = [], []
    for view in views:
        sql, bound = _merged(_branches(officer, view, Filters()), size)
        parts.append(f"(SELECT '{view.slug}' AS slug, due, pk FROM ({sql}) AS v)")  # noqa: S608
        params += bound
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        found = [(slug, Key(due, pk)) for slug, due, pk in cursor.fetchall()]
    rows = iter(_rows([key for _, key in found]))
    pages: dict[str, list[Dossier]] = {view.slug: [] for view in views}
    for slug, _ in found:
        pages[slug].append(next(rows))
    return pages


def counts(officer: Officer, views: list[View]) -> dict[str, int]:
    """How many each view holds, at most COUNT_CAP + 1 each; one statement."""
    parts, params = [], []
    for view in views:
        sql, bound = _merged(_branches(officer, view, Filters()), COUNT_CAP + 1)
        parts.append(f"SELECT '{view.slug}', count(*) FROM ({sql}) AS v")  # noqa: S608
        params += bound
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return dict(cursor.fetchall())


def count(officer: Officer, view: View, filters: Filters) -> int:
    """How many are left after filtering, at most COUNT_CAP + 1."""
    sql, params = _merged(_branches(officer, view, filters), COUNT_CAP + 1)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) AS v", params)  # noqa: S608
        (found,) = cursor.fetchone()
    return int(found)


def shown_count(number: int) -> str:
    """1.001 reads “hơn 1.000”."""
    return "hơn 1.000" if number > COUNT_CAP else f"{number:,}".replace(",", ".")


def every_id(officer: Officer, view: View, filters: Filters, most: int = COUNT_CAP) -> list[int]:
    """The keys of all dossiers of a filtered view, for a batch; at most `most`."""
    return [key.pk for key in _keys(officer, view, filters, size=most)]


def ids_in_scope(officer: Officer, codes: list[str]) -> list[int]:
    """The keys of these codes or references that the officer may see; strangers' are left out."""
    named = Q(code__in=codes[:COUNT_CAP]) | Q(reference__in=codes[:COUNT_CAP])
    found = of_officer(officer).filter(named, state__in=OPEN).order_by("next_due_at", "pk")
    return list(found.values_list("pk", flat=True))


def colleague(officer: Officer, pk: str) -> Officer | None:
    """One of the people whom this officer may give work to."""
    return next((person for person in load_of_team(officer) if str(person.pk) == pk), None)


def load_of_team(officer: Officer) -> list[Officer]:
    """Those in service at the agencies the officer acts for and at their divisions, the least busy first.

    Each carries `open_count` and `late_count` of tasks.
    """
    agencies = {agency for agency, _ in acting_duties(officer)}
    at_work = in_service().filter(Q(agency_id__in=agencies) | Q(agency__parent_id__in=agencies))
    return _with_load(at_work)


def people_for(task: Task) -> list[Officer]:
    """Those in service who have the duty of this step at its agency, the least busy first."""
    fitting = in_service().filter(agency_id=task.agency_id, duties__contains=[task.duty])
    return _with_load(fitting)


def _with_load(people: QuerySet[Officer]) -> list[Officer]:
    opened = Q(tasks__ended_at=None, tasks__isnull=False)
    return list(
        people.annotate(
            open_count=Count("tasks", filter=opened),
            late_count=Count("tasks", filter=opened & Q(tasks__due_at__lt=now())),
        ).order_by("open_count", "user__full_name")
    )


def waiting_on_others(officer: Officer, most: int = 6) -> list[Task]:
    """Opinions that others owe on dossiers which this officer holds, the oldest first."""
    mine = Task.objects.filter(officer=officer, ended_at=None, is_lead=True).values("dossier")
    found = Task.objects.filter(dossier__in=mine, step_id="opinion", ended_at=None)
    return list(found.select_related("dossier", "agency").defer("dossier__answers").order_by("due_at")[:most])


def unread_talks(officer: Officer, most: int = 6) -> list[Talk]:
    """The newest words of applicants on dossiers with this officer, not yet answered."""
    mine = Dossier.objects.filter(holder_officer=officer, state__in=OPEN).values("pk")
    last = Talk.objects.filter(dossier=OuterRef("dossier"), internal=False).order_by("-id").values("id")[:1]
    found = Talk.objects.filter(dossier__in=mine, from_office=False, id=Subquery(last))
    return list(found.select_related("author", "dossier").defer("dossier__answers").order_by("-id")[:most])


def due_by_day(officer: Officer, view: View, until: datetime) -> list[tuple[date, int]]:
    """How many of a view fall due on each of the coming days, today left out; capped like every count."""
    sql, params = _merged(_branches(officer, view, Filters()), COUNT_CAP)
    start = _end_of_day(now())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (due AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, count(*) FROM ({sql}) AS v "  # noqa: S608
            "WHERE due >= %s AND due < %s GROUP BY 1 ORDER BY 1",
            [*params, start, until],
        )
        return list(cursor.fetchall())


def walk(officer: Officer, view: View, filters: Filters, size: int = 500) -> Iterator[list[Dossier]]:
    """A filtered view page by page, for an export that streams."""
    found = page(officer, view, filters, size=size)
    while found.rows:
        yield found.rows
        if found.after is None:
            return
        found = page(officer, view, filters, after=found.after, size=size)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one dossier stands in a view: 3 of 38, and its neighbours."""

    number: int
    previous: str | None
    next: str | None


def place(officer: Officer, view: View, filters: Filters, key: Key) -> Place:
    """One statement: the row before, the row after, how many stand before (capped)."""
    branches = _branches(officer, view, filters)
    after, after_params = _merged(_cut(branches, after=key), 1)
    earlier = _cut(branches, before=key)
    before, before_params = _merged(earlier, 1, reverse=True)
    ahead, ahead_params = _merged(earlier, COUNT_CAP)
    named = "SELECT coalesce(d.code, d.reference) FROM dossiers_dossier d JOIN"
    sql = (
        f"SELECT ({named} ({after}) AS n ON n.pk = d.id), ({named} ({before}) AS p ON p.pk = d.id), "  # noqa: S608
        f"(SELECT count(*) FROM ({ahead}) AS a)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*after_params, *before_params, *ahead_params])
        following, previous, number = cursor.fetchone()
    return Place(number=number + 1, previous=previous, next=following)


def find(officer: Officer, text: str) -> str:
    """The code of the one dossier that the text names exactly, inside the officer's own scope; else ""."""
    read = read_code(text)
    if not any(char.isdigit() for char in read) or "-" not in read:
        return ""
    exact = Q(reference=read) if read.startswith("T-") else Q(code=read)
    found = of_officer(officer).filter(exact).only("code", "reference").first()
    return found.shown_code if found else ""


def closed_matches(officer: Officer, text: str, most: int = 20) -> list[Dossier]:
    """Ended dossiers in scope by number or by the beginning of the owner's name, newest first."""
    number, name = digits(text), fold(text)
    among = of_officer(officer).exclude(state__in=OPEN)
    if len(number) >= 9:
        found = among.filter(owner_number=number)
    elif len(name) >= 3:
        found = among.filter(owner_fold__gte=name, owner_fold__lt=name + _LAST)
    else:
        return []
    return list(found.select_related("procedure").defer("answers").order_by("-id")[:most])


def charges(dossiers: list[Dossier]) -> dict[str, list[Charge]]:
    """The money of many dossiers by their reference, in one statement."""
    found: dict[str, list[Charge]] = {}
    subjects = [dossier.reference for dossier in dossiers]
    for charge in Charge.objects.filter(subject__in=subjects, cancelled_at=None).order_by("id"):
        found.setdefault(charge.subject, []).append(charge)
    return found


# Branches ---------------------------------------------------------------------------------------------------


def _branches(officer: Officer, view: View, filters: Filters) -> list[QuerySet[Any]]:
    """Querysets of (due, ref); each can be read in order from one index."""
    if view in (MINE, FREE):
        tasks = Task.objects.filter(ended_at=None, dossier__state__in=OPEN, dossier__is_test=False)
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
        return active.filter(next_due_at__gte=at, next_due_at__lt=_end_of_day(at))
    return opened


def _end_of_day(at: datetime) -> datetime:
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


# Merging ----------------------------------------------------------------------------------------------------


def _keys(
    officer: Officer,
    view: View,
    filters: Filters,
    *,
    after: Key | None = None,
    before: Key | None = None,
    size: int,
) -> list[Key]:
    branches = _cut(_branches(officer, view, filters), after=after, before=before)
    sql, params = _merged(branches, size, reverse=before is not None)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [Key(due, pk) for due, pk in cursor.fetchall()]


def _cut(
    branches: list[QuerySet[Any]], *, after: Key | None = None, before: Key | None = None
) -> list[QuerySet[Any]]:
    """Only what stands after or before a row; the plain bound is what the index starts from."""
    if after is not None:
        return [b.filter(due__gte=after.due).exclude(due=after.due, ref__lte=after.pk) for b in branches]
    if before is not None:
        return [b.filter(due__lte=before.due).exclude(due=before.due, ref__gte=before.pk) for b in branches]
    return branches


def _merged(branches: list[QuerySet[Any]], size: int, *, reverse: bool = False) -> tuple[str, list[Any]]:
    """SQL of the first `size` rows of all branches together, each dossier once."""
    order = ("-due", "-ref") if reverse else ("due", "ref")
    parts, params = [], []
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


def _rows(keys: list[Key]) -> list[Dossier]:
    """The dossiers of these keys, in their order, without the bulky columns."""
    found = {
        dossier.pk: dossier
        for dossier in Dossier.objects.filter(pk__in=[key.pk for key in keys])
        .select_related("procedure", "version", "submitter", "holder_agency", "holder_officer__user")
        .defer("answers", "version__definition", "procedure__search_fold", "procedure__keywords")
    }
    rows = []
    for key in keys:
        if (dossier := copy(found.get(key.pk))) is not None:
            dossier.due = key.due  # type: ignore[attr-defined]
            rows.append(dossier)
    return rows
