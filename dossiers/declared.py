"""The declaration that a citizen signed: which words it stands for, and whether they are still those of the dossier."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from dossiers import queries
from dossiers.judged import facts_of
from dossiers.models import Channel, Delivery, Dossier
from portal.accounts.models import PartyKind
from portal.documents.models import PersonalPaper
from portal.documents.signing import personal
from portal.documents.signing.holders import only_digits
from procedures import eform
from procedures.queries import definition


@dataclass(frozen=True)
class Standing:
    """`paper`: the one with the words of now, when it was made; `old`: what was signed before other words came in."""

    paper: PersonalPaper | None
    old: PersonalPaper | None

    @property
    def signed(self) -> bool:
        return self.paper is not None and self.paper.signed_id is not None

    @property
    def file_of(self) -> PersonalPaper | None:
        """The signed paper to show: that of now, else the one before."""
        return self.paper if self.signed else self.old


def asks_signature(dossier: Dossier) -> bool:
    """Only on the net: whoever comes to a desk signs with a pen."""
    return dossier.channel == Channel.ONLINE and definition(dossier.version).form.signed


def subject_of(dossier: Dossier) -> str:
    return f"declaration:{dossier.reference}"


def standing(dossier: Dossier) -> Standing:
    """Two statements; ask only where `asks_signature`."""
    paper = personal.paper_of(subject_of(dossier), said(dossier))
    signed = paper is not None and paper.signed_id is not None
    return Standing(paper, None if signed else personal.signed_before(subject_of(dossier)))


@dataclass(frozen=True)
class Sending:
    """One time the applicant sent the dossier, and the declaration that they had signed for it."""

    at: datetime
    paper: PersonalPaper


def sendings(dossier: Dossier) -> list[Sending]:
    """Every signed declaration that was sent, first to last: as the journal tells it, whatever was changed since."""
    kept = {
        paper.signed.sha256: paper for paper in personal.signed_papers(subject_of(dossier)) if paper.signed
    }
    found: dict[str, Sending] = {}
    for row in dossier.journal.all():
        paper = kept.get(str(row.data.get("declaration", ""))) if row.verb in ("submit", "supply") else None
        if paper is not None and paper.signed is not None:
            found.setdefault(paper.signed.sha256, Sending(row.at, paper))
    return list(found.values())


def said(dossier: Dossier) -> str:
    """The hash of what the declaration says: the version, who declares, their answers, the papers handed in with every
    file of theirs.

    What officers answer and what is computed is not theirs to sign.
    """
    told = definition(dossier.version)
    ours = {key for key, one in told.by_id.items() if one.officer_only or one.kind == "computed"}
    counting = eform.effective(told, dossier.answers, facts_of(dossier))
    answers = {key: value for key, value in counting.items() if key not in ours and not key.startswith("_")}
    papers = sorted(
        [item.paper_id, [page.file.sha256 for page in item.pages.all()]]
        for item in queries.items_with_pages(dossier)
        if item.delivery == Delivery.COUNTER or item.pages.all()
    )
    words = [dossier.version.sha256, dossier.submitter_id, dossier.owner_id, answers, papers]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def numbers_of(dossier: Dossier) -> list[str]:
    """Whose certificate may sign: the person who files, or the organisation for which they file."""
    known = [dossier.submitter.id_number or dossier.submitter.tax_code]
    if dossier.owner.kind == PartyKind.ORGANISATION:
        known.append(dossier.owner.tax_code)
    return [only_digits(number) for number in dict.fromkeys(known) if number]
