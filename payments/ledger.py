"""Writing the book of a charge: one row after the other, under the charge's lock (promise P7).

Every row is divided among the charge's lines, so that each line, and with it each account, adds up by itself.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Q, Sum

from payments.models import Charge, ChargeLine, Entry, EntryKind, Payment
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
    into: str = "",
) -> Entry:
    """Adds one row to the book of a locked charge; `vnd` is the size, the kind gives the sign.

    `parts` says how it is divided among the lines; otherwise lines that are still owed come first (of those the
    lines of the account `into`; for money given back: lines that too much came for). Marks the charge as settled
    once nothing is owed, and as owed again when that ends. A new `payment` is written by the same statement.
    """
    last, before, left, own = _look(charge, into)
    at, sign = now(), _SIGN.get(kind, -1)
    if parts is None:
        room = {line: owed * -sign for line, owed in left.items()}
        parts = spread(vnd, {line: room[line] for line in sorted(room, key=lambda line: line not in own)})
    row = Entry(
        charge=charge,
        number=last + 1,
        previous=last or None,
        kind=kind,
        before_vnd=before,
        amount_vnd=sign * vnd,
        after_vnd=before + sign * vnd,
        payment=payment,
        why=why[:300],
        at=at,
    )
    _settle(charge, row.after_vnd, payment.paid_at if payment else at)
    _write(row, {line: sign * part for line, part in parts.items() if part})
    return row


def pay(charge: Charge, vnd: int, *, into: str = "", **details: Any) -> Payment:
    """Books money that has come for a locked charge, whether or not it was still owed.

    `into` is the account it came to, if known: lines of that account are paid first.
    """
    details.setdefault("paid_at", now())
    payment = Payment(charge=charge, amount_vnd=vnd, booked_at=now(), **details)
    enter(charge, EntryKind.PAID, vnd, payment=payment, into=into)
    start_on_commit("payments.issue_receipt", payment.pk)
    return payment


def _settle(charge: Charge, owed: int, at: datetime) -> None:
    if (owed <= 0) != (charge.settled_at is not None):
        charge.settled_at = at if owed <= 0 else None


# The last row of the book, and what each line is still owed: looked at once, under the charge's lock.
_LOOK = """
SELECT COALESCE(e.number, 0), COALESCE(e.after_vnd, 0), l.id,
    (SELECT COALESCE(sum(p.vnd), 0)::bigint FROM payments_entrypart p WHERE p.line_id = l.id), a.number
FROM (SELECT %s::bigint AS id) c
LEFT JOIN LATERAL (
    SELECT number, after_vnd FROM payments_entry WHERE charge_id = c.id ORDER BY number DESC LIMIT 1
) e ON true
LEFT JOIN payments_chargeline l ON l.charge_id = c.id
LEFT JOIN payments_budgetaccount a ON a.id = l.account_id
ORDER BY l.number
"""


def _look(charge: Charge, into: str) -> tuple[int, int, dict[int, int], set[int]]:
    """The last row's number and balance; line → still owed, in order; the lines of the account `into`."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, [charge.pk])
        rows = cursor.fetchall()
    left = {line: int(owed) for _, _, line, owed, _ in rows if line is not None}
    own = {line for _, _, line, _, account in rows if into and account == into}
    return rows[0][0], rows[0][1], left, own


# A row with its payment, its parts and the mark on the charge go in together, or not at all.
_PAID = """
paid AS (
    INSERT INTO payments_payment
        (charge_id, amount_vnd, method, key, provider_ref, paid_at, booked_at, taken_by_id, session_id, share_id)
    VALUES (%(charge)s, %(paid_vnd)s, %(method)s, %(key)s, %(provider_ref)s, %(paid_at)s, %(booked_at)s,
        %(taken_by)s, %(session)s, %(share)s)
    RETURNING id
), """
_ROW = """
WITH {paid}entry AS (
    INSERT INTO payments_entry
        (charge_id, number, previous, kind, before_vnd, amount_vnd, after_vnd, payment_id, why, at)
    VALUES (%(charge)s, %(number)s, %(previous)s, %(kind)s, %(before)s, %(vnd)s, %(after)s, {payment}, %(why)s,
        %(at)s)
    RETURNING id
), parts AS (
    INSERT INTO payments_entrypart (entry_id, line_id, vnd)
    SELECT entry.id, t.line, t.vnd FROM entry, unnest(%(lines)s::bigint[], %(parts)s::bigint[]) AS t (line, vnd)
), marked AS (
    UPDATE payments_charge SET settled_at = %(settled)s
    WHERE id = %(charge)s AND settled_at IS DISTINCT FROM %(settled)s
)
SELECT entry.id, {given} FROM entry
"""
_WITH_PAYMENT = _ROW.format(paid=_PAID, payment="(SELECT id FROM paid)", given="(SELECT id FROM paid)")
_ALONE = _ROW.format(paid="", payment="NULL", given="NULL::bigint")


def _write(row: Entry, parts: Mapping[int, int]) -> None:
    told: dict[str, Any] = {
        "charge": row.charge_id, "number": row.number, "previous": row.previous, "kind": str(row.kind),
        "before": row.before_vnd, "vnd": row.amount_vnd, "after": row.after_vnd, "why": row.why, "at": row.at,
        "lines": list(parts), "parts": list(parts.values()), "settled": row.charge.settled_at,
    }  # fmt: skip
    payment = row.payment
    if payment is not None:
        told |= {
            "paid_vnd": payment.amount_vnd, "method": payment.method, "key": payment.key,
            "provider_ref": payment.provider_ref, "paid_at": payment.paid_at, "booked_at": payment.booked_at,
            "taken_by": payment.taken_by_id, "session": payment.session_id, "share": payment.share_id,
        }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_WITH_PAYMENT if payment else _ALONE, told)
        row.pk, paid = cursor.fetchone() or (None, None)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    if payment is not None:
        payment.pk, row.payment_id = paid, paid
        payment._state.adding, payment._state.db = False, DEFAULT_DB_ALIAS
