"""Whose account a phí or lệ phí goes to: that of the agency, of the commune or of the province (domain.md §8.1)."""

from payments.models import BudgetAccount
from portal.agencies.models import Agency
from portal.calendars.now import now
from portal.web.show import local

_LEVELS = {"province": ("province",), "commune": ("commune", "district")}


def account_for(agency: Agency | None, kind: str, budget: str = "") -> BudgetAccount | None:
    """Where an agency's phí or lệ phí goes today: its own account, or that of the agency above it.

    `budget` province or commune begins at that level; with no account there the agency's own way is gone.
    """
    wanted = _LEVELS.get(budget, ())
    if wanted and (level := _at(agency, wanted)) is not None and (found := _of(level, kind)) is not None:
        return found
    while agency is not None:
        if (found := _of(agency, kind)) is not None:
            return found
        agency = agency.parent
    return None


def _at(agency: Agency | None, kinds: tuple[str, ...]) -> Agency | None:
    """The nearest agency of these kinds upward; the province is there even for whom no line leads to it."""
    while agency is not None and agency.kind not in kinds:
        agency = agency.parent
    if agency is None and "province" in kinds:
        return Agency.objects.filter(kind="province", valid_to=None).order_by("id").first()
    return agency


def _of(agency: Agency, kind: str) -> BudgetAccount | None:
    today = local(now()).date()
    for account in BudgetAccount.objects.filter(agency=agency, kind=kind).order_by("-valid_from"):
        if (not account.valid_from or account.valid_from <= today) and (
            not account.valid_to or today <= account.valid_to
        ):
            return account
    return None
