"""Several pictures and PDFs become one PDF, in reading order, upright, without camera data."""

import io
from typing import Any, TypedDict

import img2pdf
import pikepdf

from . import images

LONG_EDGE = 2400


class Page(TypedDict):
    """One uploaded file and how far it is turned clockwise, in degrees."""

    path: str
    type: str
    rotation: int


def bind(pages: list[Page], target: str) -> int:
    """Writes the PDF to target; returns its number of pages. The same input gives the same bytes."""
    with pikepdf.new() as book:
        opened = [_open(page) for page in pages]
        for source in opened:
            book.pages.extend(source.pages)
        book.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return len(book.pages)


def _open(page: Page) -> pikepdf.Pdf:
    if page["type"] != "application/pdf":
        return from_picture(page["path"], page["type"], page["rotation"])
    source = pikepdf.open(page["path"], suppress_warnings=True)
    if page["rotation"] % 360:
        for leaf in source.pages:
            leaf.rotate(page["rotation"], relative=True)
    return source


def from_picture(path: str, kind: str, rotation: int) -> pikepdf.Pdf:
    """A picture of one or more pages on A4 sheets."""
    leaves = images.upright_pages(path, kind, rotation, LONG_EDGE)
    sheets = [images.packed(leaf) for leaf in leaves]
    return pikepdf.open(io.BytesIO(img2pdf.convert(sheets, layout_fun=_layout(), nodate=True)))


def _layout() -> Any:
    """An A4 sheet, turned to fit the picture."""
    a4 = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))
    return img2pdf.get_layout_fun(a4, None, None, img2pdf.FitMode.into, auto_orient=True)
