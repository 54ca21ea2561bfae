"""Writing the book of a charge: one row after the other, under the charge's lock (promise P7).

Every row is divided among the charge's lines, so that each line, and with it each account, adds up by itself.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, Sum

from payments.models import Charge, ChargeLine, Entry, EntryKind, EntryPart, Payment
from portal.calendars.now import now
from portal.celery import start_on_commit

_SIGN = {EntryKind.CHARGED: 1, EntryKind.REFUNDED: 1}


def locked(charge: Charge) -> Charge:
    """The charge, held until the transaction ends; whoever writes into its book comes through here."""
    return Charge.objects.select_for_update().get(pk=charge.pk)


def balance_vnd(charge: Charge) -> int:
    """What is owed now: above zero a shortfall, below zero what was paid too much. Whole đồng."""
    last = Entry.objects.filter(charge=charge).order_by("-number").values_list("after_vnd", flat=True).first()
    return last or 0


def by_line(charge: Charge, *kinds: str) -> dict[int, int]:
    """Line → what its rows sum up to, of these kinds or of all; lines in their order. Signed like the book."""
    chosen = Q(parts__entry__kind__in=kinds) if kinds else None
    rows = ChargeLine.objects.filter(charge=charge).order_by("number")
    summed = rows.annotate(came=Sum("parts__vnd", filter=chosen))
    return {pk: vnd or 0 for pk, vnd in summed.values_list("pk", "came")}


def spread(vnd: int, room: Mapping[int, int]) -> dict[int, int]:
    """Divides `vnd` among lines, each up to its room, in order; what fits nowhere goes to the first."""
    parts: dict[int, int] = {}
    left = vnd
    for line, most in room.items():
        if (part := min(left, max(0, most))) > 0:
            parts[line] = part
            left -= part
    if left > 0:
        first = next(iter(room))
        parts[first] = parts.get(first, 0) + left
    return parts


def enter(
    charge: Charge,
    kind: EntryKind,
    vnd: int,
    *,
    payment: Payment | None = None,
    why: str = "",
    parts: Mapping[int, int] | None = None,
) -> Entry:
    """Adds one row to the book of a locked charge; `vnd` is the size, the kind gives the sign.

    `parts` says how it is divided among the lines; otherwise lines that are still owed come first (for money
    given back: lines that too much came for). Marks the charge as settled once nothing is owed, and as owed
    again when that ends.
    """
    last = Entry.objects.filter(charge=charge).order_by("-number").first()
    before, at = (last.after_vnd if last else 0), now()
    sign = _SIGN.get(kind, -1)
    if parts is None:
        parts = spread(vnd, {line: left * -sign for line, left in by_line(charge).items()})
    row = Entry.objects.create(
        charge=charge,
        number=(last.number + 1 if last else 1),
        previous=last.number if last else None,
        kind=kind,
        before_vnd=before,
        amount_vnd=sign * vnd,
        after_vnd=before + sign * vnd,
        payment=payment,
        why=why[:300],
        at=at,
    )
    EntryPart.objects.bulk_create(
        EntryPart(entry=row, line_id=line, vnd=sign * part) for line, part in parts.items() if part
    )
    _mark(charge, row.after_vnd, payment.paid_at if payment else at)
    return row


def pay(charge: Charge, vnd: int, *, into: str = "", **details: Any) -> Payment:
    """Books money that has come for a locked charge, whether or not it was still owed.

    `into` is the account it came to, if known: lines of that account are paid first.
    """
    details.setdefault("paid_at", now())
    payment = Payment.objects.create(charge=charge, amount_vnd=vnd, booked_at=now(), **details)
    enter(
        charge, EntryKind.PAID, vnd, payment=payment, parts=_of_account(charge, vnd, into) if into else None
    )
    start_on_commit("payments.issue_receipt", payment.pk)
    return payment


def _of_account(charge: Charge, vnd: int, number: str) -> dict[int, int]:
    room = by_line(charge)
    own = set(ChargeLine.objects.filter(charge=charge, account__number=number).values_list("pk", flat=True))
    return spread(vnd, {line: room[line] for line in sorted(room, key=lambda line: line not in own)})


def _mark(charge: Charge, owed: int, at: datetime) -> None:
    settled = owed <= 0
    if settled == (charge.settled_at is not None):
        return
    charge.settled_at = at if settled else None
    charge.save(update_fields=["settled_at"])
