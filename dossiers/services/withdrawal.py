"""Withdrawing by the applicant, stopping by the agency (T19-T22)."""

from dossiers import clock, letters
from dossiers.models import Dossier, SlipKind, TaskOutcome, WithdrawalRequest
from dossiers.permissions import why_not_decide_withdrawal, why_not_request_withdrawal, why_not_stop
from dossiers.services import _messages, redating
from dossiers.services._step import step
from dossiers.services._tasks import begin_ready_steps, end_tasks, open_desk_task
from dossiers.services.money import end_charges
from dossiers.states import State
from portal.accounts.models import User
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.web.refusals import StepRefused


def request_withdrawal(*, dossier: Dossier, user: User, reason: str, seen: int | None = None) -> Dossier:
    """The applicant wants the dossier back; the desk answers within 8 working hours (T19)."""
    with step(dossier, "request_withdrawal", by=user, note=reason, seen=seen) as locked:
        if refusal := why_not_request_withdrawal(user, locked):
            raise StepRefused(refusal)
        at = now()
        due = clock.receipt_due_at(locked, at)
        WithdrawalRequest.objects.create(dossier=locked, reason=reason[:500], requested_at=at, due_at=due)
        locked.state_before = locked.state
        locked.request_withdrawal()
        open_desk_task(locked, "decide_withdrawal", due)
        _messages.tell(locked, "withdrawal_requested", answer_by=due)
    return dossier


def confirm_withdrawal(
    *, dossier: Dossier, officer: Officer, note: str = "", seen: int | None = None
) -> Dossier:
    """The desk gives it back; the dossier ends as stopped at the person's own wish (T20)."""
    with step(
        dossier, "confirm_withdrawal", by=officer.user, officer=officer, note=note, seen=seen
    ) as locked:
        if refusal := why_not_decide_withdrawal(officer, locked):
            raise StepRefused(refusal)
        if locked.results.filter(revoked_at=None, approved_at__isnull=False).exists():
            raise StepRefused("Kết quả đã được phê duyệt. Trả lời chưa cho rút và nêu lý do.")
        _decide(locked, officer, granted=True, note=note)
        at = now()
        locked.confirm_withdrawal()
        locked.ended_at = at
        end_charges(locked, "Rút hồ sơ")
        locked.supplements.filter(answered_at=None, closed_at=None).update(closed_at=at)
        locked.payment_requests.filter(settled_at=None, closed_at=None).update(closed_at=at)
        end_tasks(locked, TaskOutcome.CANCELLED)
        _messages.tell(locked, "withdrawal_decided", granted=True, note=note)
    return dossier


def decline_withdrawal(*, dossier: Dossier, officer: Officer, note: str, seen: int | None = None) -> Dossier:
    """Too late to give back: the work goes on where it was, with the reason told (T21)."""
    if not note.strip():
        raise StepRefused("Nhập lý do chưa cho rút. Người nộp sẽ đọc nguyên văn.")
    with step(
        dossier, "decline_withdrawal", by=officer.user, officer=officer, note=note, seen=seen
    ) as locked:
        if refusal := why_not_decide_withdrawal(officer, locked):
            raise StepRefused(refusal)
        _decide(locked, officer, granted=False, note=note)
        end_tasks(locked, TaskOutcome.DONE, "decide_withdrawal")
        locked.decline_withdrawal()
        locked.state_before = ""
        before = locked.due_at
        if locked.state == State.PROCESSING:
            begin_ready_steps(locked)  # a step may have ended, an opinion have come while the wish was open
        if locked.state in redating.DATED:  # a passage may have gone by while the wish was open
            redating.count_anew(locked)
        _messages.tell(locked, "withdrawal_decided", granted=False, note=note)
    if dossier.due_at != before:
        redating.tell(dossier, before)
    return dossier


def stop(
    *, dossier: Dossier, officer: Officer, reason: str, legal_ground: str, seen: int | None = None
) -> Dossier:
    """The head of the agency stops the dossier in writing, on a legal ground (T22, mẫu 05)."""
    if not reason.strip() or not legal_ground.strip():
        raise StepRefused("Dừng hồ sơ cần lý do và căn cứ pháp lý.")
    note = f"{reason} (căn cứ: {legal_ground})"
    with step(dossier, "stop", by=officer.user, officer=officer, note=note, seen=seen) as locked:
        if refusal := why_not_stop(officer, locked):
            raise StepRefused(refusal)
        at = now()
        locked.stop()
        locked.ended_at = at
        end_charges(locked, "Dừng giải quyết")
        locked.supplements.filter(answered_at=None, closed_at=None).update(closed_at=at)
        locked.payment_requests.filter(settled_at=None, closed_at=None).update(closed_at=at)
        end_tasks(locked, TaskOutcome.CANCELLED)
        letters.issue(locked, SlipKind.STOP, officer, reason=reason, legal_ground=legal_ground)
        _messages.tell(locked, "stopped", reason=reason, legal_ground=legal_ground)
    return dossier


def _decide(dossier: Dossier, officer: Officer, *, granted: bool, note: str) -> None:
    dossier.withdrawals.filter(decided_at=None).update(
        decided_at=now(), decided_by=officer, granted=granted, note=note[:500]
    )
