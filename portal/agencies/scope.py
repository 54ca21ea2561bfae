"""The agencies an administrator answers for (QN-12): their own with its divisions, or all of them."""

from django.db.models import Q
from django.http import HttpRequest

from portal.agencies.models import Agency, Duty, Officer
from portal.agencies.queries import today

PROVINCE_WIDE = (Duty.SYSTEM_ADMIN, Duty.PROCEDURE_CONTROLLER, Duty.SECURITY_AUDITOR)
GIVEN_BY_THE_PROVINCE = (*PROVINCE_WIDE, Duty.PROVINCE_LEADER)


def officer_of(request: HttpRequest) -> Officer | None:
    """The officer behind this person, in service or not; asked once per request."""
    if not hasattr(request, "_administrator"):
        found = Officer.objects.select_related("agency").filter(user__pk=request.user.pk or 0).first()
        request._administrator = found  # type: ignore[attr-defined]
    kept: Officer | None = request._administrator  # type: ignore[attr-defined]
    return kept


def serves(request: HttpRequest) -> bool:
    """One who has left enters the administration no more (QN-12.1); who is no officer is not asked."""
    officer = officer_of(request)
    return officer is None or officer.serves_on(today())


def own_agencies(request: HttpRequest) -> frozenset[int] | None:
    """The keys of the agencies this administrator answers for; None for the whole province."""
    if not hasattr(request, "_own_agencies"):
        request._own_agencies = _own(request)  # type: ignore[attr-defined]
    kept: frozenset[int] | None = request._own_agencies  # type: ignore[attr-defined]
    return kept


def _own(request: HttpRequest) -> frozenset[int] | None:
    officer = officer_of(request)
    if request.user.is_superuser or officer is None or officer.has(*PROVINCE_WIDE):
        return None
    if not officer.has(Duty.AGENCY_ADMIN):
        return frozenset()
    found, level = {officer.agency_id}, [officer.agency_id]
    while level and officer.agency.parent_id is not None:  # below the province's own committee is everybody
        level = list(
            Agency.objects.filter(parent__in=level).exclude(pk__in=found).values_list("pk", flat=True)
        )
        found.update(level)
    return frozenset(found)


def officers(request: HttpRequest) -> Q | None:
    own = own_agencies(request)
    return None if own is None else Q(agency__in=own)


def changed_officers(request: HttpRequest) -> Q | None:
    """Own staff, but nobody whom the province has charged: an agency cannot take that away."""
    own = own_agencies(request)
    return (
        None
        if own is None
        else Q(agency__in=own) & ~Q(duties__overlap=[str(one) for one in GIVEN_BY_THE_PROVINCE])
    )


def delegations(request: HttpRequest) -> Q | None:
    own = own_agencies(request)
    return None if own is None else Q(giver__agency__in=own, taker__agency__in=own)


def agencies(request: HttpRequest) -> Q | None:
    own = own_agencies(request)
    return None if own is None else Q(pk__in=own)


def calendars(request: HttpRequest) -> Q | None:
    """A calendar that only own agencies use; the province's is everybody's."""
    own = own_agencies(request)
    if own is None:
        return None
    others = Agency.objects.exclude(pk__in=own).exclude(calendar=None).values("calendar")
    return Q(agency__in=own) & ~Q(pk__in=others)


def calendar_days(request: HttpRequest) -> Q | None:
    own = own_agencies(request)
    if own is None:
        return None
    others = Agency.objects.exclude(pk__in=own).exclude(calendar=None).values("calendar")
    return Q(calendar__agency__in=own) & ~Q(calendar__in=others)
