"""undo: a light act (taking or giving work) is taken back by whoever did it, while nothing else happened."""

from datetime import timedelta

from dossiers import board
from dossiers.models import Dossier, JournalEntry, Task
from dossiers.services._step import step
from portal.agencies.models import Officer
from portal.agencies.queries import in_service
from portal.calendars.now import now
from portal.web.refusals import StepRefused

LIGHT = ("take", "assign")
WITHIN = timedelta(minutes=10)


def why_not_undo(officer: Officer, dossier: Dossier, last: JournalEntry | None) -> str:
    """Empty: the newest act is this officer's own light one, done just now."""
    if last is None or last.verb not in LIGHT or last.number != dossier.journal_number:
        return "Việc vừa làm không hoàn tác được."
    if last.user_id != officer.user_id:
        return f"{last.actor} đã làm việc này, chỉ người ấy hoàn tác được."
    return "" if now() - last.at <= WITHIN else "Đã quá 10 phút, không hoàn tác được nữa."


def undo(*, dossier: Dossier, officer: Officer) -> Task:
    """The step goes back to whoever had it, or to the team. Raises StepRefused."""
    last = dossier.journal.order_by("-number").first()
    with step(dossier, "undo", by=officer.user, officer=officer) as locked:
        if refusal := why_not_undo(officer, locked, last):
            raise StepRefused(refusal)
        assert last is not None
        task = next((one for one in board.open_tasks(locked) if one.step_id == last.data.get("step")), None)
        if task is None:
            raise StepRefused("Bước này đã xong, không hoàn tác được.")
        before = last.data.get("was")
        task.officer = in_service().filter(pk=before).first() if before else None
        task.taken_at = now() if task.officer else None
        task.save(update_fields=["officer", "taken_at"])
    return task
