"""A paper made elsewhere that goes out as ours becomes PDF/A-2b with our marks on it.

What can be mended is mended; one that cannot stay as it is (pdfa.fault) is shown as pictures of its pages instead, as a
scanner would.
"""

import io
from typing import TypedDict

import img2pdf
import pikepdf

from . import binding, pdfa

_DPI = 200  # of a page that is shown as a picture


class Mark(TypedDict):
    """A page in a file, to be laid over page `page` (from 0), with its upper left corner so far from the page's."""

    path: str
    page: int
    left: float
    top: float
    width: float
    height: float


def make(source: str, kind: str, target: str, title: str, marks: list[Mark]) -> str:
    """Writes PDF/A to target: "lifted" when the pages are the source's own, "pictured" when they are pictures of it."""
    if kind != "application/pdf":
        book, how = binding.from_picture(source, kind, 0), "lifted"
    else:
        book, how = pikepdf.open(source, suppress_warnings=True), "lifted"
        if pdfa.fault(book) not in ("", pdfa.SIGNED):  # signed papers do not come here
            book.close()
            book, how = _pictured(source), "pictured"
    with book:
        pdfa.flatten(book)
        pdfa.still(book)
        for mark in marks:
            _put(book, mark)
        pdfa.write(book, target, title)
    return how


def put(source: str, target: str, marks: list[Mark]) -> int:
    """Lays marks over pages of a PDF of ours that nobody has signed; how many."""
    with pikepdf.open(source) as book:
        for mark in marks:
            _put(book, mark)
        book.save(target, deterministic_id=True)
        return len(marks)


def _put(book: pikepdf.Pdf, mark: Mark) -> None:
    page = book.pages[mark["page"]]
    with pikepdf.open(mark["path"]) as sheet:
        page.add_overlay(sheet.pages[0], _room(page, mark))


def _room(page: pikepdf.Page, mark: Mark) -> pikepdf.Rectangle:
    """The mark's place as the page is looked at; a page that is turned is measured along its turned edges."""
    left, low, right, high = (float(one) for one in page.cropbox)
    width, height, x, y = mark["width"], mark["height"], mark["left"], mark["top"]
    turn = int(page.obj.get("/Rotate", 0)) % 360
    if turn == 90:
        return pikepdf.Rectangle(left + y, low + x, left + y + height, low + x + width)
    if turn == 180:
        return pikepdf.Rectangle(right - x - width, low + y, right - x, low + y + height)
    if turn == 270:
        return pikepdf.Rectangle(right - y - height, high - x - width, right - y, high - x)
    return pikepdf.Rectangle(left + x, high - y - height, left + x + width, high - y)


def _pictured(source: str) -> pikepdf.Pdf:
    import pypdfium2

    sheets = []
    with pypdfium2.PdfDocument(source) as book:
        for page in book:
            shown = page.render(scale=_DPI / 72, may_draw_forms=True).to_pil().convert("RGB")
            held = io.BytesIO()
            shown.save(held, "JPEG", quality=85, dpi=(_DPI, _DPI))
            sheets.append(held.getvalue())
            page.close()
    return pikepdf.open(io.BytesIO(img2pdf.convert(sheets, nodate=True)))
