"""The doors: you get a dossier only through the one that checks who you are (promise P8)."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404

from dossiers.codes import read_code
from dossiers.laid import items_with_pages as items_with_pages
from dossiers.laid import with_items as with_items
from dossiers.laid import with_papers as with_papers
from dossiers.models import (
    AT_DESK,
    AnswerMark,
    Apology,
    ClockStop,
    Dossier,
    DossierResult,
    ItemPage,
    JournalEntry,
    Redating,
    Slip,
    Talk,
    Task,
)
from dossiers.models.dossier import FILED_FOR_ANOTHER
from dossiers.permissions import only_brings
from dossiers.states import OPEN, State
from payments.models import Charge
from portal.accounts.models import Party, User
from portal.agencies.duties import acting_duties, divisions_led
from portal.agencies.models import Duty, Officer
from portal.agencies.queries import predecessors
from portal.vault import members
from portal.web.ready import Ready
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
_BULKY = ("version__definition", "procedure__search_fold", "procedure__keywords")

# Whoever has nothing but these opens no dossier of the desk and reads no list of them.
BLIND_DUTIES = {Duty.SECURITY_AUDITOR, Duty.SYSTEM_ADMIN, Duty.POSTAL_AGENT}


def for_applicant(user: User, code: str) -> Dossier:
    """A dossier of one's own, by code or temporary reference; any other does not exist. Raises Http404."""
    named, party = read_code(code), getattr(user, "party", None)
    own = _own(named.startswith("T-"), party is not None)
    return _there(own.first(code=named, user=user.pk, party=party.pk if party else 0))


@cache
def _own(by_reference: bool, has_party: bool) -> Ready[Dossier]:
    def named(code: str, user: int, party: int) -> QuerySet[Dossier]:
        exact = Q(reference=code) if by_reference else Q(code=code)
        return _light(Dossier.objects.filter(_whose(user, party if has_party else None), exact))

    return Ready(named, code=str, user=int, party=int)


def of_applicant(user: User) -> QuerySet[Dossier]:
    """Everything a person filed or owns, newest first."""
    party = getattr(user, "party", None)
    return Dossier.objects.filter(_whose(user.pk, party.pk if party else None)).order_by("-id")


def sent_of(party: Party, most: int) -> int:
    """How many dossiers a person has sent, counted to `most`."""
    return Dossier.objects.filter(owner=party, submitted_at__isnull=False).order_by()[:most].count()


def _whose(user: int, party: int | None) -> Q:
    """What they filed (not any more for an organisation they have left), own, or see as a member of its owner."""
    mine = Q(created_by_id=user) & ~Q(channel__in=AT_DESK) & ~members.left("submitter_id", user)
    mine |= members.belongs("owner_id", user) | members.belongs("submitter_id", user) & FILED_FOR_ANOTHER
    if party is None:
        return mine
    return mine | Q(owner_id=party) | Q(submitter_id=party) & FILED_FOR_ANOTHER


def for_officer(officer: Officer, code: str) -> Dossier:
    """A dossier that the officer's agency receives, decides or has a step in. Raises Http404."""
    named = read_code(code)
    agencies = sorted({agency_id for agency_id, _ in acting_duties(officer)})
    if officer.has(Duty.PROVINCE_LEADER) or len(agencies) != 1 or not _sees_dossiers(officer):
        return _one(of_officer(officer), code)
    found = _at_one_agency(named.startswith("T-")).first(code=named, agency=agencies[0])
    return found or _of_others(officer, code)


def _of_others(officer: Officer, code: str) -> Dossier:
    """A dossier of an agency whose place the officer's own has taken, or of a division below its head. Or Http404."""
    others = predecessors({agency_id for agency_id, _ in acting_duties(officer)}) | set(
        divisions_led(officer)
    )
    if not others or not _sees_dossiers(officer):
        raise Http404
    return _one(of_agencies(sorted(others)), code)


@cache
def _at_one_agency(by_reference: bool) -> Ready[Dossier]:
    """The door of nearly every officer, who acts for one agency."""

    def named(code: str, agency: int) -> QuerySet[Dossier]:
        exact = Q(reference=code) if by_reference else Q(code=code)
        return _light(of_agencies([agency]).filter(exact))

    return Ready(named, code=str, agency=int)


def ended_by_number(officer: Officer, number: str, most: int) -> list[Dossier]:
    """The ended dossiers in scope of the person or organisation with this number, the newest first."""
    agencies = sorted({agency_id for agency_id, _ in acting_duties(officer)})
    if officer.has(Duty.PROVINCE_LEADER) or len(agencies) != 1 or not _sees_dossiers(officer):
        return list(_ended_with(of_officer(officer), number)[:most])
    return _ended_at_one_agency(most).all(number=number, agency=agencies[0])


