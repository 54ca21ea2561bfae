"""PDF/A-2b (ISO 19005-2) of papers made elsewhere: one eye for what has no place in it, one pen that writes it.

Who keeps a copy for the archive leaves a paper with a fault as it is and says why; who needs the paper itself to be
PDF/A shows pictures of its pages instead.
"""

import contextlib
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

MADE = "PDF/A-2b"
SIGNED = "có chữ ký số, chuyển sẽ làm hỏng chữ ký"
LAYERS = "có lớp ẩn hiện"
_FONT = "phông chữ {name} không nằm trong tệp"
_CMYK = "dùng màu in (CMYK) không kèm hồ sơ màu"
_OUTSIDE = "có phần nằm ngoài tệp hoặc viết bằng PostScript"
_JPEG2000 = "có ảnh JPEG 2000"
_STILL = {"/GoTo", "/GoToR", "/URI", "/Named", "/Thread"}  # actions that PDF/A lets be
_PRINTS, _HIDES = 4, 1 | 2 | 32  # flags of an annotation
_DEEP = 12


def claim(book: pikepdf.Pdf) -> str:
    """What the file says of itself: PDF/A-3u; "" when nothing."""
    if "/Metadata" not in book.Root:
        return ""
    told = book.open_metadata()
    part, level = told.get("pdfaid:part", ""), told.get("pdfaid:conformance", "")
    return f"PDF/A-{part}{str(level).lower()}" if part else ""


def fault(book: pikepdf.Pdf) -> str:
    """What PDF/A forbids and nobody can take away without changing what is seen; "" when there is nothing."""
    form = book.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and int(form.get("/SigFlags", 0)) & 1:
        return SIGNED
    if "/OCProperties" in book.Root:
        return LAYERS
    told = (_of_part(one) for one in _parts(book))
    painted = (_of_colours(one) for one in [*book.pages, *_forms(book)])
    return next(filter(None, told), "") or next(filter(None, painted), "")


def _parts(book: pikepdf.Pdf) -> Iterator[Any]:
    for one in book.objects:
        yield from _inside(one, 0)


def _inside(one: Any, depth: int) -> Iterator[Any]:
    """The dictionaries in an object; referenced objects come in their own turn."""
    if isinstance(one, Dictionary | pikepdf.Stream):
        yield one
        within = [value for _, value in one.items()]
    elif isinstance(one, Array):
        within = list(one)
    else:
        return
    for value in within if depth < _DEEP else ():
        if isinstance(value, Dictionary | Array) and not value.is_indirect:
            yield from _inside(value, depth + 1)


def _of_part(one: Any) -> str:
    kind, sort = str(one.get("/Type", "")), str(one.get("/Subtype", ""))
    if kind == "/Sig":
        return SIGNED
    if kind == "/Font" and sort not in ("/Type0", "/Type3"):
        return _of_font(one)
    if "/DeviceCMYK" in _spaces(one):
        return _CMYK
    if not isinstance(one, pikepdf.Stream):
        return ""
    if sort == "/PS" or "/FFilter" in one or "/Ref" in one or (sort == "/Image" and "/F" in one):
        return _OUTSIDE
    return _JPEG2000 if sort == "/Image" and "/JPXDecode" in str(one.get("/Filter", "")) else ""


def _spaces(one: Any) -> str:
    """The colour spaces that a picture or the resources of a page name."""
    told = one.get("/ColorSpace")
    if isinstance(told, Dictionary):
        return " ".join(str(space) for _, space in told.items())
    return str(told) if told is not None else ""


def _of_font(font: Any) -> str:
    told = font.get("/FontDescriptor")
    files = ("/FontFile", "/FontFile2", "/FontFile3")
    if isinstance(told, Dictionary) and any(name in told for name in files):
        return ""
    return _FONT.format(name=str(font.get("/BaseFont", "/?")).lstrip("/")[:60])


def _forms(book: pikepdf.Pdf) -> list[Any]:
    streams = (one for one in book.objects if isinstance(one, pikepdf.Stream))
    return [one for one in streams if str(one.get("/Subtype", "")) == "/Form"]


