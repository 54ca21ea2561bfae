"""Which dossiers a caller may hear of: by code and last four digits, or by the telephone number they left."""

from django.db.models import QuerySet

from dossiers import queries
from dossiers.models import Call, CallOutcome, Dossier
from dossiers.permissions import DESK_DUTIES
from dossiers.states import State
from portal.agencies.models import AgencyKind, Officer
from portal.calendars.now import now
from portal.web.refusals import NotYours

MOST = 10
MOST_CALLS = 30


def answering_officer(officer: Officer) -> Officer:
    """Desk officers answer the telephone. Raises NotYours for others."""
    if not set(officer.duties) & set(DESK_DUTIES):
        raise NotYours("Màn hình tổng đài của cán bộ một cửa.")
    return officer


def by_phone(officer: Officer, phone: str) -> list[Dossier]:
    """The newest dossiers with this number: of the whole province for its centre, elsewhere of the own agency."""
    everything = officer.agency.kind == AgencyKind.PROVINCE_CENTRE
    among = Dossier.objects.exclude(state=State.DRAFT) if everything else queries.of_officer(officer)
    return list(_light(among.filter(contact_phone=phone).exclude(contact_phone="")).order_by("-id")[:MOST])


def one_by_phone(officer: Officer, phone: str, code: str) -> Dossier | None:
    """One of those, chosen by its code."""
    return next((one for one in by_phone(officer, phone) if one.shown_code == code), None)


def write_down(
    *, officer: Officer, phone: str, dossier: Dossier | None, question: str, answer: str, outcome: str
) -> Call:
    """The call, as it was; nothing is changed afterwards."""
    return Call.objects.create(
        officer=officer, at=now(), phone=phone, dossier=dossier, question=question[:500], answer=answer[:1000],
        outcome=CallOutcome(outcome),
    )  # fmt: skip


def calls_of(officer: Officer) -> list[Call]:
    """The officer's last calls, newest first."""
    rows = Call.objects.filter(officer=officer).select_related("dossier")
    return list(rows.defer("dossier__answers").order_by("-id")[:MOST_CALLS])


def _light(found: QuerySet[Dossier]) -> QuerySet[Dossier]:
    related = ("procedure", "version", "owner", "receiving_agency", "competent_agency", "holder_agency")
    return found.select_related(*related).defer("version__definition", "answers")
