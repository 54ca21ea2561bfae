"""What a PDF may not carry: code, attachments, locks, bombs. The sentence says what to do instead."""

import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

MOST_PAGES = 500
_MOST_OBJECTS = 300_000
_STREAM_BYTES = 160_000_000
_ALL_BYTES = 600_000_000
_STEP = 1 << 20
_DEEP = 30
_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/ImportData",
    "/SubmitForm",
    "/GoToE",
    "/Rendition",
    "/RichMediaExecute",
}
_PLAYERS = {"/RichMedia", "/3D", "/Movie", "/Sound", "/Screen"}

_RETRY = "Mở tệp, chọn In, lưu thành PDF mới rồi tải lên"
ACTIVE = f"Tệp PDF này có lệnh tự chạy. {_RETRY}"
ATTACHED = f"Tệp PDF này có tệp khác đính bên trong. {_RETRY}, tệp đính kèm tải lên riêng"
DYNAMIC = f"Tệp PDF này là biểu mẫu động (XFA). {_RETRY}"
LOCKED = "Tệp PDF này có mật khẩu hoặc bị khóa. Bỏ khóa, hoặc in ra PDF mới rồi tải lên"
BROKEN = "Tệp PDF này bị hỏng hoặc chưa tải hết. Mở thử trên máy của bạn, rồi chọn lại"
SWOLLEN = f"Tệp PDF này phình ra quá lớn khi mở. {_RETRY}"


class _Found(Exception):
    """Stops the walk; its text is the problem."""


def check(path: str, virus: bytes, infected: str) -> tuple[str, int]:
    """The problem with a PDF ("" when sound) and its number of pages."""
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                return LOCKED, 0
            pages = len(pdf.pages)
            if not pages:
                return BROKEN, 0
            if pages > MOST_PAGES:
                return f"Tệp PDF này có {pages} trang. Mỗi tệp tối đa {MOST_PAGES} trang, bạn tách ra", 0
            _walk(pdf, virus, infected)
            return "", pages
    except _Found as found:
        return str(found), 0
    except pikepdf.PasswordError:
        return LOCKED, 0
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, KeyError, AttributeError):
        return BROKEN, 0


def _walk(pdf: pikepdf.Pdf, virus: bytes, infected: str) -> None:
    budget = _ALL_BYTES
    for count, item in enumerate(pdf.objects):
        if count > _MOST_OBJECTS:
            raise _Found(SWOLLEN)
        _look(item, 0)
        if isinstance(item, pikepdf.Stream):
            budget -= _unpack(item, virus, infected)
            if budget < 0:
                raise _Found(SWOLLEN)


def _look(item: Any, depth: int) -> None:
    """One object and what lies directly inside it; referenced objects come in their own turn."""
    if depth > _DEEP:
        raise _Found(SWOLLEN)
    if isinstance(item, pikepdf.Array):
        inside = iter(item)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        _look_at_keys(item)
        inside = (value for _, value in item.items())
    else:
        return
    for value in inside:
        if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
            _look(value, depth + 1)


def _look_at_keys(item: Any) -> None:
    if "/JS" in item or str(item.get("/S", "")) in _ACTIONS or str(item.get("/Subtype", "")) in _PLAYERS:
        raise _Found(ACTIVE)
    if "/XFA" in item:
        raise _Found(DYNAMIC)
    if "/EF" in item or str(item.get("/Type", "")) == "/EmbeddedFile":
        raise _Found(ATTACHED)


def _unpack(stream: pikepdf.Stream, virus: bytes, infected: str) -> int:
    """Unpacks a compressed stream piece by piece, keeping nothing; returns how many bytes came out."""
    filters = [str(name) for name in _listed(stream.get("/Filter"))]
    size = 0
    seen = b""
    for piece in _pieces(stream.read_raw_bytes(), filters):
        size += len(piece)
        if size > _STREAM_BYTES:
            raise _Found(SWOLLEN)
        if virus in seen + piece:
            raise _Found(infected)
        seen = piece[-len(virus) :]
    return size


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _pieces(raw: bytes, filters: list[str]) -> Iterator[bytes]:
    """The stream with its leading Flate layers taken off."""
    pieces: Iterator[bytes] = iter([raw])
    for name in filters:
        if name not in ("/FlateDecode", "/Fl"):
            break
        pieces = _inflate(pieces)
    return pieces


def _inflate(pieces: Iterator[bytes]) -> Iterator[bytes]:
    inflater = zlib.decompressobj()
    try:
        for piece in pieces:
            rest = piece
            while rest:
                out = inflater.decompress(rest, _STEP)
                rest = inflater.unconsumed_tail
                if out:
                    yield out
    except zlib.error:
        return
