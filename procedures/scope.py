"""Which procedures an agency's administrator may configure (QN-12): those of the agency's specialty."""

from django.db.models import Q
from django.http import HttpRequest

from portal.agencies.models import Agency, AgencyKind
from portal.agencies.scope import own_agencies

CATALOGUE = "procedures.change_procedure"
_COMPETENT = (AgencyKind.DEPARTMENT, AgencyKind.VERTICAL)


def versions(request: HttpRequest) -> Q | None:
    """Versions that a department of the administrator's specialty decides; communes' procedures are the province's."""
    own = own_agencies(request)
    if own is None:
        return None
    found = Agency.objects.filter(pk__in=own, kind__in=_COMPETENT).exclude(specialty="")
    return Q(
        definition__competence__kind="department",
        definition__competence__specialty__in=list(found.values_list("specialty", flat=True)),
    )


def may_publish(request: HttpRequest) -> bool:
    """Putting a version in or out of force is for those who keep the catalogue, not for an agency's administrator."""
    return bool(request.user.has_perm(CATALOGUE))
