"""What the portal knows of a paper that somebody brings: a result, paper made from one, an electronic copy (P13)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from dossiers import queries
from dossiers.models import DossierResult
from portal.copies import queries as copies
from portal.copies.models import Conversion, ElectronicCopy
from portal.documents import store
from portal.documents.models import FileSignature, StoredFile
from portal.documents.signing import looking


@dataclass(frozen=True)
class Checked:
    """One answer. state: genuine, revoked, changed, signed, broken or unknown; kind: what the paper is.

    original is the state of the electronic paper behind a conversion. Owner's data are for officers alone.
    """

    state: str
    kind: str = ""
    title: str = ""
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    owner: str = ""
    party_id: int | None = None
    about: str = ""
    key: str = ""
    file: StoredFile | None = None
    revoked_at: datetime | None = None
    revoked_for: str = ""
    conversion: Conversion | None = None
    copy: ElectronicCopy | None = None
    result: DossierResult | None = None
    signatures: list[FileSignature] = field(default_factory=list)
    by_file: bool = False
    newer: DossierResult | None = None  # what was issued in its place


def by_key(key: str) -> Checked | None:
    """The paper with this key in its QR; None when there is none."""
    if (result := queries.issued_result(key)) is not None:
        return of_result(result)
    if (conversion := copies.conversion_by_key(key)) is not None:
        return of_conversion(conversion)
    if (copy := copies.copy_by_key(key)) is not None:
        return of_copy(copy)
    return None


def by_file(path: str) -> Checked:
    """The paper that these bytes are, or say they are. Raises bounded.JobFailed when it is no PDF."""
    sha256, _size = store.digest(Path(path))
    if (result := queries.issued_as(sha256)) is not None:
        return of_result(result, by_file=True)
    if (copy := copies.copy_issued_as(sha256)) is not None:
        return of_copy(copy, by_file=True)
    told = looking.look_at(Path(path))
    signed: list[FileSignature] = told["signatures"]
    known = next((found for key in told["keys"] if (found := by_key(key))), None)
    if known is not None:
        return Checked(**{**known.__dict__, "state": "changed", "signatures": signed, "by_file": True})
    if signed:
        state = "signed" if all(one.good for one in signed) else "broken"
        return Checked(state, signatures=signed, by_file=True)
    return Checked("unknown", by_file=True)


def of_result(result: DossierResult, *, by_file: bool = False) -> Checked:
    dossier = result.dossier
    return Checked(
        "revoked" if result.revoked_at else "genuine", "result", result.title, result.number,
        dossier.competent_agency.name if dossier.competent_agency else "", result.issued_on,
        dossier.owner_name or dossier.owner.name, dossier.owner_id, dossier.shown_code, result.verify_key,
        result.file, result.revoked_at, result.revoked_for, result=result,
        signatures=list(result.file.signatures.all()) if result.file else [], by_file=by_file,
        newer=queries.in_place_of(result) if result.revoked_at else None,
    )  # fmt: skip


def of_conversion(conversion: Conversion) -> Checked:
    """Paper is worth what the electronic paper behind it is worth today (NĐ 45/2020 Đ18)."""
    behind = (
        queries.issued_result(conversion.subject.removeprefix("result:"))
        if conversion.subject.startswith("result:")
        else None
    )
    return Checked(
        "revoked" if behind is not None and behind.revoked_at else "genuine", "conversion", conversion.title,
        conversion.paper_number, conversion.issuer, conversion.issued_on, conversion.owner,
        behind.dossier.owner_id if behind else None, conversion.about, conversion.key, conversion.source,
        behind.revoked_at if behind else None, behind.revoked_for if behind else "", conversion=conversion,
        newer=queries.in_place_of(behind) if behind is not None and behind.revoked_at else None,
        result=behind, signatures=list(conversion.source.signatures.all()),
    )  # fmt: skip


def of_copy(copy: ElectronicCopy, *, by_file: bool = False) -> Checked:
    return Checked(
        "revoked" if copy.revoked_at else "genuine", "copy", copy.title, copy.serial, copy.agency.name,
        copy.issued_at.date() if copy.issued_at else None, copy.party.name, copy.party_id, copy.about, copy.key,
        copy.file, copy.revoked_at, copy.revoked_for, copy=copy,
        signatures=list(copy.file.signatures.all()) if copy.file else [], by_file=by_file,
    )  # fmt: skip
