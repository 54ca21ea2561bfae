"""How a procedure ends: from a day on it is no longer done, its pages lead to the one that takes its place."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from portal.accounts.models import User
from portal.agencies.queries import today
from portal.web.refusals import StepRefused
from portal.web.show import day
from procedures import queries
from procedures.history import note_procedure
from procedures.hooks import Impact
from procedures.models import EventKind, Procedure, VersionEvent, VersionState
from procedures.services import ends_path
from procedures.succession import speaking_of

_NAMED = 5


@transaction.atomic
def retire(
    *, procedure: Procedure, on: date, successor: Procedure | None, by: User | None, why: str
) -> Procedure:
    """From a day on the procedure is no longer done; its pages lead to the one that takes its place.

    Dossiers under way are finished. Raises StepRefused: no reason, its own successor, a version still to come."""
    locked = Procedure.objects.select_for_update().get(pk=procedure.pk)
    if refusal := why_not_retire(locked, on, successor, why):
        raise StepRefused(refusal)
    changes, last = [], on - timedelta(days=1)
    for version in queries.announced(locked).filter(Q(effective_to__isnull=True) | Q(effective_to__gte=on)):
        before = version.effective_to.isoformat() if version.effective_to else None
        changes.append({"path": ends_path(version), "before": before, "after": last.isoformat()})
        version.effective_to = last
        version.save(update_fields=["effective_to"])
    locked.retired_on, locked.successor = on, successor
    locked.save()
    instead = f", thay bằng {successor.code}" if successor else ""
    act = f"Bãi bỏ từ {day(on)}{instead}"
    note_procedure(locked, EventKind.RETIRE, by=by, act=act, why=why, changes=changes)
    return locked


def why_not_retire(procedure: Procedure, on: date, successor: Procedure | None, why: str) -> str:
    """Why it cannot end like that; "" when it can."""
    if not why.strip():
        return "Nêu lý do bãi bỏ (số quyết định)."
    if successor is not None and successor.pk == procedure.pk:
        return "Thủ tục không thể thay thế cho chính nó."
    if successor is not None and _leads_to(successor, procedure):
        return f"Thủ tục {successor.code} đã được thay bằng chính thủ tục này."
    ahead = queries.announced(procedure).filter(effective_from__gte=on).first()
    if ahead is not None:
        return f"Phiên bản {ahead.number} có hiệu lực từ {day(ahead.effective_from)}. Hủy bản ấy trước."
    return ""


def _leads_to(procedure: Procedure, wanted: Procedure) -> bool:
    seen: set[int] = set()
    follows: Procedure | None = procedure
    while follows is not None and follows.pk not in seen:
        seen.add(follows.pk)
        follows = follows.successor
    return wanted.pk in seen


@transaction.atomic
def take_back(*, procedure: Procedure, by: User | None, why: str) -> Procedure:
    """Before its last day the end of a procedure can be taken back; its versions get their last days again.

    Raises StepRefused: it does not end, it has ended, no reason."""
    locked = Procedure.objects.select_for_update().get(pk=procedure.pk)
    if locked.retired_on is None:
        raise StepRefused("Thủ tục này không có quyết định bãi bỏ.")
    if locked.retired_on <= today():
        raise StepRefused(
            "Việc bãi bỏ đã có hiệu lực. Muốn thực hiện lại, chép nội dung thành một thủ tục mới."
        )
    if not why.strip():
        raise StepRefused("Nêu lý do hủy việc bãi bỏ.")
    said = _retirement(locked)
    for change in said.changes if said else []:
        for version in locked.versions.filter(state=VersionState.PUBLISHED):
            if ends_path(version) == change["path"]:
                version.effective_to = date.fromisoformat(change["before"]) if change["before"] else None
                version.save(update_fields=["effective_to"])
    act = f"Hủy việc bãi bỏ từ {day(locked.retired_on)}"
    locked.retired_on, locked.successor = None, None
    locked.save()
    note_procedure(locked, EventKind.RETIRE, by=by, act=act, why=why)
    return locked


def _retirement(procedure: Procedure) -> VersionEvent | None:
    """The line of history that ended it last."""
    return procedure.events.filter(kind=EventKind.RETIRE, act__startswith="Bãi bỏ").first()


def touched(procedure: Procedure) -> list[Impact]:
    """What of the catalogue speaks of this procedure and would still do so after its end."""
    draft = queries.draft_of(procedure)
    named = [version.procedure.code for version in speaking_of(procedure, today())]
    lines = [Impact(1, f"Bản nháp {draft.number} đang làm dở sẽ không công bố được nữa.")] if draft else []
    if named:
        told = ", ".join(named[:_NAMED]) + (" và thủ tục khác" if len(named) > _NAMED else "")
        lines.append(Impact(len(named), f"Thủ tục {told} nhắc tới mã của thủ tục này."))
    before = list(procedure.predecessors.values_list("code", flat=True)[:_NAMED])
    if before:
        lines.append(Impact(len(before), f"Thủ tục cũ {', '.join(before)} đang dẫn người dân tới đây."))
    return lines
