"""A request for more papers that a leader reads before it goes out (domain.md §4.3 T10, DL-20)."""

from typing import Any

from dossiers import board, clock
from dossiers.models import Dossier, SupplementDraft, SupplementRequest, Task, TaskKind, TaskOutcome
from dossiers.permissions import (
    APPROVE_SUPPLEMENT,
    letter_task,
    why_not_approve_supplement,
    why_not_drop_supplement,
    why_not_request_supplement,
)
from dossiers.services._step import step, within
from dossiers.services.processing import end
from dossiers.services.supplement import named, send, why_a_leader, why_not_again
from portal.accounts.models import User
from portal.agencies.models import Duty, Officer
from portal.agencies.queries import in_service
from portal.calendars.now import now
from portal.notifications import services as notifications
from portal.web.refusals import StepRefused

MINUTES = 240  # half a working day: the dossier's own clock runs on meanwhile


def draft_supplement(
    *,
    dossier: Dossier,
    officer: Officer,
    flagged: list[dict[str, Any]],
    reason: str = "",
    legal_ground: str = "",
    seen: int | None = None,
) -> SupplementDraft:
    """Whoever works on the dossier writes the request and lays it before a leader; nothing goes out yet.

    The same is demanded of it as of a request that is sent. Raises StepRefused.
    """
    with step(
        dossier, "draft_supplement", by=officer.user, officer=officer, note=reason, seen=seen
    ) as locked:
        if refusal := why_not_request_supplement(officer, locked):
            raise StepRefused(refusal)
        if not why_a_leader(officer, locked):
            raise StepRefused("Yêu cầu này không phải chờ duyệt. Gửi thẳng cho người nộp.")
        if refusal := why_not_again(locked, reason):
            raise StepRefused(refusal)
        items = named(locked, flagged, legal_ground)
        assert locked.competent_agency is not None
        task = board.add(locked, _task(locked))
        board.write(locked)
        drafted = SupplementDraft.objects.create(
            dossier=locked,
            task=task,
            flagged=items,
            reason=reason,
            legal_ground=legal_ground,
            drafted_by=officer,
            drafted_at=now(),
        )
        _tell_leaders(locked, task)
    return drafted


def approve_supplement(
    *, dossier: Dossier, officer: Officer, note: str = "", seen: int | None = None
) -> SupplementRequest:
    """The leader approves: the request goes out in the desk's name, as it was drafted, and the clock stops.

    Two rows in the journal: the leader's approval and the request itself. Raises StepRefused.
    """
    with step(dossier, "request_supplement", by=officer.user, officer=officer, seen=seen) as locked:
        if refusal := why_not_approve_supplement(officer, locked):
            raise StepRefused(refusal)
        task = letter_task(locked)
        assert task is not None
        drafted = task.supplement_draft
        with within(locked, "approve_supplement", by=officer.user, officer=officer):
            end(task, officer, note)
        return send(
            locked,
            drafted.drafted_by,
            items=drafted.flagged,
            reason=drafted.reason,
            legal_ground=drafted.legal_ground,
            approved_by=officer,
        )


def return_supplement(*, dossier: Dossier, officer: Officer, reason: str, seen: int | None = None) -> None:
    """The leader does not approve, and says why; whoever drafted it hears it. Raises StepRefused."""
    if not reason.strip():
        raise StepRefused("Nhập lý do trả lại. Người soạn cần biết phải sửa gì.")
    with step(
        dossier, "return_supplement", by=officer.user, officer=officer, note=reason, seen=seen
    ) as locked:
        if refusal := why_not_approve_supplement(officer, locked):
            raise StepRefused(refusal)
        task = _close(locked, TaskOutcome.SENT_BACK, reason)
        _tell(locked, "supplement_returned", task, task.supplement_draft.drafted_by.user, reason=reason)


def drop_supplement(*, dossier: Dossier, officer: Officer, seen: int | None = None) -> None:
    """Whoever drafted it takes it back before it is decided. Raises StepRefused."""
    with step(dossier, "drop_supplement", by=officer.user, officer=officer, seen=seen) as locked:
        if refusal := why_not_drop_supplement(officer, locked):
            raise StepRefused(refusal)
        _close(locked, TaskOutcome.CANCELLED, "")


def waiting_draft(dossier: Dossier) -> SupplementDraft | None:
    """The draft that waits for a leader."""
    task = letter_task(dossier)
    return task.supplement_draft if task is not None else None


def returned_draft(dossier: Dossier) -> SupplementDraft | None:
    """The newest draft, when it came back unapproved: what its writer begins from again."""
    last = dossier.supplement_drafts.select_related("task__officer__user").last()
    came_back = last is not None and last.task.outcome in (TaskOutcome.SENT_BACK, TaskOutcome.CANCELLED)
    return last if came_back else None


def _task(dossier: Dossier) -> Task:
    at = now()
    return Task(
        step_id=APPROVE_SUPPLEMENT,
        title="Duyệt yêu cầu bổ sung",
        kind=TaskKind.LETTER,
        agency=dossier.competent_agency,
        duty=_duty(dossier),
        started_at=at,
        due_at=clock.step_due_at(dossier, at, MINUTES),
    )


def _duty(dossier: Dossier) -> str:
    """The head of the agency; in one without a head its division leader. Raises StepRefused when nobody leads it."""
    led = in_service().filter(agency=dossier.competent_agency)
    for duty in (Duty.AGENCY_LEADER, Duty.DIVISION_LEADER):
        if led.filter(duties__contains=[duty]).exists():
            return duty
    raise StepRefused("Cơ quan giải quyết chưa có lãnh đạo để duyệt yêu cầu bổ sung.")


def _close(locked: Dossier, outcome: str, note: str) -> Task:
    task = letter_task(locked)
    assert task is not None
    task.ended_at, task.outcome, task.note = now(), outcome, note[:4000]
    task.save(update_fields=["ended_at", "outcome", "note"])
    return task


def _tell_leaders(dossier: Dossier, task: Task) -> None:
    leaders = in_service().filter(agency=task.agency, duties__contains=[task.duty])
    for officer in leaders.select_related("user"):
        _tell(dossier, "supplement_drafted", task, officer.user)


def _tell(dossier: Dossier, template: str, task: Task, user: User, **more: Any) -> None:
    page = "duyet-bo-sung" if template == "supplement_drafted" else "yeu-cau-bo-sung"
    notifications.queue(
        template=template,
        key=f"{dossier.reference}:{template}:{task.pk}:{user.pk}",
        about=dossier.reference,
        user=user,
        address=user.email or "",
        context={
            "code": dossier.shown_code,
            "procedure": dossier.procedure.name,
            "due_at": task.due_at,
            "url": f"/lam-viec/ho-so/{dossier.shown_code}/{page}/",
            **more,
        },
    )
