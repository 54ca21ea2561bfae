"""QR codes: SVG for screens, PNG for paper. Sharp at any size, readable from a phone."""

import base64
import struct
import zlib
from itertools import groupby

from portal.documents.qr_tables import modules

_DOTS = 8  # of the picture for one module of the code


def svg(text: str, *, border: int = 2) -> str:
    """The text as a QR code (ISO/IEC 18004, error correction M): an svg element without XML header."""
    matrix = _matrix(text, border)
    side = len(matrix)
    path = "".join(_row(y, row) for y, row in enumerate(matrix))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>'
    )


def png_address(text: str, *, border: int = 2) -> str:
    """The same code as a data: address of a picture of black and white dots, for letters."""
    rows = [_packed(row) for row in _matrix(text, border)]
    side = len(rows) * _DOTS
    head = struct.pack("!IIBBBBB", side, side, 1, 0, 0, 0, 0)
    dots = zlib.compress(b"".join((b"\0" + row) * _DOTS for row in rows), 4)
    png = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", dots) + _chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(png).decode()


def _matrix(text: str, border: int) -> list[list[bool]]:
    side, cells = modules(text.encode())
    beside, rows = [False] * border, [[False] * (side + 2 * border)] * border
    inside = [
        [*beside, *(cell == 1 for cell in cells[start : start + side]), *beside]
        for start in range(0, side * side, side)
    ]
    return [*rows, *inside, *rows]


def _row(y: int, row: list[bool]) -> str:
    """Dark modules side by side as one rectangle."""
    said, x = [], 0
    for dark, run in groupby(row):
        width = len(list(run))
        if dark:
            said.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return "".join(said)


def _packed(row: list[bool]) -> bytes:
    """One line of dots, eight to a byte: a module is one byte wide; 1 is white."""
    return bytes(0x00 if dark else 0xFF for dark in row)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))
