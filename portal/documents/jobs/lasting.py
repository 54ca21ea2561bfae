"""A picture or a plain PDF becomes PDF/A-2b: fonts and colours checked, what acts or points outside taken away.

What cannot be made right without changing how the paper looks is not touched: the answer says why."""

import contextlib
from pathlib import Path
from typing import Any, TypedDict

import pikepdf
from pikepdf import Array, Dictionary, Name

from .binding import from_picture

PDF = "application/pdf"
MADE = "PDF/A-2b"
SIGNED = "có chữ ký số, chuyển sẽ làm hỏng chữ ký"
BROKEN = "tệp không đọc được trọn vẹn"
_FONT = "phông chữ {name} không nằm trong tệp"
_CMYK = "dùng màu in (CMYK) không kèm hồ sơ màu"
_OUTSIDE = "có phần nằm ngoài tệp hoặc viết bằng PostScript"
_JPEG2000 = "có ảnh JPEG 2000"
_STILL = {"/GoTo", "/GoToR", "/URI", "/Named", "/Thread"}  # actions that PDF/A lets be
_PRINTS, _HIDES = 4, 1 | 2 | 32  # flags of an annotation


class Told(TypedDict):
    """`format`: what was made, or what the file says it is already ("" when neither); `why`: why nothing was made."""

    format: str
    made: bool
    why: str


class _Cannot(Exception):
    """Stops the work; its text is the reason."""


def keep(path: str, kind: str, rotation: int, profile: str, target: str) -> Told:
    """Writes the lasting copy to target, unless the file is PDF/A already or cannot become it."""
    try:
        if kind != PDF:
            with from_picture(path, kind, rotation) as pdf:
                return _written(pdf, profile, target)
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            if claim := _claim(pdf):
                return {"format": claim, "made": False, "why": ""}
            _look(pdf)
            return _written(pdf, profile, target)
    except _Cannot as reason:
        return {"format": "", "made": False, "why": str(reason)}
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


def _claim(pdf: pikepdf.Pdf) -> str:
    """What the file says of itself: PDF/A-3u."""
    if "/Metadata" not in pdf.Root:
        return ""
    told = pdf.open_metadata()
    part, level = told.get("pdfaid:part", ""), told.get("pdfaid:conformance", "")
    return f"PDF/A-{part}{str(level).lower()}" if part else ""


def _look(pdf: pikepdf.Pdf) -> None:
    """Raises _Cannot for what PDF/A forbids and nobody can take away unseen."""
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and int(form.get("/SigFlags", 0)) & 1:
        raise _Cannot(SIGNED)
    for item in pdf.objects:
        if isinstance(item, Dictionary | pikepdf.Stream):
            _look_at(item)
    for page in pdf.pages:
        _look_at_colours(page)


def _look_at(item: Any) -> None:
    kind, sort = str(item.get("/Type", "")), str(item.get("/Subtype", ""))
    if kind == "/Sig":
        raise _Cannot(SIGNED)
    if kind == "/Font" and sort not in ("/Type0", "/Type3"):
        _look_at_font(item)
    if not isinstance(item, pikepdf.Stream):
        return
    if sort == "/PS" or "/FFilter" in item or "/Ref" in item or (sort == "/Image" and "/F" in item):
        raise _Cannot(_OUTSIDE)
    if sort == "/Image":
        if item.get("/ColorSpace") == Name.DeviceCMYK:
            raise _Cannot(_CMYK)
        if "/JPXDecode" in str(item.get("/Filter", "")):
            raise _Cannot(_JPEG2000)
    if sort == "/Form":
        _look_at_colours(item)


def _look_at_font(font: Any) -> None:
    told = font.get("/FontDescriptor")
    files = ("/FontFile", "/FontFile2", "/FontFile3")
    if not isinstance(told, Dictionary) or not any(name in told for name in files):
        name = str(font.get("/BaseFont", "/?")).lstrip("/")[:60]
        raise _Cannot(_FONT.format(name=name))


def _look_at_colours(leaf: Any) -> None:
    used = {str(part.operator) for part in pikepdf.parse_content_stream(leaf, "k K cs CS")}
    spaces = (leaf.get("/Resources") or {}).get("/ColorSpace") or {}
    if used & {"k", "K"} or any(one == Name.DeviceCMYK for _, one in spaces.items()):
        raise _Cannot(_CMYK)


def _written(pdf: pikepdf.Pdf, profile: str, target: str) -> Told:
    _still(pdf)
    _mark(pdf, Path(profile).read_bytes())
    pdf.save(
        target, deterministic_id=True, force_version="1.7", fix_metadata_version=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )  # fmt: skip
    return {"format": MADE, "made": True, "why": ""}


def _still(pdf: pikepdf.Pdf) -> None:
    """Takes away what acts, plays, points outside or carries foreign notes; the pages look the same."""
    root = pdf.Root
    for key in ("/AA", "/OpenAction", "/Requirements", "/NeedsRendering", "/Perms", "/AF", "/PieceInfo"):
        _drop(root, key)
    for key in ("/JavaScript", "/EmbeddedFiles", "/AlternatePresentations", "/Renditions"):
        _drop(root.get("/Names"), key)
    for key in ("/XFA", "/NeedAppearances"):
        _drop(root.get("/AcroForm"), key)
    for item in pdf.objects:
        if isinstance(item, Dictionary | pikepdf.Stream):
            _still_one(item)
    for page in pdf.pages:
        _drop(page.obj, "/AA")
        kept = [note for note in page.obj.get("/Annots", []) if _stays(note)]
        _drop(page.obj, "/Annots")
        if kept:
            page.obj["/Annots"] = Array(kept)


def _still_one(item: Any) -> None:
    for key in ("/Metadata", "/PieceInfo", "/Alternates", "/OPI", "/Measure"):
        _drop(item, key)
    act = item.get("/A")
    if isinstance(act, Dictionary) and str(act.get("/S", "")) not in _STILL:
        _drop(item, "/A")
    if str(item.get("/Subtype", "")) == "/Image":
        _drop(item, "/Interpolate")
    if str(item.get("/Type", "")) == "/ExtGState":
        for key in ("/TR", "/TR2", "/HTP", "/HTO"):
            _drop(item, key)
    if str(item.get("/Subtype", "")) == "/CIDFontType2" and "/CIDToGIDMap" not in item:
        item["/CIDToGIDMap"] = Name.Identity


def _stays(note: Any) -> bool:
    """Links and what has a picture of its own stay, visible and printed."""
    sort = str(note.get("/Subtype", ""))
    if sort != "/Link" and "/AP" not in note:
        return False
    _drop(note, "/AA")
    note["/F"] = (int(note.get("/F", 0)) | _PRINTS) & ~_HIDES
    return True


def _mark(pdf: pikepdf.Pdf, profile: bytes) -> None:
    """The colour profile and the claim, the claim alone: old notes of other programs are gone."""
    icc = pdf.make_stream(profile, N=3)
    intent = Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier="sRGB", Info="sRGB",
        DestOutputProfile=icc,
    )  # fmt: skip
    pdf.Root["/OutputIntents"] = Array([pdf.make_indirect(intent)])
    with contextlib.suppress(KeyError, AttributeError):
        del pdf.docinfo
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as told:
        told["pdfaid:part"], told["pdfaid:conformance"] = "2", "B"


def _drop(item: Any, key: str) -> None:
    if item is not None and key in item:
        del item[key]
