"""What people sign at a desk: drawn on the screen, the name typed and confirmed, or on paper; always kept as a file."""

import io
import itertools
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.documents import pdf, store, uploads
from portal.documents.drawing import draw
from portal.documents.models import StoredFile
from portal.visits.models import Signature, SignedHow, Signing
from portal.web.refusals import StepRefused
from portal.web.text import clean

WIDTH, HEIGHT = 600, 200
MOST_POINTS = 6000
_LEAST_INK = 60
_INK = "#12206b"


@dataclass(frozen=True)
class Given:
    """What the page sent: strokes ("x,y x,y;x,y …" within 600 × 200), the name typed and ticked, or a scanned paper."""

    drawn: str = ""
    ticked: bool = False
    paper: "UploadedFile[bytes] | None" = None


def sign(
    *, subject: str, purpose: str, name: str, given: Given, officer: Officer, words: str = ""
) -> Signature:
    """Keeps a signature: a drawn one as a picture, a typed one as a sheet that says what was confirmed (`words`),
    a paper as scanned. Nothing given means signed on a paper that lies with the office. Raises StepRefused.
    """
    name = clean(name)[:300]
    if not name:
        raise StepRefused("Nhập họ tên người ký.")
    how, file = _kept(subject, purpose, name, given, officer, words)
    return Signature.objects.create(
        subject=subject[:60], purpose=purpose, name=name, how=how, file=file, officer=officer, at=now()
    )


def of(subject: str, purpose: str = "") -> list[Signature]:
    """What was signed for this, the oldest first."""
    found = Signature.objects.select_related("file", "officer__user").filter(subject=subject)
    return list(found.filter(purpose=purpose) if purpose else found)


def _kept(
    subject: str, purpose: str, name: str, given: Given, officer: Officer, words: str
) -> tuple[str, StoredFile | None]:
    if given.drawn:
        return SignedHow.DRAWN, store.keep_bytes(picture(given.drawn), content_type="image/png")
    if given.paper is not None:
        return SignedHow.PAPER, _scanned(subject, given.paper, officer)
    if given.ticked:
        return SignedHow.TYPED, pdf.store(_sheet(subject, purpose, name, officer, words))
    return SignedHow.PAPER, None


def picture(drawn: str) -> bytes:
    """The strokes as a PNG. Raises StepRefused for what is no signature: too short, out of bounds, not numbers."""
    from PIL import Image, ImageDraw  # heavy: only when somebody signs

    strokes = _strokes(drawn)
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(image)
    for stroke in strokes:
        pen.line(stroke, fill=_INK, width=4, joint="curve")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _strokes(drawn: str) -> list[list[tuple[float, float]]]:
    wrong = StepRefused("Chữ ký chưa đọc được. Ký lại, hoặc gõ tên và xác nhận.")
    if len(drawn) > MOST_POINTS * 12:
        raise wrong
    try:
        strokes = [
            [(float(x), float(y)) for x, y in (point.split(",") for point in stroke.split())]
            for stroke in drawn.split(";")
            if stroke.strip()
        ]
    except ValueError as error:
        raise wrong from error
    points = [point for stroke in strokes for point in stroke]
    if not all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points):  # NaN is nowhere
        raise wrong
    if sum(_length(stroke) for stroke in strokes) < _LEAST_INK:
        raise StepRefused("Chữ ký quá ngắn. Ký lại, hoặc gõ tên và xác nhận.")
    return strokes


def _length(stroke: list[tuple[float, float]]) -> float:
    pairs = itertools.pairwise(stroke)
    return sum(abs(ax - bx) + abs(ay - by) for (ax, ay), (bx, by) in pairs)


def _scanned(subject: str, paper: "UploadedFile[bytes]", officer: Officer) -> StoredFile:
    upload = uploads.receive(officer.user, f"signature:{subject}", paper)
    if upload.stored is None:
        raise StepRefused(upload.error or "Chưa nhận được phiếu đã ký. Chọn lại tệp.")
    return upload.stored


def _sheet(subject: str, purpose: str, name: str, officer: Officer, words: str) -> bytes:
    facts = {
        "title": "Phiếu xác nhận", "agency_name": officer.agency.name,
        "subject": subject, "act": Signing(purpose).label, "name": name,
        "words": words, "officer_name": officer.user.full_name, "at": now(),
    }  # fmt: skip
    return draw("letters/confirmation.html", facts)