@cache
def _ended_at_one_agency(most: int) -> Ready[Dossier]:
    def named(number: str, agency: int) -> QuerySet[Dossier]:
        return _ended_with(of_agencies([agency]), number)[:most]

    return Ready(named, number=str, agency=int)


def _ended_with(among: QuerySet[Dossier], number: str) -> QuerySet[Dossier]:
    found = among.filter(owner_number=number).exclude(state__in=OPEN)
    shown = ("code", "reference", "owner_name", "state", "ended_at", "procedure__name")
    return found.select_related("procedure").only(*shown).order_by("-id")


def of_officer(officer: Officer) -> QuerySet[Dossier]:
    """What an officer may see: sent dossiers of the agencies they act for, also as a step's agency; the head of an
    agency sees those of its divisions."""
    agencies = {agency_id for agency_id, _ in acting_duties(officer)}
    sent = Dossier.objects.exclude(state=State.DRAFT)
    if officer.has(Duty.PROVINCE_LEADER):
        return sent
    if not agencies or not _sees_dossiers(officer):
        return sent.none()
    return of_agencies(sorted(agencies.union(divisions_led(officer))))


def _sees_dossiers(officer: Officer) -> bool:
    return bool(set(officer.duties) - BLIND_DUTIES)


def of_agencies(agencies: list[int]) -> QuerySet[Dossier]:
    """Sent dossiers that one of these agencies receives, decides or has a step in."""
    touched = Exists(Task.objects.filter(dossier=OuterRef("pk"), agency__in=agencies))
    return Dossier.objects.exclude(state=State.DRAFT).filter(
        Q(receiving_agency__in=agencies) | Q(competent_agency__in=agencies) | touched
    )


def counter_draft(officer: Officer, code: str) -> Dossier:
    """A paper dossier being taken in at the officer's own desk, not yet entered; an agent of the post reaches
    only what they began themselves. Raises Http404."""
    mine = Dossier.objects.filter(state=State.DRAFT, channel__in=AT_DESK, receiving_agency=officer.agency_id)
    return _one(mine.filter(created_by=officer.user_id) if only_brings(officer) else mine, code)


def for_public(code: str, last_four: str) -> Dossier | None:
    """Whoever has the code and the last four digits of the id or telephone number; None for any mismatch."""
    four = digits(last_four)
    if len(four) != 4:
        return None
    named = read_code(code)
    found = _public(named.startswith("T-")).first(code=named)
    if found is None:
        return None
    known = (digits(found.owner_number)[-4:], digits(found.contact_phone)[-4:])
    return found if four in known else None


@cache
def _public(by_reference: bool) -> Ready[Dossier]:
    def named(code: str) -> QuerySet[Dossier]:
        exact = Q(reference=code) if by_reference else Q(code=code)
        return _light(Dossier.objects.filter(exact).exclude(state=State.DRAFT))

    return Ready(named, code=str)


def open_tasks(dossier: Dossier) -> list[Task]:
    """The open tasks, the leading one first; each knows its dossier without asking again."""
    found = _open.all(dossier=dossier.pk)
    for task in found:
        task.dossier = dossier
    return found


def _open_of(dossier: int) -> QuerySet[Task]:
    opened = Task.objects.filter(dossier_id=dossier, ended_at=None)
    return opened.select_related("agency", "officer__user").order_by("-is_lead", "due_at", "id")


_open = Ready(_open_of, dossier=int)


def journal_of(dossier: Dossier) -> list[JournalEntry]:
    """The journal from its first row on."""
    return _journal.all(pk=dossier.pk)


_journal = Ready(lambda pk: JournalEntry.objects.filter(dossier_id=pk).order_by("number"), pk=int)


def issued_result(key: str) -> DossierResult | None:
    """A result that was issued, by the key of its QR; also one revoked since. Anybody may ask."""
    return (
        DossierResult.objects.select_related(
            "dossier__procedure", "dossier__competent_agency", "dossier__owner", "file"
        )
        .filter(verify_key=key, issued_on__isnull=False)
        .first()
    )


def in_place_of(result: DossierResult) -> DossierResult | None:
    """The issued result that stands today in place of this recalled one; None where none was given."""
    later = DossierResult.objects.filter(dossier_id=result.dossier_id, pk__gt=result.pk, revoked_at=None)
    return later.filter(replaces__isnull=False, issued_on__isnull=False).first()


def issued_as(sha256: str) -> DossierResult | None:
    """A result that went out as exactly these bytes; also one recalled since. Anybody may ask."""
    found = DossierResult.objects.select_related(
        "dossier__procedure", "dossier__competent_agency", "dossier__owner", "file"
    )
    return found.filter(file__sha256=sha256, issued_on__isnull=False).first()


_PER_PAGE = 30


