"""What every page of one dossier shows: who, which code, with whom, the clock, the tabs, the acts."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from dossiers import queries, queue
from dossiers.models import Dossier, Task
from dossiers.officer import acts
from dossiers.officer.lists import Listing, clock_of, desk_time, holder_words, read_listing, step_words
from dossiers.states import State
from portal.agencies.duties import stands_for
from portal.agencies.models import Officer
from portal.agencies.queries import current_officer
from portal.audit.services import log_access
from portal.calendars.now import now
from portal.calendars.working_time import WorkingTime
from portal.web.show import stamp
from procedures.queries import definition

TABS = (
    ("dossier", "Hồ sơ"),
    ("talk", "Trao đổi"),
    ("steps", "Các bước"),
    ("history", "Lịch sử"),
    ("deadline", "Thời hạn"),
    ("copy", "Sao chép"),
)


class Bench:
    """One dossier in the hands of one officer, fetched through the door."""

    def __init__(self, request: HttpRequest, code: str, tab: str = "dossier") -> None:
        self.request = request
        self.officer: Officer = current_officer(request)
        request.user.officer = self.officer  # type: ignore[union-attr]
        self.dossier: Dossier = queries.for_officer(self.officer, code)
        self.tab = tab
        self.at = now()
        self.time: WorkingTime = desk_time(self.officer)
        self.listing: Listing | None = listing_of(request, self.officer)
        self.query = self.listing.query() if self.listing else ""

    def href(self, name: str) -> str:
        path = reverse(f"officer:{name}", args=[self.dossier.shown_code])
        return f"{path}?{self.query}" if self.query else path

    def log(self, act: str, purpose: str = "") -> None:
        """One look at personal data, kept where the citizen can read it."""
        log_access(
            self.request,
            subject=self.dossier.shown_code,
            act=act,
            party_id=self.dossier.owner_id,
            purpose=purpose,
        )

    @cached_property
    def tasks(self) -> list[Task]:
        """The open tasks, the leading one first; each knows its dossier without asking again."""
        return queries.open_tasks(self.dossier)

    @cached_property
    def beside(self) -> queries.Beside:
        return queries.beside(self.dossier)

    @cached_property
    def place(self) -> dict[str, Any] | None:
        """Where the dossier stands in the list that the officer came from."""
        if self.listing is None or (key := self.key()) is None:
            return None
        found = queue.place(self.officer, self.listing.view, self.listing.filters, key)
        return {
            "number": queue.shown_count(found.number),
            "words": self.listing.view.words,
            "list": self.listing.href(),
            "previous": self._neighbour(found.previous),
            "next": self._neighbour(found.next),
        }

    def key(self) -> queue.Key | None:
        """The key of this dossier in its list; a view of tasks is ordered by the task's own moment."""
        due = self.dossier.next_due_at
        if self.listing and self.listing.view in (queue.MINE, queue.FREE):
            mine = {self.officer.pk, *stands_for(self.officer)} if self.listing.view == queue.MINE else {None}
            fitting = [task for task in self.tasks if task.officer_id in mine]
            due = min((task.due_at for task in fitting), default=due)
        return queue.Key(due, self.dossier.pk) if due else None

    def next_href(self) -> str:
        """The dossier after this one in the list, else the list; where one goes when this one is done."""
        if self.place is None:
            return reverse("officer:dossier", args=[self.dossier.shown_code])
        return self.place["next"] or self.place["list"]

    def _neighbour(self, code: str | None) -> str:
        if not code:
            return ""
        return f"{reverse('officer:dossier', args=[code])}?{self.query}"

    def acts(self, marks: int) -> acts.Acts:
        drafted, owed = bool(self.beside.results), self.beside.owed
        return acts.acts_of(self.officer, self.dossier, self.tasks, marks, owed, drafted=drafted)

    def context(self, **more: Any) -> dict[str, Any]:
        """What the frame of a dossier page needs, and what the page adds."""
        dossier = self.dossier
        held_by = dossier.holder_officer.user.full_name if dossier.holder_officer else ""
        return {
            "bench": self,
            "dossier": dossier,
            "officer": self.officer,
            "spot": self.place,
            "left": clock_of(dossier, dossier.next_due_at, self.at, self.time),
            "ended": dossier.state not in _RUNNING,
            "clock_for": clock_words(dossier),
            "due_words": stamp(dossier.next_due_at),
            "holder": holder_words(dossier.holder_kind, held_by, dossier.holder_duty, dossier.owner_name),
            "step_words": step_words(
                dossier.state, dossier.next_due_for, lambda: definition(dossier.version)
            ),
            "state_words": State(dossier.state).label,
            "tabs": [
                {"href": self.href(name), "words": words, "current": name == self.tab} for name, words in TABS
            ],
            **more,
        }


_RUNNING = {
    State.REGISTERED,
    State.ACCEPTED,
    State.PROCESSING,
    State.SUPPLEMENT_REQUIRED,
    State.PAYMENT_REQUIRED,
    State.WITHDRAWAL_REQUESTED,
    State.COMPLETED,
}


def clock_words(dossier: Dossier) -> str:
    """What the big clock counts; the step itself is named beside the holder."""
    named = {
        "accept": "hạn tiếp nhận",
        "transfer": "hạn chuyển",
        "return_result": "hạn trả kết quả",
        "decide_withdrawal": "hạn trả lời",
        "supply": "",
        "settle": "",
    }
    words = named.get(dossier.next_due_for)
    return "hạn bước" if words is None else words


def listing_of(request: HttpRequest, officer: Officer) -> Listing | None:
    """The list named in the address, if the officer came from one."""
    data: QueryDict = request.GET
    if not data.get("view"):
        return None
    return read_listing(data, queue.views_of(officer))


def seen(request: HttpRequest) -> int | None:
    """The revision of the page the person acted on."""
    text = request.POST.get("seen", "")
    return int(text) if text.isdigit() and len(text) < 10 else None
