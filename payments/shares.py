"""Several people pay one charge together, each their part, under a code of their own."""

from collections.abc import Sequence

from django.db import transaction

from payments.ledger import balance_vnd, locked
from payments.models import Charge, ClaimState, ExemptionClaim, Share
from payments.references import new_reference
from portal.calendars.now import now
from portal.web.refusals import StepRefused
from portal.web.show import vnd as shown

MOST_PAYERS = 20


def divide(*, charge: Charge, parts: Sequence[tuple[str, int]]) -> list[Share]:
    """Divides what is still owed among payers, instead of any earlier division. Raises StepRefused unless the
    parts are what is owed, to the đồng. Money that comes under an old code is booked all the same."""
    with transaction.atomic():
        held = locked(charge)
        owed = balance_vnd(held)
        if owed <= 0 or held.cancelled_at:
            raise StepRefused("Khoản này không còn gì phải nộp.")
        if ExemptionClaim.objects.filter(charge=held, state=ClaimState.PENDING).exists():
            raise StepRefused("Chờ kiểm tra xong đề nghị miễn, giảm rồi mới chia.")
        if not 2 <= len(parts) <= MOST_PAYERS:
            raise StepRefused("Chia cho 2 đến %(most)s người nộp.", most=MOST_PAYERS)
        if any(not name.strip() or vnd <= 0 for name, vnd in parts):
            raise StepRefused("Mỗi người nộp cần có tên và số tiền lớn hơn 0.")
        if (total := sum(vnd for _, vnd in parts)) != owed:
            raise StepRefused(
                "Các phần cộng lại là %(total)s, phải đúng %(owed)s.", total=shown(total), owed=shown(owed)
            )
        held.shares.filter(ended_at=None).update(ended_at=now())
        return Share.objects.bulk_create(
            Share(charge=held, payer_name=name.strip()[:300], vnd=vnd, reference=new_reference())
            for name, vnd in parts
        )


def join(*, charge: Charge) -> None:
    """One payer again."""
    with transaction.atomic():
        locked(charge).shares.filter(ended_at=None).update(ended_at=now())
