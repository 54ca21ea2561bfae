"""A changed calendar moves the appointments it touches, and the people are told (promise P4)."""

from django.core.cache import cache

from dossiers import board, clock
from dossiers.models import Dossier
from dossiers.services import _messages
from dossiers.services._step import step
from dossiers.states import State
from portal.calendars.queries import last_change
from portal.web.refusals import StepRefused
from procedures.queries import definition

_DONE = "dossiers:redated"
_AT_A_TIME = 5_000


def redate(*, dossier: Dossier) -> Dossier:
    """Counts the appointment anew from the same facts. Raises StepRefused when it stays where it is."""
    with step(dossier, "redate", by=None, note="Lịch làm việc thay đổi") as locked:
        before, due = locked.due_at, clock.due_at(locked)
        if due is None or due == before or locked.state not in (State.ACCEPTED, State.PROCESSING):
            raise StepRefused("Hẹn trả không đổi.")
        locked.due_at, locked.original_due_at = due, clock.first_due_at(locked)
        _move_open_tasks(locked)
        _messages.tell(locked, "redated", old_due_at=before)
    return dossier


def redate_open() -> int:
    """After a change of any calendar goes through the open dossiers, some thousands each time; returns how
    many appointments moved. What was gone through is only remembered in the cache: losing it costs a sweep.
    """
    changed = last_change()
    stamp, after = cache.get(_DONE) or ("", 0)
    if changed is None or (stamp == changed.isoformat() and after is None):
        return 0
    after = after if stamp == changed.isoformat() else 0
    dated = Dossier.objects.filter(state__in=(State.ACCEPTED, State.PROCESSING), due_at__isnull=False)
    found = list(
        dated.filter(pk__gt=after)
        .select_related("version", "receiving_agency__calendar", "competent_agency__calendar")
        .order_by("pk")[:_AT_A_TIME]
    )
    moved = sum(_moved(dossier) for dossier in found)
    last = found[-1].pk if len(found) == _AT_A_TIME else None
    cache.set(_DONE, (changed.isoformat(), last), None)
    return moved


def _moved(dossier: Dossier) -> bool:
    if clock.due_at(dossier) == dossier.due_at:
        return False
    try:
        redate(dossier=dossier)
    except StepRefused:
        return False
    return True


def _move_open_tasks(dossier: Dossier) -> None:
    """Each open step keeps its share, counted from its start or from the last pause that ended after it."""
    shares = {told.id: told.minutes for told in definition(dossier.version).steps}
    ends = [pause.ends for pause in clock.pauses_of(dossier) if pause.ends]
    for task in board.open_tasks(dossier):
        start = max([task.started_at, *ends])
        task.due_at = clock.step_due_at(dossier, start, shares.get(task.step_id, 480))
        task.save(update_fields=["due_at"])
