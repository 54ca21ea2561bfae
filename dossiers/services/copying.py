"""Paper made from the electronic papers of a dossier, and what its journal says of copies (NĐ 45/2020 Đ10, Đ18)."""

from dataclasses import dataclass
from datetime import date

from dossiers.models import Dossier, DossierResult
from dossiers.permissions import why_not_convert, why_not_prepare_copy
from dossiers.services._step import step
from dossiers.services.vaulting import source_of
from dossiers.signing import under_the_pen
from portal.agencies.models import Officer
from portal.copies import certifying, services
from portal.copies.certifying import Original
from portal.copies.hooks import Done
from portal.copies.models import Conversion, ElectronicCopy
from portal.documents.models import StoredFile
from portal.web.refusals import StepRefused

RESULT = "result"


@dataclass(frozen=True)
class Source:
    """One electronic paper of a dossier that can be put on paper."""

    name: str
    title: str
    file: StoredFile
    subject: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None


def sources(dossier: Dossier) -> list[Source]:
    """The issued result and the papers that came in as files, in that order."""
    found: list[Source] = []
    result = dossier.results.filter(revoked_at=None, issued_on__isnull=False).select_related("file").first()
    if result is not None and result.file is not None:
        found.append(_of_result(dossier, result, result.file))
    for item in dossier.items.exclude(pdf=None).select_related("pdf"):
        assert item.pdf is not None
        found.append(
            Source(item.paper_id, item.title, item.pdf, f"paper:{dossier.reference}:{item.paper_id}")
        )
    return found


def _of_result(dossier: Dossier, result: DossierResult, file: StoredFile) -> Source:
    issuer = dossier.competent_agency.name if dossier.competent_agency else ""
    return Source(RESULT, result.title, file, source_of(result), result.number, issuer, result.issued_on)


def convert_to_paper(
    *, dossier: Dossier, officer: Officer, name: str, purpose: str = "", seen: int | None = None
) -> Conversion:
    """Puts one electronic paper of the dossier on paper and enters it into the book. Raises StepRefused."""
    data = {"paper": name}
    with step(dossier, "convert_to_paper", by=officer.user, officer=officer, data=data, seen=seen) as locked:
        if refusal := why_not_convert(officer, locked):
            raise StepRefused(refusal)
        source = next((one for one in sources(locked) if one.name == name), None)
        if source is None:
            raise StepRefused("Chọn giấy tờ điện tử cần chuyển đổi.")
        if source.name == RESULT and _still_to_be_stamped(locked):
            raise StepRefused("Bản kết quả còn đang được đóng dấu điện tử. Thử lại sau ít phút.")
        made = services.convert(
            officer=officer, source=source.file, subject=source.subject, title=source.title,
            paper_number=source.number, issuer=source.issuer, issued_on=source.issued_on,
            owner=locked.owner_name or locked.owner.name, about=locked.shown_code, purpose=purpose,
        )  # fmt: skip
        data |= {"title": made.title, "serial": made.serial}
    return made


def _still_to_be_stamped(dossier: Dossier) -> bool:
    result = dossier.results.filter(revoked_at=None).first()
    return result is not None and under_the_pen(result) is not None


def prepare_copy(
    *, dossier: Dossier, officer: Officer, kind: str, original: Original, scan: StoredFile, compared: bool,
    seen: int | None = None,
) -> ElectronicCopy:  # fmt: skip
    """A scan, compared with its original or register, goes to the leader to be certified. Raises StepRefused."""
    data = {"title": original.title, "kind": kind}
    with step(dossier, "prepare_copy", by=officer.user, officer=officer, data=data, seen=seen) as locked:
        if refusal := why_not_prepare_copy(officer, locked):
            raise StepRefused(refusal)
        agency = locked.competent_agency
        if agency is None:
            raise StepRefused("Hồ sơ chưa có cơ quan giải quyết.")
        return certifying.prepare(
            officer=officer, agency=agency, party=locked.owner, about=locked.shown_code, kind=kind,
            original=original, scan=scan, compared=compared,
        )  # fmt: skip


def note_done(done: Done) -> None:
    """What was done with a copy of this dossier's papers stands in its journal."""
    dossier = Dossier.objects.filter(code=done.about).first() if done.about else None
    if dossier is None:
        return
    with step(
        dossier, done.verb, by=done.officer.user, officer=done.officer, note=done.note, data=dict(done.data)
    ):
        pass
