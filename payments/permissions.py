"""Who keeps whose money. Empty means yes; a charge or account of another agency does not exist for an officer."""

from django.db.models import Q, QuerySet

from payments.models import BankLine, BudgetAccount, Charge, Refund
from portal.agencies.duties import acting_duties
from portal.agencies.models import Agency, Duty, Officer
from portal.web.refusals import NotYours

KEEPERS = (Duty.CASHIER, Duty.DESK_LEADER)
DECIDERS = (Duty.AGENCY_LEADER, Duty.DESK_LEADER, Duty.DIVISION_LEADER)


def has_duty(officer: Officer, *duties: str) -> bool:
    """One of the duties, own or handed over for today."""
    return any(duty in duties for _, duty in acting_duties(officer))


def keeper(officer: Officer) -> Officer:
    """The officer, if they keep or decide about money. Raises NotYours."""
    if not has_duty(officer, *KEEPERS, *DECIDERS):
        raise NotYours("Trang này của thu ngân, kế toán và người duyệt hoàn phí.")
    return officer


def agencies_of(officer: Officer) -> set[int]:
    """Whose money an officer sees: the agencies of their duties, those above and those below."""
    own = {at for at, duty in acting_duties(officer) if duty in (*KEEPERS, *DECIDERS)}
    near = Agency.objects.filter(Q(pk__in=own) | Q(children__in=own) | Q(parent__in=own))
    return set(near.values_list("pk", flat=True))


def charges_for(officer: Officer) -> QuerySet[Charge]:
    return Charge.objects.filter(agency__in=agencies_of(officer))


def refunds_for(officer: Officer) -> QuerySet[Refund]:
    refunds = Refund.objects.filter(charge__agency__in=agencies_of(officer))
    return refunds.select_related("charge", "requested_by", "decided_by")


def lines_for(officer: Officer) -> QuerySet[BankLine]:
    """Money into accounts of their agencies."""
    accounts = BudgetAccount.objects.filter(agency__in=agencies_of(officer)).values("number")
    return BankLine.objects.filter(account__in=accounts)


def why_not_decide(officer: Officer, refund: Refund) -> str:
    if not has_duty(officer, *DECIDERS):
        return "Hoàn phí do lãnh đạo quầy hoặc lãnh đạo cơ quan duyệt."
    if refund.requested_by_id == officer.user_id:
        return "Người xin hoàn không được tự duyệt. Nhờ một người khác."
    return ""


def accounts_for(officer: Officer) -> QuerySet[BudgetAccount]:
    """The accounts whose statements they may read in."""
    return BudgetAccount.objects.filter(agency__in=agencies_of(officer)).order_by("agency_id", "kind")


def compares(officer: Officer) -> bool:
    """Whether somebody compares with the providers: the accountants of the province's centre and departments."""
    return officer.agency.kind in ("province_centre", "department", "province") and has_duty(
        officer, Duty.CASHIER, *DECIDERS
    )
