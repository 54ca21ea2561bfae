"""Who keeps whose money. Empty means yes; a charge or account of another agency does not exist for an officer."""

from django.db.models import Q, QuerySet

from payments.models import (
    BankLine,
    BudgetAccount,
    CashSession,
    Charge,
    FeeReceipt,
    PaperVoucher,
    Payment,
    Payout,
    PayoutList,
    Reading,
    ReceiptBook,
    Refund,
)  # fmt: skip
from portal.agencies.duties import acting_duties
from portal.agencies.models import Agency, Duty, Officer
from portal.agencies.queries import predecessors
from portal.web.refusals import NotYours

TAKERS = (Duty.DESK_OFFICER, Duty.DESK_LEADER, Duty.CASHIER)
KEEPERS = (Duty.CASHIER, Duty.DESK_LEADER)
DECIDERS = (Duty.AGENCY_LEADER, Duty.DESK_LEADER, Duty.DIVISION_LEADER)

_COLLECTS = ("province", "department", "vertical", "district", "commune", "centre", "province_centre")


def has_duty(officer: Officer, *duties: str) -> bool:
    """One of the duties, own or handed over for today."""
    return any(duty in duties for _, duty in acting_duties(officer))


def keeper(officer: Officer) -> Officer:
    """The officer, if they keep or decide about money. Raises NotYours."""
    if not has_duty(officer, *KEEPERS, *DECIDERS):
        raise NotYours("Trang này của thu ngân, kế toán và người duyệt hoàn phí.")
    return officer


def taker(officer: Officer) -> Officer:
    """The officer, if they take money at a counter or keep it. Raises NotYours."""
    if not has_duty(officer, *TAKERS, *DECIDERS):
        raise NotYours("Trang này của người thu tiền tại quầy.")
    return officer


def agencies_of(officer: Officer) -> set[int]:
    """Whose money an officer sees: the agencies of their duties, those above and those below."""
    own = {at for at, duty in acting_duties(officer) if duty in (*KEEPERS, *DECIDERS)}
    near = Agency.objects.filter(Q(pk__in=own) | Q(children__in=own) | Q(parent__in=own))
    seen = set(near.values_list("pk", flat=True))
    return seen | predecessors(seen)


def charges_for(officer: Officer) -> QuerySet[Charge]:
    return Charge.objects.filter(agency__in=agencies_of(officer))


def charges_at_counter(officer: Officer) -> QuerySet[Charge]:
    """Charges that the officer's own desk collects."""
    own = {at for at, duty in acting_duties(officer) if duty in (*TAKERS, *DECIDERS)}
    return Charge.objects.filter(agency__in=own)


def refunds_for(officer: Officer) -> QuerySet[Refund]:
    refunds = Refund.objects.filter(charge__agency__in=agencies_of(officer))
    return refunds.select_related("charge", "requested_by", "decided_by")


def receipts_for(officer: Officer) -> QuerySet[FeeReceipt]:
    """Receipts from the books of their agencies."""
    found = FeeReceipt.objects.filter(book__agency__in=agencies_of(officer))
    return found.select_related("book__agency", "charge", "payment", "cancelled_by", "replaces")


def books_for(officer: Officer) -> QuerySet[ReceiptBook]:
    return ReceiptBook.objects.filter(agency__in=agencies_of(officer)).select_related("agency")


def collectors_for(officer: Officer) -> QuerySet[Agency]:
    """Agencies that may have a book of receipts."""
    found = Agency.objects.filter(pk__in=agencies_of(officer), kind__in=_COLLECTS, valid_to=None)
    return found.order_by("id")


def payments_without_receipt(officer: Officer) -> QuerySet[Payment]:
    return Payment.objects.filter(charge__agency__in=agencies_of(officer), receipts=None)


def lists_for(officer: Officer) -> QuerySet[PayoutList]:
    """Lists for the bank with a refund of their agencies on it."""
    own = Payout.objects.filter(refund__charge__agency__in=agencies_of(officer), listed__isnull=False)
    return PayoutList.objects.filter(pk__in=own.values("listed")).select_related("made_by")


def readings_for(officer: Officer) -> QuerySet[Reading]:
    """Files that they handed in themselves."""
    return Reading.objects.filter(asked_by=officer.user).defer("content")


def tills_for(officer: Officer) -> QuerySet[CashSession]:
    """Their own tills; those of their agencies too for who keeps or decides about money."""
    own = Q(cashier=officer.user)
    if has_duty(officer, *KEEPERS, *DECIDERS):
        own |= Q(agency__in=agencies_of(officer))
    return CashSession.objects.filter(own).select_related("cashier", "agency")


def lines_for(officer: Officer) -> QuerySet[BankLine]:
    """Money into accounts of their agencies; who compares for the province sees also what came to an account that no
    agency has, so that no line is nobody's."""
    accounts = BudgetAccount.objects.filter(agency__in=agencies_of(officer)).values("number")
    seen = Q(account__in=accounts)
    if compares(officer):
        seen |= ~Q(account__in=BudgetAccount.objects.values("number"))
    return BankLine.objects.filter(seen)


def why_not_decide(officer: Officer, refund: Refund) -> str:
    if not has_duty(officer, *DECIDERS):
        return "Hoàn phí do lãnh đạo quầy hoặc lãnh đạo cơ quan duyệt."
    if refund.requested_by_id == officer.user_id:
        return "Người xin hoàn không được tự duyệt. Nhờ một người khác."
    return ""


def papers_for(officer: Officer) -> QuerySet[PaperVoucher]:
    """Vouchers on paper for their charges."""
    found = PaperVoucher.objects.filter(charge__agency__in=agencies_of(officer))
    return found.select_related("charge", "file", "handed_by", "decided_by")


def why_not_check_paper(officer: Officer, voucher: PaperVoucher) -> str:
    if not has_duty(officer, *KEEPERS, *DECIDERS):
        return "Chứng từ do kế toán, thu ngân hoặc lãnh đạo kiểm tra."
    if voucher.handed_by_id == officer.user_id:
        return "Người nhập không được tự kiểm tra. Nhờ một người khác."
    return ""


def accounts_for(officer: Officer) -> QuerySet[BudgetAccount]:
    """The accounts whose statements they may read in."""
    return BudgetAccount.objects.filter(agency__in=agencies_of(officer)).order_by("agency_id", "kind")


def readable_accounts(officer: Officer) -> set[str]:
    """Those, and for who compares for the province the accounts that no agency has and money came to."""
    numbers = set(accounts_for(officer).values_list("number", flat=True))
    if compares(officer):
        stray = BankLine.objects.exclude(account__in=BudgetAccount.objects.values("number"))
        numbers |= set(stray.order_by().values_list("account", flat=True).distinct())
    return numbers


def keepers_beside(officer: Officer) -> list[tuple[int, str]]:
    """Colleagues of the same agency who keep or decide about money: (user, name)."""
    wanted = [duty.value for duty in (*KEEPERS, *DECIDERS)]
    beside = Officer.objects.filter(agency=officer.agency, duties__overlap=wanted, valid_to=None)
    return [
        (one.user_id, one.user.full_name) for one in beside.select_related("user").order_by("user__full_name")
    ]


def compares(officer: Officer) -> bool:
    """Whether somebody compares with the providers: the accountants of the province's centre and departments."""
    return officer.agency.kind in ("province_centre", "department", "province") and has_duty(
        officer, Duty.CASHIER, *DECIDERS
    )
