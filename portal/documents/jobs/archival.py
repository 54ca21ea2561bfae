"""A foreign PDF or picture becomes PDF/A-2b (ISO 19005-2) as far as it can be made so without changing what it shows.

What can be mended is mended (metadata, output intent, filters, annotations); a file with fonts that are not inside it,
colours for a press or layers is shown as pictures of its pages instead, as a scanner would.
"""

import importlib.util
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypedDict

import img2pdf
import pikepdf

from . import binding

_DPI = 200  # of a page that is shown as a picture
_CONFORMANCE = ("2", "B")
_DEEP = 12
_NOT_KEPT = ("/AA", "/OpenAction", "/AcroForm", "/OCProperties", "/Collection", "/Names")


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
        if _cannot_stay(book):
            book.close()
            book, how = _pictured(source), "pictured"
    with book:
        _mend(book)
        for mark in marks:
            _put(book, mark)
        _describe(book, title)
        book.save(
            target,
            min_version="1.7",
            deterministic_id=True,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
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


def _cannot_stay(book: pikepdf.Pdf) -> bool:
    """Whether something in it has no place in PDF/A and cannot be mended."""
    return (
        "/OCProperties" in book.Root or any(_foreign(one) for one in _dictionaries(book)) or _for_press(book)
    )


def _foreign(one: Any) -> bool:
    kind = str(one.get("/Type", ""))
    if kind == "/Font" and str(one.get("/Subtype")) not in ("/Type0", "/Type3"):
        held = one.get("/FontDescriptor")
        return held is None or not any(name in held for name in ("/FontFile", "/FontFile2", "/FontFile3"))
    colours = one.get("/ColorSpace")
    return colours is not None and "/DeviceCMYK" in str(colours)


def _dictionaries(book: pikepdf.Pdf) -> Iterator[Any]:
    for one in book.objects:
        yield from _inside(one, 0)


def _inside(one: Any, depth: int) -> Iterator[Any]:
    if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        yield one
        within = [value for _, value in one.items()]
    elif isinstance(one, pikepdf.Array):
        within = list(one)
    else:
        return
    for value in within if depth < _DEEP else ():
        if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
            yield from _inside(value, depth + 1)


def _for_press(book: pikepdf.Pdf) -> bool:
    """Colours given for four inks, on a page or in a form laid on it."""
    streams: list[Any] = list(book.pages)
    forms = [
        one for one in book.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form"
    ]
    return any(pikepdf.parse_content_stream(one, "k K") for one in [*streams, *forms])


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


def _mend(book: pikepdf.Pdf) -> None:
    if "/AcroForm" in book.Root or any("/Annots" in page for page in book.pages):
        book.generate_appearance_streams()
        book.flatten_annotations("print")
    for page in book.pages:
        _keep_links(book, page)
        _drop(page.obj, "/AA")
    for name in _NOT_KEPT:
        if name in book.Root:
            del book.Root[name]
    for one in _dictionaries(book):
        _mend_one(one)


def _keep_links(book: pikepdf.Pdf, page: pikepdf.Page) -> None:
    if "/Annots" not in page:
        return
    links = [one for one in page.Annots if str(one.get("/Subtype")) == "/Link"]
    for one in links:
        one["/F"] = 4
        _drop(one, "/AA")
    page.Annots = pikepdf.Array(links)


def _mend_one(one: Any) -> None:
    if str(one.get("/Subtype")) == "/Image":
        for name in ("/Alternates", "/OPI"):
            _drop(one, name)
        if one.get("/Interpolate", False):
            one["/Interpolate"] = False
    if str(one.get("/Type")) == "/ExtGState":
        for name in ("/TR", "/TR2", "/HTP", "/HTO"):
            _drop(one, name)
    if str(one.get("/Subtype")) == "/CIDFontType2" and "/CIDToGIDMap" not in one:
        one["/CIDToGIDMap"] = pikepdf.Name.Identity


def _drop(one: Any, name: str) -> None:
    if name in one:
        del one[name]


def _describe(book: pikepdf.Pdf, title: str) -> None:
    for name in ("/Metadata", "/OutputIntents"):
        if name in book.Root:
            del book.Root[name]
    if "/Info" in book.trailer:
        del book.trailer["/Info"]
    with book.open_metadata(set_pikepdf_as_editor=False) as told:
        told["pdfaid:part"], told["pdfaid:conformance"] = _CONFORMANCE
        told["dc:title"] = title
        told["pdf:Producer"] = "Một cửa"
    profile = book.make_stream(_profile())
    profile["/N"] = 3
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String("sRGB IEC61966-2.1"),
        DestOutputProfile=profile,
    )
    book.Root.OutputIntents = pikepdf.Array([book.make_indirect(intent)])
    book.Root.MarkInfo = book.Root.get("/MarkInfo", pikepdf.Dictionary(Marked=False))


def _profile() -> bytes:
    """The colour profile that WeasyPrint brings along."""
    found = importlib.util.find_spec("weasyprint")
    assert found is not None and found.origin is not None
    return (Path(found.origin).parent / "pdf" / "sRGB2014.icc").read_bytes()
