"""The doors: you get a dossier only through the one that checks who you are (promise P8)."""

from django.db.models import Q, QuerySet
from django.http import Http404

from dossiers.codes import read_code
from dossiers.models import Dossier, DossierResult, Task
from dossiers.states import State
from portal.accounts.models import User
from portal.agencies.duties import acting_duties
from portal.agencies.models import Duty, Officer
from portal.web.text import digits

_SHOWN = (
    "procedure",
    "procedure__field",
    "version",
    "owner",
    "submitter",
    "receiving_agency",
    "competent_agency",
    "holder_agency",
    "holder_officer__user",
)


def for_applicant(user: User, code: str) -> Dossier:
    """A dossier of one's own, by code or temporary reference; any other does not exist. Raises Http404."""
    return _one(of_applicant(user), code)


def of_applicant(user: User) -> QuerySet[Dossier]:
    """Everything a person filed or owns, newest first."""
    party = getattr(user, "party", None)
    mine = Q(created_by=user) & ~Q(channel="in_person")
    if party is not None:
        mine |= Q(owner=party) | Q(submitter=party)
    return Dossier.objects.filter(mine).order_by("-id")


def for_officer(officer: Officer, code: str) -> Dossier:
    """A dossier that the officer's agency receives, decides or has a step in. Raises Http404."""
    return _one(of_officer(officer), code)


def of_officer(officer: Officer) -> QuerySet[Dossier]:
    """What an officer may see: sent dossiers of the agencies they act for, also as a step's agency."""
    agencies = {agency_id for agency_id, _ in acting_duties(officer)}
    sent = Dossier.objects.exclude(state=State.DRAFT)
    if officer.has(Duty.PROVINCE_LEADER):
        return sent
    if not agencies or not set(officer.duties) - {Duty.SECURITY_AUDITOR, Duty.SYSTEM_ADMIN}:
        return sent.none()
    touched = Task.objects.filter(agency__in=agencies).values("dossier")
    return sent.filter(
        Q(receiving_agency__in=agencies) | Q(competent_agency__in=agencies) | Q(pk__in=touched)
    )


def counter_draft(officer: Officer, code: str) -> Dossier:
    """A paper dossier being taken in at the officer's own desk, not yet entered. Raises Http404."""
    mine = Dossier.objects.filter(state=State.DRAFT, channel="in_person", receiving_agency=officer.agency_id)
    return _one(mine, code)


def for_public(code: str, last_four: str) -> Dossier | None:
    """Whoever has the code and the last four digits of the id or telephone number; None for any mismatch."""
    four = digits(last_four)
    if len(four) != 4:
        return None
    found = _by_code(Dossier.objects.exclude(state=State.DRAFT).select_related(*_SHOWN), code).first()
    if found is None:
        return None
    known = (digits(found.owner_number)[-4:], digits(found.contact_phone)[-4:])
    return found if four in known else None


def issued_result(key: str) -> DossierResult | None:
    """A result that was issued, by the key of its QR; also one revoked since. Anybody may ask."""
    return (
        DossierResult.objects.select_related(
            "dossier__procedure", "dossier__competent_agency", "dossier__owner"
        )
        .filter(verify_key=key, issued_on__isnull=False)
        .first()
    )


def _one(among: QuerySet[Dossier], code: str) -> Dossier:
    found = _by_code(among.select_related(*_SHOWN), code).first()
    if found is None:
        raise Http404("Không có hồ sơ này.")
    return found


def _by_code(among: QuerySet[Dossier], code: str) -> QuerySet[Dossier]:
    read = read_code(code)
    return among.filter(reference=read) if read.startswith("T-") else among.filter(code=read)
