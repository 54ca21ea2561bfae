"""Writing the book of a charge: one row after the other, under the charge's lock (promise P7)."""

from datetime import datetime
from typing import Any

from payments.models import Charge, Entry, EntryKind, Payment
from portal.calendars.now import now

_SIGN = {EntryKind.CHARGED: 1, EntryKind.REFUNDED: 1}


def locked(charge: Charge) -> Charge:
    """The charge, held until the transaction ends; whoever writes into its book comes through here."""
    return Charge.objects.select_for_update().get(pk=charge.pk)


def balance_vnd(charge: Charge) -> int:
    """What is owed now: above zero a shortfall, below zero what was paid too much. Whole đồng."""
    last = Entry.objects.filter(charge=charge).order_by("-number").values_list("after_vnd", flat=True).first()
    return last or 0


def enter(
    charge: Charge, kind: EntryKind, vnd: int, *, payment: Payment | None = None, why: str = ""
) -> Entry:
    """Adds one row to the book of a locked charge; `vnd` is the size, the kind gives the sign.

    Marks the charge as settled once nothing is owed, and as owed again when that ends.
    """
    last = Entry.objects.filter(charge=charge).order_by("-number").first()
    before, at = (last.after_vnd if last else 0), now()
    amount = _SIGN.get(kind, -1) * vnd
    row = Entry.objects.create(
        charge=charge,
        number=(last.number + 1 if last else 1),
        previous=last.number if last else None,
        kind=kind,
        before_vnd=before,
        amount_vnd=amount,
        after_vnd=before + amount,
        payment=payment,
        why=why[:300],
        at=at,
    )
    _mark(charge, row.after_vnd, payment.paid_at if payment else at)
    return row


def pay(charge: Charge, vnd: int, **details: Any) -> Payment:
    """Books money that has come for a locked charge, whether or not it was still owed."""
    details.setdefault("paid_at", now())
    payment = Payment.objects.create(charge=charge, amount_vnd=vnd, booked_at=now(), **details)
    enter(charge, EntryKind.PAID, vnd, payment=payment)
    return payment


def _mark(charge: Charge, owed: int, at: datetime) -> None:
    settled = owed <= 0
    if settled == (charge.settled_at is not None):
        return
    charge.settled_at = at if settled else None
    charge.save(update_fields=["settled_at"])
