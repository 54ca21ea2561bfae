"""Money at the desk: ask for it, take it, go on (T6, T13). The amounts come from the version's fee rules."""

from django.db import transaction

from dossiers import clock
from dossiers.models import Dossier, PaymentRequest, ReturnMethod, TaskOutcome
from dossiers.permissions import (
    DESK_DUTIES,
    NOT_THIS_STATE,
    charged_with,
    why_not_impose,
    why_not_judge_exemption,
    why_not_work,
)
from dossiers.services import _messages
from dossiers.services._step import step
from dossiers.services._tasks import end_tasks, go_on, open_desk_task
from dossiers.states import State
from payments.exemptions import confirm_exemption, refuse_exemption
from payments.models import Charge, ExemptionClaim, Payment
from payments.obligations import Notice, impose
from payments.queries import claimed_vnd, owed_vnd, waiting_claim
from payments.services import acknowledge, book, cancel_charge, charges_of, drop_unpaid, unpaid
from portal.agencies.models import Duty, Officer
from portal.calendars.now import now
from portal.calendars.working_time import Limit
from portal.celery import start_on_commit
from portal.web.refusals import StepRefused

PAY_TERM = Limit(10, "working_day")


def request_payment(
    *, dossier: Dossier, officer: Officer, note: str = "", seen: int | None = None
) -> PaymentRequest:
    """Work waits until the fee that is due now has been paid; the clock stops (T6, QN-13.2c)."""
    with step(dossier, "request_payment", by=officer.user, officer=officer, note=note, seen=seen) as locked:
        if refusal := _why_not_request(officer, locked):
            raise StepRefused(refusal)
        charge = unpaid(subject=locked.reference, timing=_timing(locked))
        if charge is None:
            raise StepRefused("Hồ sơ này không còn khoản nào phải nộp.")
        if waiting_claim(charge) is not None:
            raise StepRefused("Người nộp xin miễn, giảm. Trả lời đề nghị đó trước khi yêu cầu nộp tiền.")
        return _ask(locked, officer, charge, note)


def _ask(locked: Dossier, officer: Officer, charge: Charge, note: str) -> PaymentRequest:
    at = now()
    asked = PaymentRequest.objects.create(
        dossier=locked,
        charge_id=charge.pk,
        note=note[:500],
        requested_by=officer,
        requested_at=at,
        due_at=clock.calendar_of(locked).due(at, PAY_TERM, "civil"),
    )
    if locked.state == State.REGISTERED:
        end_tasks(locked, TaskOutcome.DONE, "accept")
    locked.request_payment()
    _messages.tell(locked, "payment_requested", amount_vnd=owed_vnd(charge), due_at=asked.due_at)
    return asked


def decide_exemption(
    *, dossier: Dossier, officer: Officer, claim: ExemptionClaim, confirm: bool, words: str
) -> None:
    """The proof was looked at: `words` name it, or say why it does not hold (Luật Phí và lệ phí, Đ10).
    A dossier that waited for this money goes on when nothing is owed any more. Raises StepRefused."""
    data = {"granted": confirm, "ground": claim.label, "vnd": claimed_vnd(claim)}
    with step(dossier, "decide_exemption", by=officer.user, officer=officer, note=words, data=data) as locked:
        if refusal := why_not_judge_exemption(officer, locked):
            raise StepRefused(refusal)
        if claim.charge.subject != locked.reference:
            raise StepRefused("Đề nghị này không thuộc hồ sơ.")
        if confirm:
            held = confirm_exemption(claim=claim, by=officer.user, seen_proof=words)
        else:
            held = refuse_exemption(claim=claim, by=officer.user, why=words)
        charge = Charge.objects.get(pk=held.charge_id)
        if charge.settled_at and acknowledge(charge) and locked.state == State.PAYMENT_REQUIRED:
            _settle(locked)
        _messages.tell(
            locked,
            "exemption_decided",
            granted=confirm,
            ground=held.label,
            reason=held.refusal,
            amount_vnd=data["vnd"],
            owed_vnd=owed_vnd(charge),
        )
        if charge.settled_at and locked.state == State.COMPLETED:
            _hand_out_online(locked)


def impose_obligation(
    *, dossier: Dossier, officer: Officer, notice: Notice, note: str = "", seen: int | None = None
) -> PaymentRequest:
    """A notice (mostly of the tax office) asks for money while work is under way: the paper goes into the
    dossier, the applicant is told, the clock stops until it is paid (T6, HG-10.1). Raises StepRefused."""
    data = {"notice": notice.number, "vnd": notice.vnd}
    with step(
        dossier, "impose_obligation", by=officer.user, officer=officer, note=note, data=data, seen=seen
    ) as locked:
        if refusal := why_not_impose(officer, locked):
            raise StepRefused(refusal)
        charge = impose(
            subject=locked.reference,
            notice=notice,
            payer=locked.owner_name or locked.owner.name,
            agency=locked.receiving_agency,
            about=f"{notice.name}, thông báo số {notice.number}",
            settled_task="dossiers.charge_settled",
            matter=locked.procedure.code,
        )
        if charge.settled_at:
            raise StepRefused("Thông báo này đã được nộp đủ.")
        return _ask(locked, officer, charge, note)


