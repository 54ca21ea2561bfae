"""A queue as addresses and rows as the table shows them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from dossiers import queue
from dossiers.models import Channel, Dossier, HolderKind
from dossiers.officer.columns import COLUMNS
from dossiers.officer.remaining import Remaining, remaining
from dossiers.permissions import APPROVE_SUPPLEMENT
from dossiers.services._tasks import DESK_TITLES
from dossiers.states import State
from portal.agencies.duties import calendar_of
from portal.agencies.models import Duty, Officer
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.calendars.working_time import WorkingTime
from portal.web.links import path_of
from portal.web.show import local
from portal.web.text import clean
from procedures.definition import Definition

_NAMES = {
    "procedure": "thu-tuc",
    "channel": "kenh",
    "state": "trang-thai",
    "holder": "nguoi-giu",
    "text": "q",
}
_BESIDE_THE_GRAPH = {"opinion": "Chờ ý kiến", APPROVE_SUPPLEMENT: "Chờ duyệt yêu cầu bổ sung"}
HOLDS = {
    State.SUPPLEMENT_REQUIRED: "Chờ bổ sung",
    State.PAYMENT_REQUIRED: "Chờ nộp tiền",
}


@dataclass(frozen=True, slots=True)
class Listing:
    """Which list an officer came from: a view and its filters."""

    view: queue.View
    filters: queue.Filters
    columns: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """The filters as (name, value) of an address."""
        return [(_NAMES[name], value) for name, value in self.filters.chosen()]

    def query(self, filters: queue.Filters | None = None, **more: str) -> str:
        """`view=…&thu-tuc=…`, to be put behind a question mark."""
        pairs = {"view": self.view.slug}
        pairs |= {_NAMES[name]: value for name, value in (filters or self.filters).chosen()}
        pairs |= {"cot": ".".join(self.columns)} if self.columns else {}
        return urlencode({**pairs, **more})

    def href(self, filters: queue.Filters | None = None, **more: str) -> str:
        return f"{path_of('officer:queue')}?{self.query(filters, **more)}"


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
    asked = {name for text in data.getlist("cot")[:20] for name in text[:200].split(".")}
    columns = tuple(name for name in COLUMNS if name in asked)
    return Listing(named, queue.Filters(**values), columns)


@dataclass(frozen=True, slots=True)
class Row:
    """One dossier in a list."""

    line: queue.Line
    clock: Remaining
    href: str
    step: str
    holder: str
    tag: str
    tag_tone: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one bucket of time."""

    words: str
    rows: list[Row]


def desk_time(officer: Officer) -> WorkingTime:
    """The working time by which this officer's screens count."""
    return working_time(calendar_of(officer))


def rows_of(
    officer: Officer, found: Iterable[queue.Line], query: str = "", *, time: WorkingTime | None = None
) -> list[Row]:
    """Rows with clock, holder and what stands in the way."""
    at, time, address = now(), time or desk_time(officer), reverse("officer:dossier", args=["~"])
    before, after = address.split("~")
    after += f"?{query}" if query else ""
    return [_row(line, at, time, f"{before}{line.code}{after}") for line in found]


LATE, HELD = "Quá hạn", "Đồng hồ tạm dừng"


def grouped(rows: list[Row]) -> list[Group]:
    """Neighbours of one bucket together: overdue, today, tomorrow and later; nobody is late while the clock stands."""
    groups: dict[str, Group] = {}
    at = now()
    for row in rows:
        words = _bucket(row.line.due, at)
        if words == LATE and row.clock.state == "hold":
            words = HELD
        groups.setdefault(words, Group(words, [])).rows.append(row)
    found = [group for words, group in groups.items() if words != HELD]
    if HELD in groups:
        found.insert(1 if LATE in groups else 0, groups[HELD])
    return found


def clock_of(
    dossier: Dossier | queue.Line, due: datetime | None, at: datetime, time: WorkingTime
) -> Remaining:
    """The one clock of a dossier; the same in the queue, on the workbench and on the board."""
    hold = HOLDS.get(State(dossier.state), "")
    started = dossier.registered_at if dossier.state == State.REGISTERED else dossier.held_since
    return remaining(due, at, time, started=started, hold=hold)


def step_words(state: str, due_for: str, told: Callable[[], Definition]) -> str:
    """What a dossier waits for: the desk's act or the step of the procedure (`told`, asked only when needed)."""
    if state in HOLDS:
        return HOLDS[State(state)]
    if due_for in DESK_TITLES:
        return DESK_TITLES[due_for]
    if due_for in _BESIDE_THE_GRAPH:
        return _BESIDE_THE_GRAPH[due_for]
    step = told().step(due_for)
    return step.name if step else State(state).label


def holder_words(kind: str, name: str, duty: str, owner: str) -> str:
    """Who has it now: a person, a team, the applicant."""
    if kind == HolderKind.OFFICER and name:
        return name
    if kind == HolderKind.TEAM and duty:
        return f"Chưa giao, {Duty(duty).label.lower()}"
    if kind == HolderKind.APPLICANT:
        return f"Người nộp: {owner}"
    return "–"


def _row(line: queue.Line, at: datetime, time: WorkingTime, href: str) -> Row:
    tag, tone = _tag(line, at)
    return Row(
        line=line,
        clock=clock_of(line, line.due, at, time),
        href=href,
        step=step_words(line.state, line.next_due_for, lambda: line.told),
        holder=holder_words(line.holder_kind, line.holder_name, line.holder_duty, line.owner_name),
        tag=tag,
        tag_tone=tone,
    )


def _tag(line: queue.Line, at: datetime) -> tuple[str, str]:
    """What stands in the way, in a few words; empty when nothing does."""
    if line.state == State.WITHDRAWAL_REQUESTED:
        return "Xin rút hồ sơ", "wait"
    if line.due_at and line.due_at < at and line.state in (State.ACCEPTED, State.PROCESSING):
        return "Quá hẹn trả", "bad"
    return ("Chưa nộp phí", "wait") if line.unpaid_now else ("", "")


def _bucket(due: datetime, at: datetime) -> str:
    if due < at:
        return LATE
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
