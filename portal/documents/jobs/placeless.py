"""A picture without what the camera wrote into it: place, time, device, owner. Its pixels stay bit by bit; how it has
to be turned stays too. HEIC, which no browser shows, becomes an upright JPEG when it names a place."""

import zlib
from collections.abc import Iterator
from pathlib import Path

from PIL import ExifTags, Image

from . import images

_ALONE = {0x01, *range(0xD0, 0xD9)}  # markers of JPEG without a length
_ICC, _PLACE = b"ICC_PROFILE\0", ExifTags.IFD.GPSInfo
_PNG_WORDS = {b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"}
_WEBP_WORDS = {b"EXIF", b"XMP "}


def strip(path: str, kind: str, target: str) -> str:
    """Writes the picture without them to target and answers its kind; "" when there is nothing to take away."""
    if kind == "image/heic":
        return _from_heic(path, target)
    clean = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}.get(kind)
    if clean is None:
        return ""
    content = Path(path).read_bytes()
    with Image.open(path) as image:
        turned = image.getexif().get(ExifTags.Base.Orientation, 1)
    made = clean(content, _turn(turned) if turned in range(2, 9) else b"")
    if made == content:
        return ""
    Path(target).write_bytes(made)
    return kind


def _turn(orientation: int) -> bytes:
    """Exif that says how to turn the picture and nothing else."""
    return b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0" + bytes([orientation, 0, 0, 0]) + b"\0\0\0\0"


def _jpeg(content: bytes, turn: bytes) -> bytes:
    note = b"Exif\0\0" + turn
    head = b"\xff\xd8" + (b"\xff\xe1" + (len(note) + 2).to_bytes(2, "big") + note if turn else b"")
    return head + b"".join(_segments(content))


def _segments(content: bytes) -> Iterator[bytes]:
    """What the picture itself needs, up to its end; what phones append behind it is left out."""
    at = 2
    while at < len(content) - 1:
        mark = content[at + 1]
        if mark == 0xFF:
            at += 1
        elif mark == 0xD9:
            yield b"\xff\xd9"
            return
        elif mark in _ALONE:
            yield content[at : at + 2]
            at += 2
        else:
            end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
            if mark == 0xDA:
                end = _end_of_scan(content, end)
            if _needed(mark, content[at + 4 : at + 16]):
                yield content[at:end]
            at = end


def _end_of_scan(content: bytes, at: int) -> int:
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] not in (0, *range(0xD0, 0xD8)):
            return at
        at += 2
    return len(content)


def _needed(mark: int, start: bytes) -> bool:
    """Colour and coding, not words: of the application's segments JFIF, colour profile and Adobe's transform."""
    if mark == 0xE2:
        return start.startswith(_ICC)
    return mark != 0xFE and not (0xE1 <= mark <= 0xEF and mark != 0xEE)


def _png(content: bytes, turn: bytes) -> bytes:
    made, at = [content[:8]], 8
    while at + 12 <= len(content):
        size, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if name not in _PNG_WORDS:
            made.append(content[at : at + 12 + size])
        if name == b"IHDR" and turn:
            made.append(_chunk(b"eXIf", turn))
        at += 12 + size
    return b"".join(made)


def _chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def _webp(content: bytes, turn: bytes) -> bytes:
    parts, at = [], 12
    while at + 8 <= len(content):
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        part = content[at : at + 8 + size + size % 2]
        if name == b"VP8X":
            flags = part[8] & ~0x0C | (0x08 if turn else 0)
            part = part[:8] + bytes([flags]) + part[9:]
        if name not in _WEBP_WORDS:
            parts.append(part)
        at += 8 + size + size % 2
    if turn:
        parts.append(b"EXIF" + len(turn).to_bytes(4, "little") + turn)
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _from_heic(path: str, target: str) -> str:
    with Image.open(path) as image:
        placed = bool(image.getexif().get_ifd(_PLACE))
    if not placed:
        return ""
    (page,) = images.upright_pages(path, "image/heic", 0, 6000)
    page.save(target, "JPEG", quality=92)
    return "image/jpeg"
