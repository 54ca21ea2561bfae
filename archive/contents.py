"""What goes into the record of a closed dossier, in the order of HG-11.2: the desk's papers, then the agency's."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.storage import default_storage

from archive.bag import PIECE
from dossiers import declaration, journal
from dossiers.models import Dossier
from portal.documents.drawing import VARIANT
from portal.documents.models import StoredFile
from portal.web.show import local
from portal.web.text import fold

OWN = VARIANT.upper().replace("A-3U", "A-3u")  # what the portal draws
DESK, OFFICE = "1-bo-phan-mot-cua", "2-co-quan-giai-quyet"
_KINDS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


@dataclass
class Document:
    """One paper of the record: where it lies in the package, and what the metadata say of it."""

    path: str
    kind: str
    subject: str
    number: str = ""
    on: date | None = None
    organ: str = ""
    pages: int = 1
    autograph: str = ""
    signed: str = ""
    file: StoredFile | None = None
    content: bytes = b""
    turn: int = 0
    sha256: str = field(default="")
    format: str = ""  # PDF/A-…, of the file itself or of its copy
    as_is: str = ""  # why there is no PDF/A of it
    copy_path: str = ""
    copy_sha256: str = ""

    def pieces(self) -> Iterator[bytes]:
        """The bytes, a quarter of a megabyte at a time."""
        if self.file is None:
            yield self.content
            return
        with default_storage.open(self.file.path, "rb") as content:
            while piece := content.read(PIECE):
                yield piece


def documents(dossier: Dossier) -> Iterator[Document]:
    """The papers of this dossier in order: slips; declaration, papers handed in, results."""
    desk = dossier.receiving_agency.name if dossier.receiving_agency else ""
    office = dossier.competent_agency.name if dossier.competent_agency else desk
    for number, slip in enumerate(dossier.slips.select_related("file"), 1):
        if slip.file is not None:
            yield Document(
                _path(DESK, number, slip.get_kind_display(), slip.file), slip.get_kind_display(),
                f"{slip.get_kind_display()} {dossier.shown_code}", slip.number, local(slip.issued_at).date(), desk,
                slip.file.pages, file=slip.file,
            )  # fmt: skip
    yield Document(
        f"{OFFICE}/01-to-khai.pdf", "Tờ khai", f"Tờ khai của hồ sơ {dossier.shown_code}",
        on=local(dossier.submitted_at).date() if dossier.submitted_at else None,
        organ=dossier.owner_name, content=declaration.draw(dossier), format=OWN,
    )  # fmt: skip
    place = 1
    for item in dossier.items.prefetch_related("pages__file"):
        for page in item.pages.all():
            if page.removed_at is None:
                place += 1
                yield Document(
                    _path(OFFICE, place, item.title, page.file), "Giấy tờ nộp", item.title,
                    on=local(page.added_at).date(), organ=dossier.owner_name, pages=page.file.pages,
                    signed=_signed(page.file), file=page.file,
                    turn=page.rotation,
                )  # fmt: skip
    for result in dossier.results.select_related("file", "approved_by__user"):
        if result.file is not None and result.issued_on is not None:
            place += 1
            yield Document(
                _path(OFFICE, place, result.title, result.file), result.get_kind_display(), result.title,
                result.number, result.issued_on, office, result.file.pages,
                result.approved_by.user.full_name if result.approved_by else "", _signed(result.file), result.file,
            )  # fmt: skip


def journal_of(dossier: Dossier) -> bytes:
    """The journal with its chain: the words of each row as they were hashed, and the hash."""
    rows = [{"text": text, "hash": row.hash} for row, text in journal.told(dossier)]
    told: dict[str, Any] = {"reference": dossier.reference, "code": dossier.shown_code, "rows": rows}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _signed(file: StoredFile) -> str:
    return "; ".join(one.signer for one in file.signatures.all())


def _path(folder: str, number: int, words: str, file: StoredFile) -> str:
    """ASCII, short, in order: 1-bo-phan-mot-cua/01-giay-tiep-nhan.pdf"""
    plain = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in fold(words)).split())[:60]
    return f"{folder}/{number:02}-{plain or 'tai-lieu'}.{_KINDS.get(file.content_type, 'bin')}"
