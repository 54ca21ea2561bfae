"""Questions about money; nothing is changed here."""

from datetime import date

from django.db.models import QuerySet

from payments.ledger import balance_vnd
from payments.models import (
    Attempt,
    AttemptState,
    BudgetAccount,
    Charge,
    DayCheck,
    Difference,
    MonthClose,
    Refund,
)
from payments.vietqr import Transfer
from portal.agencies.models import Agency
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


def refunds_of(subject: str) -> list[Refund]:
    """Every request to give money of a subject back, newest first."""
    return list(Refund.objects.filter(charge__subject=subject).select_related("charge").order_by("-id"))


def under_way(charge: Charge) -> bool:
    """Whether a gateway may have the money already: then nobody should be told to pay again."""
    last = last_attempt(charge)
    if last is None or charge.settled_at:
        return False
    return last.state == AttemptState.INIT and last.expires_at > now()


def account_for(agency: Agency | None, kind: str) -> BudgetAccount | None:
    """Where an agency's phí or lệ phí goes today: its own account, or that of the agency above it."""
    today = now().date()
    while agency is not None:
        found = BudgetAccount.objects.filter(agency=agency, kind=kind).order_by("-valid_from")
        for account in found:
            if (not account.valid_from or account.valid_from <= today) and (
                not account.valid_to or today <= account.valid_to
            ):
                return account
        agency = agency.parent
    return None


def transfer_of(charge: Charge) -> tuple[Transfer, BudgetAccount] | None:
    """The bank transfer that pays what is owed now, and its account; None where no account is known."""
    owed = owed_vnd(charge)
    kinds = [str(line.get("kind")) for line in charge.lines]
    account = account_for(charge.agency, "phi" if "phi" in kinds else "le_phi")
    if not owed or account is None:
        return None
    purpose = f"{charge.reference} nop phi ho so"
    return Transfer(account.bank, account.number, owed, purpose, dynamic=True), account


def day_checks(since: date | None = None) -> list[DayCheck]:
    """Comparisons, newest first; at most sixty."""
    found = DayCheck.objects.all()
    return list((found.filter(day__gte=since) if since else found)[:60])


def closed_months() -> list[MonthClose]:
    """The last twelve closed months."""
    return list(MonthClose.objects.all()[:12])


def differences() -> QuerySet[Difference]:
    return Difference.objects.select_related("check_of")
