"""Budget vouchers on paper: entered by one officer, booked once a second one has compared them (QN-14.4, HG-10.3).

The time of payment is the slip's own day (QN-14.4c), not the day on which it is brought.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError, transaction

from payments.ledger import locked, pay
from payments.models import Charge, PaperState, PaperVoucher
from payments.online import tell_opener
from payments.queries import waiting_claim
from portal.accounts.models import User
from portal.calendars.now import now
from portal.documents.models import StoredFile
from portal.web.refusals import StepRefused
from portal.web.show import HANOI, local

_KNOWN = "Chứng từ số {number} của {bank} đã được nhập cho khoản {reference}."


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on the paper, and its picture."""

    number: str
    bank: str
    paid_on: date
    vnd: int
    file: StoredFile


def hand_in(*, charge: Charge, slip: Slip, by: User) -> PaperVoucher:
    """Keeps a slip until a second person has seen it. Raises StepRefused when it is known, of a day to come or before
    the charge was opened, or when an exemption waits for its answer."""
    number, bank = " ".join(slip.number.upper().split()), " ".join(slip.bank.split())
    if not local(charge.opened_at).date() <= slip.paid_on <= local(now()).date():
        raise StepRefused("Ngày nộp trên chứng từ phải từ ngày mở khoản thu đến hôm nay.")
    if charge.cancelled_at or waiting_claim(charge) is not None:
        raise StepRefused("Khoản này đã hủy, hoặc đang chờ kiểm tra miễn, giảm.")
    known = PaperVoucher.objects.filter(bank__iexact=bank, number=number).exclude(state=PaperState.REFUSED)
    try:
        with transaction.atomic():
            if found := known.select_related("charge").first():
                raise _known(found)
            return PaperVoucher.objects.create(
                charge=charge, number=number, bank=bank, paid_on=slip.paid_on, vnd=slip.vnd, file=slip.file,
                handed_by=by, handed_at=now(),
            )  # fmt: skip
    except IntegrityError as error:  # somebody entered it at the same moment
        raise _known(known.select_related("charge").get()) from error


def _known(found: PaperVoucher) -> StepRefused:
    told = {"number": found.number, "bank": found.bank, "reference": found.charge.reference}
    return StepRefused(_KNOWN.format(**told))


def decide(*, voucher: PaperVoucher, by: User, good: bool, why: str = "") -> PaperVoucher:
    """The second person's word: good books the money once, otherwise the slip is refused with a reason. Raises
    StepRefused for whoever entered it, for one that was decided already, and without a reason."""
    with transaction.atomic():
        held = (
            PaperVoucher.objects.select_for_update(of=("self",)).select_related("charge").get(pk=voucher.pk)
        )
        if held.state != PaperState.WAITING:
            raise StepRefused("Chứng từ này đã được kiểm tra.")
        if held.handed_by_id == by.pk:
            raise StepRefused("Người nhập không được tự kiểm tra. Nhờ một người khác.")
        if not good and not why.strip():
            raise StepRefused("Nói vì sao không nhận chứng từ.")
        held.decided_by, held.decided_at = by, now()
        held.state, held.refusal = PaperState.REFUSED, why.strip()[:300]
        if good:
            held.state, held.refusal = PaperState.GOOD, ""
            _book(held)
        held.save()
    return held


def _book(held: PaperVoucher) -> None:
    charge = locked(held.charge)
    was_settled = charge.settled_at is not None
    held.payment = pay(
        charge,
        held.vnd,
        method="voucher",
        key=f"voucher:{held.pk}",
        provider_ref=held.number,
        paid_at=min(datetime.combine(held.paid_on, time(12), HANOI), now()),
        taken_by=held.decided_by,
    )
    if charge.settled_at and not was_settled:
        tell_opener(charge)
