"""What goes into the record of a closed dossier, in the order of HG-11.2: the desk's papers, then the agency's."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder

from archive.bag import PIECE
from dossiers import declaration, declared, journal
from dossiers.models import Dossier, ItemPage, Slip, SlipKind
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
    """The papers of this dossier in order (HG-11.2): slips and receipts of the desk; declaration, papers handed in,
    letters of the agency, what was found on the spot, results."""
    desk = dossier.receiving_agency.name if dossier.receiving_agency else ""
    office = dossier.competent_agency.name if dossier.competent_agency else desk
    slips = [one for one in dossier.slips.all() if one.file is not None]
    number = 0
    for slip in slips:
        if slip.kind not in _OF_THE_OFFICE:
            number += 1
            yield _slip(dossier, slip, DESK, number, desk)
    for taken in dossier.hand_overs.all():
        if taken.signature is not None:
            number += 1
            yield _plain(
                DESK, number, "Ký nhận kết quả", f"{taken.receiver} ký nhận", taken.signature, taken.at, desk
            )
    yield from _declarations(dossier)
    place = 1
    for item in dossier.items.all():
        for page in item.pages.all():
            if page.removed_at is None or _was_sent(dossier, page):
                place += 1
                words = item.title if page.removed_at is None else f"{item.title} (đã được thay)"
                paper = _plain(
                    OFFICE, place, "Giấy tờ nộp", words, page.file, page.added_at, dossier.owner_name
                )
                paper.turn = page.rotation
                yield paper
    for slip in slips:
        if slip.kind in _OF_THE_OFFICE:
            place += 1
            yield _slip(dossier, slip, OFFICE, place, office)
    for visit in dossier.visits.all():
        for photo in visit.photos.all():
            place += 1
            at = visit.held_at or visit.starts_at
            yield _plain(OFFICE, place, "Ảnh xác minh thực tế", visit.place, photo.file, at, office)
    for result in dossier.results.all():
        if result.file is not None and result.issued_on is not None:
            place += 1
            yield Document(
                _path(OFFICE, place, result.title, result.file), result.get_kind_display(), result.title,
                result.number, result.issued_on, office, result.file.pages,
                result.approved_by.user.full_name if result.approved_by else "", _signed(result.file), result.file,
            )  # fmt: skip


def _declarations(dossier: Dossier) -> Iterator[Document]:
    """What was declared: each sending as the applicant signed it, where the procedure asks for that; what stands at the
    end is first, drawn by us where nobody signed these very words."""
    sent = declared.sendings(dossier) if declared.asks_signature(dossier) else []
    now_signed = declared.standing(dossier).paper if sent else None
    last = next((one for one in sent if now_signed and one.paper.pk == now_signed.pk), None)
    words = f"Tờ khai của hồ sơ {dossier.shown_code}"
    if last is not None:
        yield _signed_declaration(dossier, last, f"{OFFICE}/01-to-khai.pdf", words)
    else:
        on = local(dossier.submitted_at).date() if dossier.submitted_at else None
        more = ", có phần đổi sau khi ký" if sent else ""
        file = declaration.kept(dossier)
        yield Document(
            f"{OFFICE}/01-to-khai.pdf", "Tờ khai", f"{words}{more}", on=on, organ=dossier.owner_name,
            pages=file.pages, file=file, format=OWN,
        )  # fmt: skip
    for number, one in enumerate(sent, 1):
        if one is not last:
            path = f"{OFFICE}/01-to-khai-gui-lan-{number}.pdf"
            yield _signed_declaration(dossier, one, path, f"{words}, bản ký gửi lần {number}")


def _signed_declaration(dossier: Dossier, one: declared.Sending, path: str, words: str) -> Document:
    file = one.paper.signed
    assert file is not None
    return Document(
        path, "Tờ khai", words, on=local(one.at).date(), organ=dossier.owner_name, pages=file.pages,
        signed=one.paper.signer, file=file,
    )  # fmt: skip


_OF_THE_OFFICE = {SlipKind.APOLOGY, SlipKind.STOP}


def _slip(dossier: Dossier, slip: Slip, folder: str, number: int, organ: str) -> Document:
    kind, file = slip.get_kind_display(), slip.file
    assert file is not None
    return Document(
        _path(folder, number, kind, file), kind, f"{kind} {dossier.shown_code}", slip.number,
        local(slip.issued_at).date(), organ, file.pages, signed=_signed(file), file=file,
    )  # fmt: skip


def _plain(
    folder: str, number: int, kind: str, words: str, file: StoredFile | None, at: datetime, organ: str
) -> Document:
    """A file that somebody brought or took: no number of its own."""
    assert file is not None
    return Document(
        _path(folder, number, words, file), kind, words, on=local(at).date(), organ=organ, pages=file.pages,
        signed=_signed(file), file=file,
    )  # fmt: skip


def _was_sent(dossier: Dossier, page: ItemPage) -> bool:
    """A page that was taken away only after the dossier had been sent: the office has read it."""
    return bool(
        dossier.submitted_at and page.removed_at and page.added_at <= dossier.submitted_at < page.removed_at
    )


def journal_of(dossier: Dossier) -> bytes:
    """The journal with its chain: the words of each row as they were hashed, and the hash."""
    rows = [
        {"text": text, "hash": row.hash} for row, text in journal.words_of(dossier, dossier.journal.all())
    ]
    told: dict[str, Any] = {"reference": dossier.reference, "code": dossier.shown_code, "rows": rows}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


_SUPPLEMENT = ("flagged", "mended", "reason", "legal_ground", "requested_at", "due_at", "answered_at")
_OPINION = ("title", "agency.name", "officer.user.full_name", "question", "note", "ended_at")
_VISIT = ("starts_at", "held_at", "place", "people", "agenda", "minutes", "came")
_TALK = ("author.full_name", "from_office", "text", "at")
_HAND_OVER = ("receiver", "receiver_number", "proxy", "signed_as", "at")


def data_of(dossier: Dossier) -> bytes:
    """What is no paper, in words of JSON: the answers, what was asked for and said, who took the result."""
    said = [task for task in dossier.tasks.all() if task.note or task.question]
    open_talk = [talk for talk in dossier.talks.all() if not talk.internal]
    told: dict[str, Any] = {
        "answers": dossier.answers,
        "supplements": _rows(dossier.supplements.all(), _SUPPLEMENT),
        "opinions": _rows(said, _OPINION),
        "visits": _rows(dossier.visits.all(), _VISIT),
        "talks": _rows(open_talk, _TALK),
        "hand_overs": _rows(dossier.hand_overs.all(), _HAND_OVER),
    }
    return json.dumps(told, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder).encode()


def _rows(rows: Iterable[Any], names: tuple[str, ...]) -> list[dict[str, Any]]:
    """The named values of each row; a value of a neighbour ("agency.name") is called agency__name."""
    return [{name.replace(".", "__"): _value(row, name) for name in names} for row in rows]


def _value(row: Any, name: str) -> Any:
    for part in name.split("."):
        row = getattr(row, part) if row is not None else None
    return row


def _signed(file: StoredFile) -> str:
    return "; ".join(one.signer for one in file.signatures.all())


def _path(folder: str, number: int, words: str, file: StoredFile) -> str:
    """ASCII, short, in order: 1-bo-phan-mot-cua/01-giay-tiep-nhan.pdf"""
    plain = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in fold(words)).split())[:60]
    return f"{folder}/{number:02}-{plain or 'tai-lieu'}.{_KINDS.get(file.content_type, 'bin')}"
