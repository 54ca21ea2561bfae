"""The copy for the archive: a picture or a plain PDF becomes PDF/A-2b, or stays as it is and the answer says why."""

from typing import TypedDict

import pikepdf

from . import pdfa
from .binding import from_picture

PDF = "application/pdf"
BROKEN = "tệp không đọc được trọn vẹn"


class Told(TypedDict):
    """`format`: what was made, or what the file says it is already ("" when neither); `why`: why nothing was made."""

    format: str
    made: bool
    why: str


def keep(path: str, kind: str, rotation: int, target: str) -> Told:
    """Writes the lasting copy to target, unless the file is PDF/A already or cannot become it."""
    try:
        if kind != PDF:
            with from_picture(path, kind, rotation) as book:
                return _written(book, target)
        with pikepdf.open(path, suppress_warnings=True) as book:
            if claim := pdfa.claim(book):
                return {"format": claim, "made": False, "why": ""}
            if fault := pdfa.fault(book):
                return {"format": "", "made": False, "why": fault}
            return _written(book, target)
    except (
        pikepdf.PdfError,
        OSError,
        ValueError,
        TypeError,
        RuntimeError,
        KeyError,
        AttributeError,
        SyntaxError,
    ):
        return {"format": "", "made": False, "why": BROKEN}


def _written(book: pikepdf.Pdf, target: str) -> Told:
    pdfa.still(book)
    pdfa.write(book, target)
    return {"format": pdfa.MADE, "made": True, "why": ""}
