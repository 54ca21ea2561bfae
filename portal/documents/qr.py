"""QR codes as SVG: sharp on paper, readable from a phone."""

from itertools import groupby

import qrcode
from qrcode.constants import ERROR_CORRECT_M


def svg(text: str, *, border: int = 2) -> str:
    """The text as a QR code (ISO/IEC 18004, error correction M): an svg element without XML header."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=border)
    code.add_data(text.encode())
    code.make(fit=True)
    matrix = code.get_matrix()
    side = len(matrix)
    path = "".join(_row(y, row) for y, row in enumerate(matrix))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>'
    )


def _row(y: int, row: list[bool]) -> str:
    """Dark modules side by side as one rectangle."""
    said, x = [], 0
    for dark, run in groupby(row):
        width = len(list(run))
        if dark:
            said.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return "".join(said)
