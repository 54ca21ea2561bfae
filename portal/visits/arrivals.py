"""What the post brings: noted, opened, matched to a dossier, taken in or sent back, each within its term."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from portal.agencies.models import Agency, Officer
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.calendars.working_time import Limit
from portal.visits.models import Arrival, ArrivalKind, ArrivalState
from portal.web.refusals import StepRefused
from portal.web.text import clean

HOURS = Limit(8, "working_hour")
OPEN = (ArrivalState.ARRIVED, ArrivalState.OPENED, ArrivalState.MATCHED)


def note(
    *, agency: Agency, officer: Officer, kind: str, sender: str, tracking: str = "", phone: str = "",
    contents: str = "", subject: str = "", brought: str = "",
) -> Arrival:  # fmt: skip
    """A cover has come; eight working hours from now somebody has dealt with it. Raises StepRefused.

    One that is brought for a known dossier is matched at once.
    """
    at = now()
    try:
        with transaction.atomic():
            return Arrival.objects.create(
                agency=agency, kind=kind, sender=clean(sender)[:200], tracking=clean(tracking).upper()[:30],
                phone=phone[:20], contents=clean(contents)[:500], subject=subject, brought=brought,
                state=ArrivalState.MATCHED if subject else ArrivalState.ARRIVED, arrived_at=at,
                due_at=due_of(agency, at), noted_by=officer,
            )  # fmt: skip
    except IntegrityError as error:
        raise StepRefused(f"Bưu gửi {clean(tracking).upper()} đã được ghi và còn chưa xong.") from error


def due_of(agency: Agency, at: datetime) -> datetime:
    return working_time(agency.calendar).due(at, HOURS)


def open_cover(arrival: Arrival, officer: Officer, contents: str) -> Arrival:
    """Opened, with what lay in it. Raises StepRefused."""
    if not clean(contents):
        raise StepRefused("Ghi trong bì có giấy tờ gì.")
    with _held(arrival, ArrivalState.ARRIVED, ArrivalState.OPENED, ArrivalState.MATCHED) as held:
        held.contents = clean(contents)[:500]
        if held.opened_at is None:
            held.opened_at, held.opened_by = now(), officer
        if held.state == ArrivalState.ARRIVED:
            held.state = ArrivalState.OPENED
    return held


def match(arrival: Arrival, officer: Officer, subject: str) -> Arrival:
    """It belongs to this dossier. A cover nobody opened counts as opened now. Raises StepRefused."""
    with _held(arrival, *OPEN) as held:
        held.subject, held.state = subject[:60], ArrivalState.MATCHED
        if held.opened_at is None:
            held.opened_at, held.opened_by = now(), officer
    return held


def take_in(arrival: Arrival, officer: Officer) -> Arrival:
    """Its papers lie in the dossier. Raises StepRefused when no dossier is named."""
    if not arrival.subject:
        raise StepRefused("Gắn bưu gửi với hồ sơ trước.")
    return _end(arrival, officer, ArrivalState.TAKEN, "", ArrivalState.MATCHED)


def send_back(arrival: Arrival, officer: Officer, why: str) -> Arrival:
    """Back to the sender, and why. Raises StepRefused."""
    if not clean(why):
        raise StepRefused("Ghi vì sao gửi trả.")
    return _end(arrival, officer, ArrivalState.SENT_BACK, why, *OPEN)


def taken_with(subject: str, officer: Officer) -> int:
    """The dossier has been filed: what came for it is taken in. How many."""
    waiting = Arrival.objects.filter(subject=subject, state=ArrivalState.MATCHED, kind=ArrivalKind.NEW)
    return waiting.update(state=ArrivalState.TAKEN, ended_at=now(), ended_by=officer)


def open_at(agencies: Iterable[int]) -> QuerySet[Arrival]:
    """What is still to be dealt with, the most urgent first."""
    rows = Arrival.objects.filter(agency__in=list(agencies), ended_at=None)
    return rows.select_related("agency", "noted_by__user", "opened_by__user").order_by("due_at", "pk")


def all_at(agencies: Iterable[int]) -> QuerySet[Arrival]:
    """Whatever came to these desks, done with or not."""
    rows = Arrival.objects.filter(agency__in=list(agencies))
    return rows.select_related("agency", "noted_by__user", "opened_by__user", "ended_by__user")


def ended_at(agencies: Iterable[int], most: int = 50) -> list[Arrival]:
    rows = Arrival.objects.filter(agency__in=list(agencies), ended_at__isnull=False)
    return list(rows.select_related("ended_by__user").order_by("-ended_at", "-pk")[:most])


def _end(arrival: Arrival, officer: Officer, state: str, why: str, *of: str) -> Arrival:
    with _held(arrival, *of) as held:
        held.state, held.ended_at, held.ended_by = ArrivalState(state), now(), officer
        held.note = clean(why)[:300]
    return held


@contextmanager
def _held(arrival: Arrival, *states: str) -> Iterator[Arrival]:
    """The arrival under its lock, saved on leaving; refused when it is not where the act begins any more."""
    with transaction.atomic():
        held = Arrival.objects.select_for_update(of=("self",)).get(pk=arrival.pk)
        if held.state not in states:
            raise StepRefused(f"Bưu gửi này {held.get_state_display().lower()}, xem lại danh sách.")
        yield held
        held.save()
