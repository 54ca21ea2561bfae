"""Money that came to our accounts, as the bank tells it: matched by the code in its purpose (domain.md §8.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from payments.ledger import locked, pay
from payments.models import BankLine, Charge, Payment, Share
from payments.online import tell_opener
from payments.references import find_reference
from portal.accounts.models import User
from portal.calendars.now import now
from portal.web.refusals import StepRefused


@dataclass(frozen=True, slots=True)
class Received:
    """One line of a notice or statement; whole đồng. The bank's own number makes it one and the same line."""

    account: str
    bank_ref: str
    amount_vnd: int
    purpose: str
    at: datetime
    bank: str = ""


def take(lines: Iterable[Received], *, source: str) -> dict[str, int]:
    """Keeps each line once and books what its purpose names; gives {"matched", "unmatched", "known"} counts.

    A line is known by account and bank number, so a notice and the evening's statement book it once.
    Wrong sums are booked as they came: too little leaves a shortfall, too much something to refund.
    """
    counts = {"matched": 0, "unmatched": 0, "known": 0}
    for line in lines:
        counts[take_one(line, source)] += 1
    return counts


def take_one(line: Received, source: str) -> str:
    """What became of one line: matched, unmatched, or known. A statement confirms what a notice told before."""
    stated = now() if source == "statement" else None
    reference = find_reference(line.purpose)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = BankLine.objects.create(
                    bank=line.bank,
                    account=line.account,
                    bank_ref=line.bank_ref,
                    amount_vnd=line.amount_vnd,
                    purpose=line.purpose[:500],
                    at=line.at,
                    source=source,
                    seen_at=now(),
                    stated_at=stated,
                )
        except IntegrityError:
            if stated:
                BankLine.objects.filter(account=line.account, bank_ref=line.bank_ref, stated_at=None).update(
                    stated_at=stated
                )
            return "known"
        charge, share = _named(reference)
        if charge is None:
            return "unmatched"
        _book(row, charge, share)
    return "matched"


def _named(reference: str) -> tuple[Charge | None, Share | None]:
    """The charge whose code was found, or the payer's part and its charge."""
    if not reference:
        return None, None
    if charge := Charge.objects.filter(reference=reference).first():
        return charge, None
    share = Share.objects.filter(reference=reference).select_related("charge").first()
    return (share.charge, share) if share else (None, None)


def match(*, line: BankLine, charge: Charge, by: User) -> None:
    """A person says what an unmatched line was for. Raises StepRefused when somebody was quicker."""
    with transaction.atomic():
        held = BankLine.objects.select_for_update().get(pk=line.pk)
        _still_open(held)
        held.decided_by = by
        _book(held, charge)


def set_aside(*, line: BankLine, why: str, by: User) -> None:
    """The line is no fee of ours (interest, a wrong transfer); it stays listed with its reason."""
    with transaction.atomic():
        held = BankLine.objects.select_for_update().get(pk=line.pk)
        _still_open(held)
        held.set_aside, held.decided_by = why[:200], by
        held.save(update_fields=["set_aside", "decided_by"])


def _still_open(line: BankLine) -> None:
    if line.payment_id or line.set_aside:
        raise StepRefused("Dòng này đã có người xử lý.")


def _book(row: BankLine, charge: Charge, share: Share | None = None) -> None:
    held = locked(charge)
    if (seen := _seen_at_the_counter(held, row.amount_vnd)) is not None:
        row.payment = seen
        row.save(update_fields=["payment", "decided_by"])
        return
    was_settled = held.settled_at is not None
    row.payment = pay(
        held,
        row.amount_vnd,
        into=row.account,
        share=share,
        method="vietqr",
        key=f"bank:{row.account}:{row.bank_ref}",
        provider_ref=row.bank_ref,
        paid_at=min(row.at, now()),
    )
    row.save(update_fields=["payment", "decided_by"])
    if held.settled_at and not was_settled:
        tell_opener(held)


def _seen_at_the_counter(charge: Charge, vnd: int) -> Payment | None:
    """A transfer that an officer was shown and booked, and that no line has proved yet: this is its money (P7)."""
    shown = charge.payments.filter(method="transfer", amount_vnd=vnd, bank_line=None)
    return shown.order_by("id").first()
