"""A queue as addresses and rows as the table shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from dossiers import queue
from dossiers.models import Channel, Dossier, HolderKind
from dossiers.officer.remaining import Remaining, remaining
from dossiers.services._tasks import DESK_TITLES
from dossiers.states import State
from payments.models import Charge
from portal.agencies.models import Duty, Officer
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.calendars.working_time import WorkingTime
from portal.web.show import local
from portal.web.text import clean
from procedures.queries import definition

_NAMES = {
    "procedure": "thu-tuc",
    "channel": "kenh",
    "state": "trang-thai",
    "holder": "nguoi-giu",
    "text": "q",
}
HOLDS = {
    State.SUPPLEMENT_REQUIRED: "Chờ bổ sung",
    State.PAYMENT_REQUIRED: "Chờ nộp tiền",
}


@dataclass(frozen=True, slots=True)
class Listing:
    """Which list an officer came from: a view and its filters."""

    view: queue.View
    filters: queue.Filters

    def query(self, filters: queue.Filters | None = None, **more: str) -> str:
        """`view=…&thu-tuc=…`, to be put behind a question mark."""
        pairs = {"view": self.view.slug}
        pairs |= {_NAMES[name]: value for name, value in (filters or self.filters).chosen()}
        return urlencode({**pairs, **more})

    def href(self, filters: queue.Filters | None = None, **more: str) -> str:
        return f"{reverse('officer:queue')}?{self.query(filters, **more)}"


def read_listing(data: QueryDict, views: list[queue.View], first: str = "") -> Listing:
    """The list that an address names; else the view the officer begins with (`first`); a search looks in all."""
    named = queue.BY_SLUG.get(data.get("view", ""))
    if named is None or named not in views:
        begin = queue.BY_SLUG.get(first)
        named = begin if begin is not None and begin in views else views[0]
        if data.get("q") and queue.ALL in views:
            named = queue.ALL
    values = {name: clean(data.get(key, ""))[:120] for name, key in _NAMES.items()}
    if values["channel"] not in Channel.values:
        values["channel"] = ""
    if values["state"] not in State.values:
        values["state"] = ""
    return Listing(named, queue.Filters(**values))


@dataclass(frozen=True, slots=True)
class Row:
    """One dossier in a list."""

    dossier: Dossier
    clock: Remaining
    href: str
    step: str
    holder: str
    on_behalf: str
    fee_vnd: int
    tag: str
    tag_tone: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one bucket of time."""

    words: str
    rows: list[Row]


def desk_time(officer: Officer) -> WorkingTime:
    """The working time by which this officer's screens count."""
    return working_time(officer.agency.calendar if officer.agency.calendar_id else None)


def rows_of(
    officer: Officer, found: Iterable[Dossier], query: str = "", *, time: WorkingTime | None = None
) -> list[Row]:
    """Rows with clock, holder and what stands in the way; one statement for the money of all."""
    dossiers, at, time = list(found), now(), time or desk_time(officer)
    owed = queue.charges(dossiers)
    return [_row(dossier, at, time, owed.get(dossier.reference, []), query) for dossier in dossiers]


def grouped(rows: list[Row]) -> list[Group]:
    """Neighbours of one bucket together: overdue, today, tomorrow and later."""
    groups: list[Group] = []
    at = now()
    for row in rows:
        words = _bucket(row.dossier.due, at)  # type: ignore[attr-defined]
        if not groups or groups[-1].words != words:
            groups.append(Group(words, []))
        groups[-1].rows.append(row)
    return groups


def clock_of(dossier: Dossier, due: datetime | None, at: datetime, time: WorkingTime) -> Remaining:
    """The one clock of a dossier; the same in the queue, on the workbench and on the board."""
    hold = HOLDS.get(dossier.state, "")
    started = dossier.registered_at if dossier.state == State.REGISTERED else dossier.held_since
    return remaining(due, at, time, started=started, hold=hold)


def step_words(dossier: Dossier) -> str:
    """What the dossier waits for: the desk's act or the step of the procedure."""
    if dossier.state in HOLDS:
        return HOLDS[State(dossier.state)]
    if dossier.next_due_for in DESK_TITLES:
        return DESK_TITLES[dossier.next_due_for]
    if dossier.next_due_for == "opinion":
        return "Chờ ý kiến"
    step = definition(dossier.version).step(dossier.next_due_for)
    return step.name if step else State(dossier.state).label


def holder_words(dossier: Dossier) -> str:
    """Who has it now: a person, a team, the applicant."""
    if dossier.holder_kind == HolderKind.OFFICER and dossier.holder_officer:
        return dossier.holder_officer.user.full_name
    if dossier.holder_kind == HolderKind.TEAM and dossier.holder_agency:
        return f"Chưa giao, {Duty(dossier.holder_duty).label.lower()}"
    if dossier.holder_kind == HolderKind.APPLICANT:
        return f"Người nộp: {dossier.owner_name}"
    return "–"


def _row(dossier: Dossier, at: datetime, time: WorkingTime, owed: list[Charge], query: str) -> Row:
    href = reverse("officer:dossier", args=[dossier.shown_code])
    tag, tone = _tag(dossier, at, owed)
    behalf = dossier.submitter.name if dossier.submitter_id != dossier.owner_id else ""
    return Row(
        dossier=dossier,
        clock=clock_of(dossier, dossier.due, at, time),  # type: ignore[attr-defined]
        href=f"{href}?{query}" if query else href,
        step=step_words(dossier),
        holder=holder_words(dossier),
        on_behalf=behalf,
        fee_vnd=sum(charge.total_vnd for charge in owed),
        tag=tag,
        tag_tone=tone,
    )


def _tag(dossier: Dossier, at: datetime, owed: list[Charge]) -> tuple[str, str]:
    """What stands in the way, in a few words; empty when nothing does."""
    if dossier.state == State.WITHDRAWAL_REQUESTED:
        return "Xin rút hồ sơ", "wait"
    if dossier.due_at and dossier.due_at < at and dossier.state in (State.ACCEPTED, State.PROCESSING):
        return "Quá hẹn trả", "bad"
    due_now = {State.REGISTERED: "at_receipt", State.COMPLETED: "at_return"}.get(State(dossier.state))
    if any(charge.timing == due_now and charge.settled_at is None for charge in owed):
        return "Chưa nộp phí", "wait"
    return "", ""


def _bucket(due: datetime, at: datetime) -> str:
    if due < at:
        return "Quá hạn"
    days = (local(due).date() - local(at).date()).days
    if days == 0:
        return "Đến hạn hôm nay"
    if days == 1:
        return "Ngày mai"
    return "Trong 7 ngày tới" if days <= 7 else "Sau đó"


def filter_words(listing: Listing, names: dict[str, str]) -> list[tuple[str, str]]:
    """Chips: what is filtered in words, and the address without it."""
    words: dict[str, str] = {}
    for name, value in listing.filters.chosen():
        words[name] = names.get(value, value)
        if name == "channel":
            words[name] = Channel(value).label
        elif name == "state":
            words[name] = State(value).label
        elif name == "holder" and value not in names:
            words[name] = "Chưa giao" if value == "chua-giao" else "Một cán bộ"
        elif name == "text":
            words[name] = f"“{value}”"
    return [
        (words[name], listing.href(listing.filters.without(name))) for name, _ in listing.filters.chosen()
    ]