def take_payment(
    *, dossier: Dossier, officer: Officer, charge: Charge, method: str, key: str, card_slip: str = ""
) -> Payment:
    """The desk takes all that is still owed of one charge, a card with the number of the terminal's slip; the same key
    twice books once (P7)."""
    if not charged_with(officer, dossier.receiving_agency_id, *DESK_DUTIES, Duty.CASHIER):
        raise StepRefused("Chỉ bộ phận một cửa nhận hồ sơ này hoặc thu ngân được thu tiền.")
    if charge.subject != dossier.reference:
        raise StepRefused("Khoản này không thuộc hồ sơ.")
    owed = owed_vnd(charge)
    data = {"vnd": owed, "method": method}
    with step(dossier, "take_payment", by=officer.user, officer=officer, data=data) as locked:
        by = officer.user
        payment = book(
            charge=charge, amount_vnd=owed, method=method, key=key, taken_by=by, card_slip=card_slip
        )
        if locked.state == State.PAYMENT_REQUIRED and _asked_for(locked, charge):
            _settle(locked)
        if locked.state == State.COMPLETED:
            _hand_out_online(locked)
    return payment


def receive_payment(*, dossier: Dossier, charge: Charge) -> None:
    """A gateway or bank has brought what was owed: the dossier goes on by itself. Safe to call twice."""
    data = {"vnd": charge.total_vnd, "reference": charge.reference}
    with transaction.atomic():
        if not acknowledge(charge):
            return
        with step(dossier, "receive_payment", by=None, data=data) as locked:
            if locked.state == State.PAYMENT_REQUIRED and _asked_for(locked, charge):
                _settle(locked)
            _messages.tell(locked, "payment_received", amount_vnd=charge.total_vnd, paid_at=charge.settled_at)
            if locked.state == State.COMPLETED:
                _hand_out_online(locked)


def book_by_post(dossier: Dossier, charge_id: int, vnd: int, tracking: str) -> None:
    """What the postman took at the door, booked once for each piece; never more than is still owed (P7)."""
    charge = next((one for one in charges_of(dossier.reference) if one.pk == charge_id), None)
    owed = owed_vnd(charge) if charge else 0
    if charge is None or not owed:
        return
    data = {"vnd": min(vnd, owed), "method": "post", "tracking": tracking}
    with step(dossier, "take_payment", by=None, data=data):
        book(charge=charge, amount_vnd=min(vnd, owed), method="post", key=f"post:{tracking}", taken_by=None)


def end_charges(dossier: Dossier, why: str) -> None:
    """The dossier has ended without its result. Never accepted: nothing is owed and what was paid may be asked
    back (QN-13.3c). Accepted: only what is still unpaid is dropped; about the rest a person decides."""
    for charge in charges_of(dossier.reference):
        if dossier.received_at is None:
            cancel_charge(charge=charge, why=why)
        else:
            drop_unpaid(charge=charge, why=why)


def _hand_out_online(dossier: Dossier) -> None:
    if dossier.return_method == ReturnMethod.ONLINE:
        start_on_commit("dossiers.return_online", dossier.pk)


def _asked_for(dossier: Dossier, charge: Charge) -> bool:
    return dossier.payment_requests.filter(charge_id=charge.pk, settled_at=None, closed_at=None).exists()


def _settle(dossier: Dossier) -> None:
    """settle: back to where it was; at the desk the receipt clock starts anew."""
    at = now()
    dossier.payment_requests.filter(settled_at=None, closed_at=None).update(settled_at=at)
    dossier.settle()
    if dossier.state == State.REGISTERED:
        dossier.registered_at = at
        open_desk_task(dossier, "accept", clock.receipt_due_at(dossier, at))
    else:
        dossier.due_at = clock.due_at(dossier)
        go_on(dossier)


def _why_not_request(officer: Officer, dossier: Dossier) -> str:
    if dossier.state == State.REGISTERED:
        at_desk = charged_with(officer, dossier.receiving_agency_id, *DESK_DUTIES)
        return "" if at_desk else "Việc này của bộ phận một cửa nhận hồ sơ."
    if dossier.state == State.PROCESSING:
        return why_not_work(officer, dossier)
    return NOT_THIS_STATE


def _timing(dossier: Dossier) -> str:
    return "at_receipt" if dossier.state == State.REGISTERED else "at_supplement"
