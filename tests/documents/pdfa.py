"""What of PDF/A-3u can be checked without a validator: ISO 19005-3, by its own clauses."""

import io
from typing import Any

import pikepdf

_FORBIDDEN = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/SubmitForm"}


def problems(pdf: bytes, level: str = "3U") -> list[str]:
    """Empty when nothing was found."""
    found = []
    if not pdf.startswith(b"%PDF-1.7\n%") or any(byte < 128 for byte in pdf[10:14]):
        found.append("6.1.2 header")
    with pikepdf.open(io.BytesIO(pdf)) as book:
        found += [f"structure: {one}" for one in book.check_pdf_syntax()]
        if book.is_encrypted or "/ID" not in book.trailer:
            found.append("6.1.3 trailer")
        found += _metadata(book, level)
        found += _intent(book)
        for one in book.objects:
            found += _object(one)
        for page in book.pages:
            found += [f"6.2.11 {font.BaseFont}" for font in _fonts(page) if not _whole(font)]
    return found


def _fonts(page: pikepdf.Page) -> list[Any]:
    held = page.obj.get("/Resources", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary())
    return [font for _, font in held.items()]


def _metadata(book: pikepdf.Pdf, level: str) -> list[str]:
    found = []
    if book.Root.Metadata.get("/Subtype") != "/XML":
        found.append("6.6.2 metadata")
    with book.open_metadata() as told:
        if told.pdfa_status != level:
            found.append("6.6.4 pdfaid")
        if told.get("dc:title") != str(book.docinfo.get("/Title")):
            found.append("6.6.3 title differs")
    return found


def _intent(book: pikepdf.Pdf) -> list[str]:
    intents = book.Root.get("/OutputIntents", [])
    good = [one for one in intents if one.S == "/GTS_PDFA1" and one.DestOutputProfile.N == 3]
    return [] if len(good) == 1 else ["6.2.3 output intent"]


def _object(one: Any) -> list[str]:
    found = []
    if isinstance(one, pikepdf.Stream):
        if "/LZWDecode" in str(one.get("/Filter")) or {"/F", "/FFilter"} & set(one.keys()):
            found.append("6.1.7 stream")
        if one.get("/Subtype") == "/Image" and one.get("/Interpolate", False):
            found.append("6.2.8 interpolated picture")
        if one.get("/Subtype") == "/Image" and {"/SMask", "/Alternates", "/OPI"} & set(one.keys()):
            found.append("6.2.8 picture with transparency")
    if isinstance(one, pikepdf.Dictionary) and str(one.get("/S")) in _FORBIDDEN:
        found.append("6.5.1 action")
    if isinstance(one, pikepdf.Dictionary) and str(one.get("/BM", "/Normal")) != "/Normal":
        found.append("6.2.10 blend")
    return found


def _whole(font: Any) -> bool:
    """Embedded, with the Unicode of every shape, each shape's width said."""
    (below,) = font.DescendantFonts
    return "/FontFile2" in below.FontDescriptor and "/ToUnicode" in font and "/W" in below
