"""Papers of a counter dossier scanned in one go: sheets with a code between them say which pages are which paper."""

import logging
from collections.abc import Iterable
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from dossiers.models import AT_DESK, Dossier
from dossiers.permissions import DESK_DUTIES
from dossiers.services import papers
from dossiers.states import State
from portal.accounts.models import User
from portal.agencies.models import Officer
from portal.documents import drawing, separating, uploads
from portal.documents.models import StoredFile
from portal.web.refusals import StepRefused
from procedures.definition import PaperSpec

log = logging.getLogger(__name__)
_MARK = "TACH"
_QUIET_SECONDS = 5


def code_of(dossier: Dossier, paper_id: str) -> str:
    """What a separator sheet says."""
    return f"{_MARK}|{dossier.reference}|{paper_id}"


def read_code(text: str) -> tuple[str, str] | None:
    """(reference, paper) of a separator sheet; None for any other code."""
    parts = text.split("|")
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0] == _MARK else None


def sheets(dossier: Dossier, specs: Iterable[PaperSpec]) -> bytes:
    """One A4 sheet for each paper, to lay before it in the scanner."""
    facts = [{"title": spec.name, "code": code_of(dossier, spec.id)} for spec in specs]
    told = {"title": "Tờ phân cách", "papers": facts, "owner_name": dossier.owner.name}
    return drawing.draw("letters/separator.html", {**told, "procedure_name": dossier.procedure.name})


def reference_in(file: StoredFile) -> str:
    """Whose scan this is: the dossier that its first separator sheet names; empty when there is none."""
    found = (read_code(text) for page in separating.codes_of(file) for text in page)
    return next((one[0] for one in found if one), "")


def sort_in(*, dossier: Dossier, file: StoredFile, name: str) -> int:
    """Puts every part of a scan to its paper; the sheets themselves fall out. How many papers got pages.

    Raises StepRefused, and nothing has happened, when a sheet is of another dossier, pages stand before the first
    sheet, or there is none.
    """
    parts = _parts(dossier, separating.codes_of(file))
    for paper_id, pages in parts.items():
        papers.add_page(
            dossier=dossier, user=dossier.created_by, paper_id=paper_id,
            file=separating.part_of(file, pages), name=name,
        )  # fmt: skip
    return len(parts)


def take_folder(folder: Path, *, at: float) -> int:
    """Takes what scanners have put into SCAN_DIR/<code of the desk>/ and is no longer being written. How many.

    What cannot be sorted goes to "khong-nhan" beside its reason; nothing is thrown away unread.
    """
    taken = 0
    for path in sorted(folder.glob("*/*")):
        still_written = at - path.stat().st_mtime < _QUIET_SECONDS
        if not path.is_file() or path.name.startswith(".") or path.suffix == ".txt" or still_written:
            continue
        try:
            _take_scan(path)
            path.unlink()
            taken += 1
        except StepRefused as refusal:
            _set_aside(path, str(refusal))
    return taken


def _take_scan(path: Path) -> None:
    with path.open("rb") as content:
        upload = uploads.receive(
            _scanner(path.parent.name),
            "quet",
            UploadedFile(content, name=path.name, size=path.stat().st_size),
        )
    if upload.stored is None:
        raise StepRefused(upload.error or "Chưa nhận được tệp.")
    reference = reference_in(upload.stored)
    dossier = Dossier.objects.filter(
        reference=reference,
        state=State.DRAFT,
        channel__in=AT_DESK,
        receiving_agency__code=path.parent.name,
    ).first()
    if dossier is None:
        raise StepRefused("Không có hồ sơ đang tiếp nhận ở quầy này khớp với tờ phân cách.")
    sort_in(dossier=dossier, file=upload.stored, name=path.name)


def _scanner(code: str) -> User:
    """In whose name a desk's scanner brings files: its first officer's."""
    at_desk = Officer.objects.filter(agency__code=code, valid_to=None, duties__overlap=list(DESK_DUTIES))
    officer = at_desk.select_related("user").order_by("pk").first()
    if officer is None:
        raise StepRefused(f"Không có quầy nào mang mã {code}.")
    return officer.user


def _set_aside(path: Path, why: str) -> None:
    aside = path.parent / "khong-nhan"
    aside.mkdir(exist_ok=True)
    kept, number = aside / path.name, 1
    while kept.exists():  # scanners begin anew with the same name
        number += 1
        kept = aside / f"{path.stem}-{number}{path.suffix}"
    path.rename(kept)
    (aside / f"{kept.name}.txt").write_text(f"{why}\n", encoding="utf-8")
    log.warning("scan %s is not taken: %s", path, why)


def _parts(dossier: Dossier, pages: list[list[str]]) -> dict[str, list[int]]:
    parts: dict[str, list[int]] = {}
    current = ""
    for number, texts in enumerate(pages):
        sheet = next((one for text in texts if (one := read_code(text))), None)
        if sheet is None:
            if not current:
                raise StepRefused("Đầu tập quét chưa có tờ phân cách. Đặt tờ phân cách lên đầu rồi quét lại.")
            parts[current].append(number)
            continue
        if sheet[0] != dossier.reference:
            raise StepRefused(f"Trang {number + 1} là tờ phân cách của hồ sơ khác. Xem lại tập giấy.")
        if papers.asked_by_name(dossier, sheet[1]) is None:
            raise StepRefused(f"Trang {number + 1} là tờ phân cách của giấy không còn cần.")
        current = sheet[1]
        parts.setdefault(current, [])
    found = {paper_id: numbers for paper_id, numbers in parts.items() if numbers}
    if not found:
        raise StepRefused("Tập quét không có trang nào sau tờ phân cách.")
    return found