def published_apologies(after: int | None = None) -> list[Apology]:
    """A page of approved apologies, the newest first; one more than is shown tells that others follow."""
    found = Apology.objects.filter(approved_at__isnull=False, dossier__is_test=False)
    if after is not None:
        last = Apology.objects.filter(pk=after).values_list("approved_at", flat=True).first()
        found = found.filter(Q(approved_at__lt=last) | Q(approved_at=last, pk__lt=after)) if last else found
    shown = ("dossier__procedure", "dossier__competent_agency")
    return list(
        found.select_related(*shown)
        .defer("dossier__answers", "dossier__procedure__search_fold", "dossier__procedure__keywords")
        .order_by("-approved_at", "-pk")[: _PER_PAGE + 1]
    )


def published_apology(pk: int) -> Apology:
    """One of them. Raises Http404."""
    found = Apology.objects.filter(approved_at__isnull=False, dossier__is_test=False)
    shown = ("dossier__procedure", "dossier__competent_agency", "approved_by__user")
    return get_object_or_404(found.select_related(*shown).defer("dossier__answers"), pk=pk)


def clock_stops(most: int = 30) -> list[ClockStop]:
    """The hours struck out for everybody, the newest first."""
    return list(ClockStop.objects.select_related("agency", "set_by").order_by("-pk")[:most])


def passages(most: int = 10) -> list[Redating]:
    """The last passages of re-dating."""
    return list(Redating.objects.order_by("-pk")[:most])


def page_of(dossier: Dossier, page_id: int) -> ItemPage:
    """One living page of a dossier that was itself reached through its door. Raises Http404."""
    found = ItemPage.objects.filter(pk=page_id, item__dossier=dossier, removed_at=None)
    return get_object_or_404(found.select_related("file", "item"))


def living_result(dossier: Dossier) -> DossierResult | None:
    """The result that was drafted or issued and not recalled since, with its file."""
    found = _living_result.first(dossier=dossier.pk)
    if found is not None:
        found.dossier = dossier
    return found


def _result_of(dossier: int) -> QuerySet[DossierResult]:
    living = DossierResult.objects.filter(dossier_id=dossier, revoked_at=None)
    return living.select_related("file").order_by("id")[:1]


_living_result = Ready(_result_of, dossier=int)


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies beside a dossier on the desk, small and read together."""

    marks: dict[str, str]
    slips: list[dict[str, Any]]
    results: list[dict[str, Any]]
    talks: int
    owed: list[str]


def beside(dossier: Dossier) -> Beside:
    """Findings about answers, slips, living results, number of messages, when unpaid money is due: one statement."""
    row: Any = _beside.first(pk=dossier.pk)
    marks = {mark["id"]: mark["note"] for mark in row.found_marks}
    return Beside(marks, row.found_slips, row.found_results, row.said or 0, row.owed)


# An exemption that nobody has looked at comes before the money.
_DUE = Case(When(claim__state="pending", then=Value("claim")), default="timing")


def _beside_of(pk: int) -> QuerySet[Dossier]:
    here = {"dossier": OuterRef("pk")}
    marks = AnswerMark.objects.filter(**here).values(row=JSONObject(id="question_id", note="note"))
    slips = Slip.objects.filter(**here).order_by("id")
    results = DossierResult.objects.filter(**here, revoked_at=None).order_by("id")
    talks = Talk.objects.filter(**here).values("dossier").annotate(n=Count("pk")).values("n")
    unpaid = Charge.objects.filter(subject=OuterRef("reference"), settled_at=None, cancelled_at=None)
    return (
        Dossier.objects.filter(pk=pk)
        .only("pk")
        .annotate(
            found_marks=ArraySubquery(marks),
            found_slips=ArraySubquery(
                slips.values(row=JSONObject(pk="pk", kind="kind", number="number", at="issued_at"))
            ),
            found_results=ArraySubquery(
                results.values(
                    row=JSONObject(
                        pk="pk",
                        title="title",
                        number="number",
                        issued_on="issued_on",
                        approved_at="approved_at",
                    )
                )
            ),
            said=Subquery(talks),
            owed=ArraySubquery(unpaid.order_by("id").values(due=_DUE)),
        )
    )


_beside = Ready(_beside_of, pk=int)


def _one(among: QuerySet[Dossier], code: str) -> Dossier:
    return _there(_by_code(_light(among), code).first())


def _there(found: Dossier | None) -> Dossier:
    if found is None:
        raise Http404("Không có hồ sơ này.")
    return found


def _light(among: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """With all that pages show of a dossier, without the bulky columns that they do not."""
    return among.select_related(*_SHOWN).defer(*_BULKY)


def _by_code(among: QuerySet[Dossier], code: str) -> QuerySet[Dossier]:
    read = read_code(code)
    return among.filter(reference=read) if read.startswith("T-") else among.filter(code=read)
