"""Invented accounts and books of receipts for the demo."""

from django.conf import settings

from payments.models import BudgetAccount, PostRate, ReceiptBook
from payments.vouchers import register
from portal.agencies.models import Agency
from portal.calendars.now import now
from portal.env import LOCAL_DIR
from portal.integrations.sandbox.bank_seal import Seal

_KINDS = ("province", "department", "vertical", "district", "commune")
# The BIN is the State Treasury's partner in the demo only; no account number here exists.
_BANK, _NAME = "970436", "Vietcombank"

# Invented steps; the post and the province agree on real ones.
_RATES = (
    ("in_province", 100, 26_000), ("in_province", 250, 30_000), ("in_province", 500, 34_500),
    ("beyond", 100, 30_500), ("beyond", 250, 36_000), ("beyond", 500, 44_000),
)  # fmt: skip


def load_demo_accounts() -> int:
    """One account each for phí, lệ phí and taxes of every agency that decides, a book of receipts for each, and the
    certificate of the demo's bank; gives how many accounts were made."""
    have = set(BudgetAccount.objects.values_list("agency_id", "kind"))
    rows = [
        BudgetAccount(
            agency=agency,
            kind=kind,
            bank=_BANK,
            bank_name=_NAME,
            number=f"99{place}{agency.pk:08}",
            holder=agency.name[:200],
            valid_from=now().date().replace(month=1, day=1),
        )
        for agency in Agency.objects.filter(kind__in=_KINDS).order_by("pk")
        for place, kind in enumerate(("phi", "le_phi", "thue"), 1)
        if (agency.pk, kind) not in have
    ]
    BudgetAccount.objects.bulk_create(rows)
    if settings.DEMO and settings.PAYMENT_PLATFORM_URL:
        register(name="Ngân hàng thử", pem=Seal.kept(LOCAL_DIR / "bank").pem)
    if not PostRate.objects.exists():
        PostRate.objects.bulk_create(
            PostRate(zone=zone, up_to_g=grams, vnd=vnd, valid_from=now().date().replace(month=1, day=1))
            for zone, grams, vnd in _RATES
        )
    booked = set(ReceiptBook.objects.values_list("agency_id", flat=True))
    ReceiptBook.objects.bulk_create(
        ReceiptBook(agency=agency, form="01BLP0-001", serial=f"BI-{now():%y}T", opened_at=now())
        for agency in Agency.objects.filter(kind__in=_KINDS).exclude(pk__in=booked).order_by("pk")
    )
    return len(rows)
