"""Writing the book of a charge: one row after the other, under the charge's lock (promise P7).

Every row is divided among the charge's lines, so that each line, and with it each account, adds up by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Q, Sum

from payments.models import Charge, ChargeLine, Entry, EntryKind, Payment
from portal.calendars.now import now
from portal.celery import start_on_commit

_SIGN = {EntryKind.CHARGED: 1, EntryKind.REFUNDED: 1}


@dataclass(frozen=True, slots=True)
class Standing:
    """A charge's last row and balance; line → still owed, in order; line → number of its account."""

    last: int
    balance: int
    left: dict[int, int]
    accounts: dict[int, str | None]


@dataclass(frozen=True, slots=True)
class Beside:
    """What goes in by the same statement as a payment: further CTEs, that may name `paid`, and their values."""

    sql: str
    values: dict[str, Any]


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
    standing: Standing | None = None,
    beside: Beside | None = None,
) -> Entry:
    """Adds one row to the book of a locked charge; `vnd` is the size, the kind gives the sign.

    `parts` says how it is divided among the lines; otherwise lines that are still owed come first (of those the
    lines of the account `into`; for money given back: lines that too much came for). Marks the charge as settled
    once nothing is owed, and as owed again when that ends. A new `payment` is written by the same statement,
    and what is to stand `beside` it. `standing` was looked at already, under the same lock.
    """
    seen = standing or _look(charge)
    last, before = seen.last, seen.balance
    at, sign = now(), _SIGN.get(kind, -1)
    if parts is None:
        room = {line: owed * -sign for line, owed in seen.left.items()}
        own = {line for line, account in seen.accounts.items() if into and account == into}
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
    _write(row, {line: sign * part for line, part in parts.items() if part}, beside)
    return row


def pay(
    charge: Charge,
    vnd: int,
    *,
    into: str = "",
    standing: Standing | None = None,
    beside: Beside | None = None,
    **details: Any,
) -> Payment:
    """Books money that has come for a locked charge, whether or not it was still owed.

    `into` is the account it came to, if known: lines of that account are paid first. The rest as for `enter`.
    """
    details.setdefault("paid_at", now())
    payment = Payment(charge=charge, amount_vnd=vnd, booked_at=now(), **details)
    enter(charge, EntryKind.PAID, vnd, payment=payment, into=into, standing=standing, beside=beside)
    start_on_commit("payments.issue_receipt", payment.pk)
    return payment


def _settle(charge: Charge, owed: int, at: datetime) -> None:
    if (owed <= 0) != (charge.settled_at is not None):
        charge.settled_at = at if owed <= 0 else None


# The last row of the book, and what each line is still owed: looked at once, under the charge's lock.
_LOOK = """
SELECT COALESCE(e.number, 0), COALESCE(e.after_vnd, 0), l.id,
    (SELECT COALESCE(sum(p.vnd), 0)::bigint FROM payments_entrypart p WHERE p.line_id = l.id), a.number
FROM (SELECT {charge} AS id) c
LEFT JOIN LATERAL (
    SELECT number, after_vnd FROM payments_entry WHERE charge_id = c.id ORDER BY number DESC LIMIT 1
) e ON true
LEFT JOIN payments_chargeline l ON l.charge_id = c.id
LEFT JOIN payments_budgetaccount a ON a.id = l.account_id
ORDER BY l.number
"""
_LOOK_BY_KEY = _LOOK.format(charge="%s::bigint")


def _look(charge: Charge) -> Standing:
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_BY_KEY, [charge.pk])
        return told_standing(cursor)


def look_at(charge: str) -> str:
    """The statement that looks at the book of the charge that this subselect names; `told_standing` reads it."""
    return _LOOK.format(charge=f"({charge})")


def told_standing(cursor: Any) -> Standing:
    """What a look at a book has found."""
    rows = cursor.fetchall()
    lines = [(line, int(owed), account) for _, _, line, owed, account in rows if line is not None]
    left, accounts = {line: owed for line, owed, _ in lines}, {line: account for line, _, account in lines}
    return Standing(rows[0][0], rows[0][1], left, accounts)


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
){beside}
SELECT entry.id, {given} FROM entry
"""
_ALONE = _ROW.format(paid="", payment="NULL", given="NULL::bigint", beside="")


@cache
def _with_payment(beside: str) -> str:
    given = "(SELECT id FROM paid)"
    return _ROW.format(paid=_PAID, payment=given, given=given, beside=f", {beside}" if beside else "")


def _write(row: Entry, parts: Mapping[int, int], beside: Beside | None) -> None:
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
    if beside is not None:
        told |= beside.values
    with connection.cursor() as cursor:
        cursor.execute(_with_payment(beside.sql if beside else "") if payment else _ALONE, told)
        row.pk, paid = cursor.fetchone() or (None, None)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    if payment is not None:
        payment.pk, row.payment_id = paid, paid
        payment._state.adding, payment._state.db = False, DEFAULT_DB_ALIAS
