"""What the province asks of accounts, and of whom: the idle lock and the second factor."""

from django.core.cache import cache

from portal.accounts.models import SafetyRules, SecondFactor, User
from portal.web.cache import near

_KEY, _SECONDS = "account-safety-rules", 300
_APPROVING = {"agency_leader", "division_leader", "province_leader", "desk_leader"}
_ADMINISTERING = {"agency_admin", "system_admin", "procedure_controller", "security_auditor"}


def rules() -> SafetyRules:
    """The row as it stands, or the defaults; kept for five minutes and dropped when it is saved."""
    found: SafetyRules | None = near(_KEY)
    if found is None:
        found = SafetyRules.objects.first() or SafetyRules(pk=1)
        cache.set(_KEY, found, _SECONDS)
    return found


def forget_rules() -> None:
    """After the row was changed."""
    cache.delete(_KEY)


def set_rules(**fields: object) -> SafetyRules:
    """Writes the one row anew."""
    found, _made = SafetyRules.objects.update_or_create(pk=1, defaults=fields)
    forget_rules()
    return found


def is_staff(user: User) -> bool:
    return user.is_staff or getattr(user, "officer", None) is not None


def is_administrator(user: User) -> bool:
    return user.is_staff or user.is_superuser or bool(_duties(user) & _ADMINISTERING)


def idle_minutes(user: User) -> int:
    """After how many minutes without use the screen locks; 0 never (citizens)."""
    if not is_staff(user):
        return 0
    return rules().admin_idle_minutes if is_administrator(user) else rules().idle_minutes


def must_have_second_factor(user: User) -> bool:
    """Whether this account may work only with a second factor."""
    if not is_staff(user):
        return False
    wanted = rules().second_factor
    if wanted == SecondFactor.APPROVERS:
        return is_administrator(user) or bool(_duties(user) & _APPROVING)
    return wanted == SecondFactor.STAFF


def _duties(user: User) -> set[str]:
    return set(getattr(getattr(user, "officer", None), "duties", None) or ())


def offer_second_factor() -> None:
    """In the demo nobody is made to set up a second factor before the first look around; done once, then the
    administrator's choice stays."""
    if not SafetyRules.objects.exists():
        set_rules(second_factor=SecondFactor.OFFERED)
