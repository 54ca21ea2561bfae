"""Questions about money; nothing is changed here."""

from datetime import date

from django.db.models import QuerySet, Sum

from payments.accounts import account_for
from payments.ledger import balance_vnd, by_line
from payments.models import (
    Attempt,
    AttemptState,
    BudgetAccount,
    Charge,
    ClaimState,
    DayCheck,
    Difference,
    ExemptionClaim,
    FeeReceipt,
    MonthClose,
    Payout,
    PayoutList,
    Refund,
    Share,
)
from payments.vietqr import Transfer
from portal.calendars.now import now


def owed_vnd(charge: Charge) -> int:
    """What is still owed for a charge; 0 once it is paid, waived or cancelled."""
    return max(0, balance_vnd(charge))


def way_back(gateway: str, reference: str) -> str:
    """The page that a payer came from, or "" for a reference that nobody knows."""
    found = Attempt.objects.filter(gateway=gateway, reference=reference)
    return found.values_list("return_to", flat=True).first() or ""


def last_attempt(charge: Charge) -> Attempt | None:
    """The newest attempt to pay a charge."""
    return charge.attempts.order_by("-id").first()


def paid_too_much(subject: str) -> list[tuple[Charge, int]]:
    """Charges of a subject with more paid than owed and no refund under way, and by how much; cancelled ones too."""
    found = []
    for charge in Charge.objects.filter(subject=subject, payments__isnull=False).distinct().order_by("id"):
        over = max(0, -balance_vnd(charge))
        if over and not charge.refunds.filter(state__in=["requested", "approved"]).exists():
            found.append((charge, over))
    return found


def kept_by_law(subject: str) -> list[str]:
    """Names of what was paid for a subject that came to nothing, and that the law does not give back."""
    ended = Charge.objects.filter(
        subject=subject, payments__isnull=False, cancelled_at__isnull=False
    ).distinct()
    return [
        str(line["name"])
        for one in ended.order_by("id")
        for line in one.lines
        if line.get("refundable") is False
    ]


def refunds_of(subject: str) -> list[Refund]:
    """Every request to give money of a subject back, newest first."""
    return list(Refund.objects.filter(charge__subject=subject).select_related("charge").order_by("-id"))


def under_way(charge: Charge) -> bool:
    """Whether a gateway may have the money already: then nobody should be told to pay again."""
    last = last_attempt(charge)
    if last is None or charge.settled_at:
        return False
    return last.state == AttemptState.INIT and last.expires_at > now()


def transfer_of(charge: Charge) -> tuple[Transfer, BudgetAccount] | None:
    """The bank transfer that pays what is owed now, and its account; None where no account is known."""
    return next(iter(transfers_of(charge)), None)


def transfers_of(charge: Charge, share: Share | None = None) -> list[tuple[Transfer, BudgetAccount]]:
    """The bank transfers that pay what is owed now, one for each account that a line belongs to.

    Of a share: one transfer, to the account of the first line still owed; the accountant moves the rest.
    """
    if waiting_claim(charge) is not None:
        return []
    left = by_line(charge)
    owed: dict[int, int] = {}
    accounts: dict[int, BudgetAccount] = {}
    for row in charge.rows.select_related("account").order_by("number"):
        account = row.account or account_for(charge.agency, row.kind)
        if account and left[row.pk] > 0:
            accounts[account.pk] = account
            owed[account.pk] = owed.get(account.pk, 0) + left[row.pk]
    if share is not None:
        first = next(iter(owed), None)
        owed = {first: min(share_owed_vnd(share), owed_vnd(charge))} if first else {}
    reference = share.reference if share else charge.reference
    purpose = f"{reference} nop phi ho so"
    return [
        (Transfer(accounts[pk].bank, accounts[pk].number, vnd, purpose, dynamic=True), accounts[pk])
        for pk, vnd in owed.items()
        if vnd > 0
    ]


def shares_of(charge: Charge) -> list[Share]:
    """The payers that a charge is divided among; empty when one person pays it."""
    return list(charge.shares.filter(ended_at=None).order_by("id"))


def share_owed_vnd(share: Share) -> int:
    """What is left of one payer's part."""
    paid = share.payments.aggregate(sum=Sum("amount_vnd"))["sum"] or 0
    return max(0, share.vnd - int(paid))


def waiting_claim(charge: Charge) -> ExemptionClaim | None:
    """The exemption asked for that no officer has looked at yet."""
    return ExemptionClaim.objects.filter(charge=charge, state=ClaimState.PENDING).first()


def claims_of(subject: str) -> list[ExemptionClaim]:
    """Every exemption asked for about a subject."""
    return list(
        ExemptionClaim.objects.filter(charge__subject=subject).select_related("charge").order_by("id")
    )


def receipts_of(subject: str) -> list[FeeReceipt]:
    """The good receipts of a subject; cancelled ones are the office's."""
    found = FeeReceipt.objects.filter(charge__subject=subject, cancelled_at=None)
    return list(found.select_related("book").order_by("id"))


def payouts_of(listed: PayoutList) -> QuerySet[Payout]:
    """What stands on a list for the bank, in its order."""
    return listed.payouts.select_related("refund__charge").order_by("id")


def claimed_vnd(claim: ExemptionClaim) -> int:
    """How much an exemption would let off."""
    return int(claim.parts.aggregate(sum=Sum("vnd"))["sum"] or 0)


def day_checks(since: date | None = None) -> list[DayCheck]:
    """Comparisons, newest first; at most sixty."""
    found = DayCheck.objects.all()
    return list((found.filter(day__gte=since) if since else found)[:60])


def closed_months() -> list[MonthClose]:
    """The last twelve closed months."""
    return list(MonthClose.objects.all()[:12])


def differences() -> QuerySet[Difference]:
    return Difference.objects.select_related("check_of")
