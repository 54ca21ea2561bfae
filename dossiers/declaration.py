"""The declaration as paper: in the layout that its regulation issued, else the e-form with its answers in a list."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.utils import translation

from dossiers import declared, queries
from dossiers.letters import common_facts
from dossiers.models import Dossier
from portal.calendars.now import now
from portal.documents import drawing, store
from portal.documents.models import StoredFile
from portal.documents.signing import personal
from portal.web.show import local
from procedures import eform, printed
from procedures.definition import Definition
from procedures.queries import definition


def draw(dossier: Dossier) -> bytes:
    """The PDF of what the dossier says now: as the applicant signed it, else drawn (about a tenth of a second)."""
    if declared.asks_signature(dossier):
        paper = declared.standing(dossier).paper
        if paper is not None and paper.signed is not None:
            return store.read(paper.signed)
    return drawn(dossier)


@translation.override(settings.LANGUAGE_CODE)  # whatever language the page that asks is in
def drawn(dossier: Dossier) -> bytes:
    """The same without anybody's signature."""
    letter, facts = _told(dossier)
    return drawing.draw(f"letters/{letter}.html", facts)


@translation.override(settings.LANGUAGE_CODE)
def to_sign(dossier: Dossier) -> bytes:
    """The same with a list of every file handed in and its hash, so that the signature covers these too."""
    letter, facts = _told(dossier)
    files = [
        [item.title, page.file.pages, page.file.sha256]
        for item in queries.items_with_pages(dossier)
        for page in item.pages.all()
    ]
    return drawing.draw(f"letters/{letter}.html", facts | {"annex": files})


@translation.override(settings.LANGUAGE_CODE)
def kept(dossier: Dossier) -> StoredFile:
    """The same as a file for the archive, drawn once for the same words: when the dossier was accepted, as a rule."""
    letter, facts = _told(dossier)
    words = json.dumps([letter, facts], ensure_ascii=False, sort_keys=True, default=str)
    said = hashlib.sha256(words.encode()).hexdigest()
    return personal.kept(
        declared.subject_of(dossier), said, lambda: drawing.draw(f"letters/{letter}.html", facts)
    )


def _told(dossier: Dossier) -> tuple[str, dict[str, Any]]:
    """Which of the two letters it is, and everything that it says."""
    told = definition(dossier.version)
    facts = common_facts(dossier, told.form.title, dossier.submitted_at or now())
    agency = dossier.competent_agency.name if dossier.competent_agency else ""
    papers = [item.title for item in dossier.items.all()]
    facts |= {"title": told.form.title, "form_code": told.form.code, "addressee": agency}
    if told.form.layout is not None:
        return "printed_form", facts | _as_issued(told, dossier, agency, papers)
    facts |= {
        "sections": printed.sections(eform.shown(told, dossier.answers, official=True)),
        "papers": papers,
        "declared_at": dossier.submitted_at,
        "received_at": dossier.received_at,
    }
    return "declaration", facts


def _as_issued(told: Definition, dossier: Dossier, agency: str, papers: list[str]) -> dict[str, Any]:
    """The blocks of the issued form, the dossier's own marks in the margin only (QN-16.3đ)."""
    at = local(dossier.submitted_at or now()).date()
    around = printed.Around(
        agency=agency,
        place=_place(dossier),
        day=drawing.spelled_day(at),
        declarant=dossier.submitter.name,
        code=dossier.shown_code,
        papers=tuple(papers),
    )
    return printed.facts(told, dossier.answers, around)


def _place(dossier: Dossier) -> str:
    desk = dossier.receiving_agency
    return desk.place_name if desk else ""
