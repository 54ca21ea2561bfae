"""The desk: accept, refuse, hand over to the competent agency."""

from dossiers import clock, codes, letters, queries
from dossiers.models import Dossier, SlipKind, Task, TaskOutcome
from dossiers.permissions import why_not_accept, why_not_do, why_not_refuse, why_not_transfer
from dossiers.services import _messages
from dossiers.services._step import step, within
from dossiers.services._tasks import begin_ready_steps, end_tasks, open_desk_task
from dossiers.services.money import end_charges
from dossiers.services.office_part import why_not_without_office_part
from payments.queries import owed_vnd, waiting_claim
from payments.services import charges_of
from payments.vouchers import why_not_proved
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.web.refusals import StepRefused


def accept(*, dossier: Dossier, officer: Officer, seen: int | None = None) -> Dossier:
    """Complete and correct: a code, an appointment, a receipt slip; the processing clock runs (T2, QN-13.2b).

    Raises StepRefused: not this desk's, not waiting, a paper marked as wrong, a fee due now and not paid, the
    officers' own questions not answered.
    """
    with step(dossier, "accept", by=officer.user, officer=officer, seen=seen) as locked:
        _accept(locked, officer)
    return dossier


def _accept(locked: Dossier, officer: Officer) -> None:
    take_in(locked, officer)
    letters.issue(locked, SlipKind.RECEIPT, officer)
    _messages.tell(locked, "accepted")


def take_in(locked: Dossier, officer: Officer) -> None:
    """Inside a step: accepted, with code and appointment, before any paper or message. Raises StepRefused."""
    queries.with_items(locked)  # judged and listed on the slip
    refusal = why_not_accept(officer, locked) or why_not_paid(locked, "at_receipt")
    if refusal := refusal or why_not_without_office_part(locked):
        raise StepRefused(refusal)
    at = now()
    locked.accept()
    locked.received_at = at
    locked.code = locked.code or codes.next_code(locked, at)
    locked.due_at = locked.original_due_at = clock.first_due_at(locked)
    end_tasks(locked, TaskOutcome.DONE, "accept")
    open_desk_task(locked, "transfer", clock.transfer_due_at(locked, at), officer)
    start_on_commit("dossiers.keep_declaration", locked.pk)


def transfer(*, dossier: Dossier, officer: Officer, seen: int | None = None) -> Dossier:
    """Hands the dossier to the agency that decides; its first steps begin (T8, QN/HG-8.2)."""
    with step(dossier, "transfer", by=officer.user, officer=officer, seen=seen) as locked:
        _transfer(locked, officer)
    return dossier


def _transfer(locked: Dossier, officer: Officer) -> None:
    if refusal := why_not_transfer(officer, locked):
        raise StepRefused(refusal)
    locked.transfer()
    end_tasks(locked, TaskOutcome.DONE, "transfer")
    begin_ready_steps(locked)


def accept_and_transfer(*, dossier: Dossier, officer: Officer, seen: int | None = None) -> Dossier:
    """What a desk does with nearly every dossier, in one act: two moves, two journal rows, one transaction."""
    with step(dossier, "transfer", by=officer.user, officer=officer, seen=seen) as locked:
        with within(locked, "accept", by=officer.user, officer=officer):
            _accept(locked, officer)
        _transfer(locked, officer)
    return dossier


def refuse(*, dossier: Dossier, officer: Officer, reason: str, seen: int | None = None) -> Dossier:
    """Not taken, with the reason in writing (T5, DL-8.1a)."""
    if not reason.strip():
        raise StepRefused("Nhập lý do từ chối. Người nộp sẽ đọc nguyên văn.")
    with step(dossier, "refuse", by=officer.user, officer=officer, note=reason, seen=seen) as locked:
        if refusal := why_not_refuse(officer, locked):
            raise StepRefused(refusal)
        at = now()
        locked.refuse()
        locked.ended_at = at
        end_charges(locked, "Không được tiếp nhận")
        locked.supplements.filter(answered_at=None, closed_at=None).update(closed_at=at)
        end_tasks(locked, TaskOutcome.DONE)
        letters.issue(locked, SlipKind.REFUSAL, officer, reason=reason)
        _messages.tell(locked, "refused", reason=reason)
    return dossier


def judge_item(*, dossier: Dossier, officer: Officer, paper_id: str, verdict: str, note: str = "") -> None:
    """The officer's finding on one paper, kept at once; "wrong" needs words the applicant can act on (R1)."""
    if verdict == "wrong" and not note.strip():
        raise StepRefused("Ghi rõ sai ở đâu, sửa thế nào. Người nộp sẽ đọc nguyên văn.")
    may_judge = Task.objects.filter(dossier=dossier, ended_at=None)
    if not any(not why_not_do(officer, task) for task in may_judge):
        raise StepRefused("Hồ sơ này không ở chỗ bạn nên bạn không đánh giá giấy tờ được.")
    dossier.items.filter(paper_id=paper_id).update(verdict=verdict, verdict_note=note.strip()[:1000])


def why_not_paid(dossier: Dossier, timing: str) -> str:
    """Money due now and not there; said with the sum, never a silent block (QN-13.2c)."""
    charges = charges_of(dossier.reference)
    charge = next((one for one in charges if one.timing == timing and not one.settled_at), None)
    if charge is None:
        return next((why for one in charges if (why := why_not_proved(one))), "")
    if waiting_claim(charge) is not None:
        return "Người nộp xin miễn, giảm phí. Kiểm tra giấy tờ rồi trả lời trước khi đi tiếp."
    total = f"{owed_vnd(charge):,}".replace(",", ".")
    return f"Chưa thu {total} đ. Thu tiền tại quầy hoặc gửi yêu cầu nộp tiền trước."
