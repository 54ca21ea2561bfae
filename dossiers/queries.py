"""The doors: you get a dossier only through the one that checks who you are (promise P8)."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.functions import JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404

from dossiers.codes import read_code
from dossiers.models import AnswerMark, Dossier, DossierItem, DossierResult, ItemPage, Slip, Talk, Task
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
    touched = Exists(Task.objects.filter(dossier=OuterRef("pk"), agency__in=agencies))
    return sent.filter(Q(receiving_agency__in=agencies) | Q(competent_agency__in=agencies) | touched)


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


def items_with_pages(dossier: Dossier) -> list[DossierItem]:
    """The papers of a dossier with their living pages and the files of these, in two statements."""
    living = ItemPage.objects.filter(removed_at=None).select_related("file").order_by("position", "id")
    return list(dossier.items.select_related("pdf").prefetch_related(Prefetch("pages", living)))


def issued_result(key: str) -> DossierResult | None:
    """A result that was issued, by the key of its QR; also one revoked since. Anybody may ask."""
    return (
        DossierResult.objects.select_related(
            "dossier__procedure", "dossier__competent_agency", "dossier__owner"
        )
        .filter(verify_key=key, issued_on__isnull=False)
        .first()
    )


def page_of(dossier: Dossier, page_id: int) -> ItemPage:
    """One living page of a dossier that was itself reached through its door. Raises Http404."""
    found = ItemPage.objects.filter(pk=page_id, item__dossier=dossier, removed_at=None)
    return get_object_or_404(found.select_related("file", "item"))


def with_papers(dossier: Dossier) -> Dossier:
    """Puts the papers, their pages and files on the dossier, in two statements."""
    pages = ItemPage.objects.filter(removed_at=None).select_related("file").order_by("position", "id")
    papers = DossierItem.objects.order_by("position", "id").prefetch_related(Prefetch("pages", pages))
    prefetch_related_objects([dossier], Prefetch("items", papers))
    return dossier


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies beside a dossier on the desk, small and read together."""

    marks: dict[str, str]
    slips: list[dict[str, Any]]
    results: list[dict[str, Any]]
    talks: int


def beside(dossier: Dossier) -> Beside:
    """Findings about answers, slips, living results, the number of messages: one statement."""
    here = {"dossier": OuterRef("pk")}
    marks = AnswerMark.objects.filter(**here).values(row=JSONObject(id="question_id", note="note"))
    slips = Slip.objects.filter(**here).order_by("id")
    results = DossierResult.objects.filter(**here, revoked_at=None).order_by("id")
    talks = Talk.objects.filter(**here).values("dossier").annotate(n=Count("pk")).values("n")
    row = Dossier.objects.filter(pk=dossier.pk).values_list(
        ArraySubquery(marks),
        ArraySubquery(slips.values(row=JSONObject(pk="pk", kind="kind", number="number", at="issued_at"))),
        ArraySubquery(
            results.values(
                row=JSONObject(
                    pk="pk", title="title", number="number", issued_on="issued_on", approved_at="approved_at"
                )
            )
        ),
        Subquery(talks),
    )
    found, papers, made, said = row.get()
    return Beside({mark["id"]: mark["note"] for mark in found}, papers, made, said or 0)


def _one(among: QuerySet[Dossier], code: str) -> Dossier:
    found = _by_code(among.select_related(*_SHOWN), code).first()
    if found is None:
        raise Http404("Không có hồ sơ này.")
    return found


def _by_code(among: QuerySet[Dossier], code: str) -> QuerySet[Dossier]:
    read = read_code(code)
    return among.filter(reference=read) if read.startswith("T-") else among.filter(code=read)
