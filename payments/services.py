"""Opening charges and booking payments. Amounts are whole đồng."""

from typing import Any

from django.db import transaction
from django.db.models import Sum

from payments.models import Charge, Payment
from portal.accounts.models import User
from portal.calendars.now import now
from portal.web.refusals import StepRefused


def open_charge(*, subject: str, timing: str, lines: list[dict[str, Any]], payer: str) -> Charge | None:
    """One open charge per subject and timing; None when nothing is owed. Safe to call twice."""
    total = sum(int(line["vnd"]) for line in lines)
    if total == 0:
        return None
    charge, _ = Charge.objects.get_or_create(
        subject=subject,
        timing=timing,
        cancelled_at=None,
        defaults={"lines": lines, "total_vnd": total, "payer_name": payer, "opened_at": now()},
    )
    return charge


def book(*, charge: Charge, amount_vnd: int, method: str, key: str, taken_by: User | None) -> Payment:
    """Books money once: the same key again returns the first booking (promise P7).

    Raises StepRefused when the charge is settled already or the amount is not what is left.
    """
    with transaction.atomic():
        locked = Charge.objects.select_for_update().get(pk=charge.pk)
        if known := Payment.objects.filter(key=key).first():
            return known
        if locked.settled_at or locked.cancelled_at:
            raise StepRefused("Khoản này đã thu đủ.")
        paid = locked.payments.aggregate(sum=Sum("amount_vnd"))["sum"] or 0
        if amount_vnd <= 0 or amount_vnd > locked.total_vnd - paid:
            raise StepRefused(f"Chỉ còn phải thu {locked.total_vnd - paid:,} đ.".replace(",", "."))
        payment = Payment.objects.create(
            charge=locked, amount_vnd=amount_vnd, method=method, key=key, paid_at=now(), taken_by=taken_by
        )
        if paid + amount_vnd == locked.total_vnd:
            locked.settled_at = payment.paid_at
            locked.save(update_fields=["settled_at"])
    charge.settled_at = locked.settled_at
    return payment


def unpaid(*, subject: str, timing: str) -> Charge | None:
    """The charge that still waits for money, if any."""
    return Charge.objects.filter(subject=subject, timing=timing, settled_at=None, cancelled_at=None).first()


def charges_of(subject: str) -> list[Charge]:
    return list(Charge.objects.filter(subject=subject, cancelled_at=None).order_by("id"))