def _of_colours(leaf: Any) -> str:
    """Colours given for four inks, on a page or in a form laid on it."""
    return _CMYK if pikepdf.parse_content_stream(leaf, "k K") else ""


def still(book: pikepdf.Pdf) -> None:
    """Takes away what acts, plays, points outside or carries foreign notes; the pages look the same."""
    root = book.Root
    for key in ("/AA", "/OpenAction", "/Requirements", "/NeedsRendering", "/Perms", "/AF", "/PieceInfo"):
        _drop(root, key)
    _drop(root, "/Collection")
    for key in ("/JavaScript", "/EmbeddedFiles", "/AlternatePresentations", "/Renditions"):
        _drop(root.get("/Names"), key)
    for key in ("/XFA", "/NeedAppearances"):
        _drop(root.get("/AcroForm"), key)
    for one in _parts(book):
        _still_one(one)
    for page in book.pages:
        _drop(page.obj, "/AA")
        kept = [note for note in page.obj.get("/Annots", []) if _stays(note)]
        _drop(page.obj, "/Annots")
        if kept:
            page.obj["/Annots"] = Array(kept)


def _still_one(one: Any) -> None:
    for key in ("/Metadata", "/PieceInfo", "/Alternates", "/OPI", "/Measure"):
        _drop(one, key)
    act = one.get("/A")
    if isinstance(act, Dictionary) and str(act.get("/S", "")) not in _STILL:
        _drop(one, "/A")
    if str(one.get("/Subtype", "")) == "/Image":
        _drop(one, "/Interpolate")
    if str(one.get("/Type", "")) == "/ExtGState":
        for key in ("/TR", "/TR2", "/HTP", "/HTO"):
            _drop(one, key)
    if str(one.get("/Subtype", "")) == "/CIDFontType2" and "/CIDToGIDMap" not in one:
        one["/CIDToGIDMap"] = Name.Identity


def _stays(note: Any) -> bool:
    """Links and what has a picture of its own stay, visible and printed."""
    if str(note.get("/Subtype", "")) != "/Link" and "/AP" not in note:
        return False
    _drop(note, "/AA")
    note["/F"] = (int(note.get("/F", 0)) | _PRINTS) & ~_HIDES
    return True


def flatten(book: pikepdf.Pdf) -> None:
    """What is filled into a form or noted on a page becomes part of the page; links stay."""
    if "/AcroForm" not in book.Root and not any("/Annots" in page for page in book.pages):
        return
    book.generate_appearance_streams()
    book.flatten_annotations("print")
    _drop(book.Root, "/AcroForm")
    for page in book.pages:
        if "/Annots" in page:
            page.Annots = Array([one for one in page.Annots if str(one.get("/Subtype")) == "/Link"])


def write(book: pikepdf.Pdf, target: str, title: str = "") -> None:
    """The claim, the colour profile, the title and nothing that other programs noted; then the file."""
    for key in ("/Metadata", "/OutputIntents"):
        _drop(book.Root, key)
    with contextlib.suppress(KeyError, AttributeError):
        del book.docinfo
    profile = book.make_stream(_profile(), N=3)
    intent = Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier="sRGB", Info="sRGB",
        DestOutputProfile=profile,
    )  # fmt: skip
    book.Root.OutputIntents = Array([book.make_indirect(intent)])
    if "/MarkInfo" not in book.Root:
        book.Root.MarkInfo = Dictionary(Marked=False)
    with book.open_metadata(set_pikepdf_as_editor=False, update_docinfo=bool(title)) as told:
        told["pdfaid:part"], told["pdfaid:conformance"] = "2", "B"
        if title:
            told["dc:title"], told["pdf:Producer"] = title, "Một cửa"
    book.save(
        target, deterministic_id=True, force_version="1.7", fix_metadata_version=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )  # fmt: skip


def _profile() -> bytes:
    """The colour profile that comes with the library which draws our own PDF/A."""
    found = importlib.util.find_spec("weasyprint")
    assert found is not None and found.submodule_search_locations
    (path,) = Path(found.submodule_search_locations[0]).rglob("sRGB*.icc")
    return path.read_bytes()


def _drop(one: Any, key: str) -> None:
    if one is not None and key in one:
        del one[key]
