"""What a signature looks like on paper (NĐ 30/2020, Phụ lục I): the person's in blue, the stamp red and true to size.

Number and day as the letter sets them. Each is a small PDF page with its font inside.
"""

import base64
from datetime import datetime
from functools import lru_cache
from math import cos, pi, sin
from typing import Any

from django.utils.html import escape

from portal.documents import qr
from portal.web.show import local

MM = 72 / 25.4
SIGNATURE_MM = (52.0, 17.0)
STAMP_MM = 36.0
SCAN_MM = (62.0, 14.0)
NOTE_MM = (100.0, 8.0)
BLUE, RED = "#1a2f8f", "#d7141a"
_SIZE_PT = 13
_RING = 70.0  # where the letters of the stamp's ring stand, of 90
_BOLD = 'text-anchor="middle" font-weight="700"'


@lru_cache(64)
def of_person(name: str, picture: bytes = b"") -> bytes:
    """The picture of a signature where the person gave one (PNG, transparent), else words in its place."""
    width, height = SIGNATURE_MM
    if picture:
        return _page(width, height, _image(picture, width, height))
    style = f"margin:3mm 0 0;font:italic 11pt Tinos;color:{BLUE};text-align:center"
    return _page(width, height, f'<p style="{style}">Đã ký số<br><b>{escape(name)}</b></p>')


def of_citizen(name: str, at: datetime) -> bytes:
    """What a declaration bears that its applicant signed: who and when, in one or two small lines."""
    width, height = NOTE_MM
    style = f"margin:0;font:9pt/1.2 Tinos;color:{BLUE}"
    told = f"Đã ký số: <b>{escape(name)}</b><br>lúc {local(at):%H:%M:%S ngày %d/%m/%Y}"
    return _page(width, height, f'<p style="{style}">{told}</p>')


@lru_cache(64)
def of_agency(name: str, superior: str = "", picture: bytes = b"") -> bytes:
    """The round stamp: the agency in the middle, what it belongs to around it."""
    inside = _image(picture, STAMP_MM, STAMP_MM) if picture else stamp_svg(name, superior)
    return _page(STAMP_MM, STAMP_MM, inside)


def stamp_svg(name: str, superior: str = "") -> str:
    """A stamp drawn by us: circles, a star, words along the ring and in the middle."""
    lines = _lines(name.upper(), 15)[:4]
    top = 116 - 11 * (len(lines) - 1) / 2
    middle = "".join(
        f'<text x="90" y="{top + 11 * row:.1f}" {_BOLD} font-size="10">{escape(line)}</text>'
        for row, line in enumerate(lines)
    )
    circles = "".join(
        f'<circle cx="90" cy="90" r="{radius}" fill="none" stroke="{RED}" stroke-width="{width}"/>'
        for radius, width in ((88, 2.6), (84, 1), (63, 1))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{STAMP_MM}mm" height="{STAMP_MM}mm" viewBox="0 0 180 180" '
        f'fill="{RED}" font-family="Tinos">{circles}{_around((superior or _STATE).upper())}'
        f'<path d="{_star(90, 62, 20)}"/><path d="{_star(90, 164, 6)}"/>{middle}</svg>'
    )


_STATE = "Cộng hòa xã hội chủ nghĩa Việt Nam"


def of_scan(agency: str, at: datetime) -> bytes:
    """What a signed scan bears, upper right: the agency and when, upright, size 10 (NĐ 30/2020, Phụ lục I)."""
    width, height = SCAN_MM
    style = "margin:0;font:10pt/1.25 Tinos;color:#000"
    told = f"{escape(agency)}<br>{local(at).isoformat(timespec='seconds')}"
    return _page(width, height, f'<p style="{style}">{told}</p>')


@lru_cache(256)
def of_words(text: str, width_pt: float, height_pt: float, italic: bool = False) -> bytes:
    """A line of the letter's own type: a number, or (italic, centred) a day."""
    style = (
        f"font:{'italic ' if italic else ''}{_SIZE_PT}pt/1 Tinos;text-align:{'center' if italic else 'left'};"
        f"white-space:nowrap;margin:0;padding-top:{max(0.0, height_pt - _SIZE_PT * 1.12):.2f}pt"
    )
    return _page(width_pt / MM, height_pt / MM, f'<p style="{style}">{escape(text)}</p>')


def of_codes(facts: str, address: str, width_mm: float, height_mm: float) -> bytes:
    """The two QR codes of a paper side by side: what it is, and where it is checked."""
    side = f"height:{height_mm}mm;width:{height_mm}mm;float:left;margin-right:1mm;image-rendering:pixelated"
    pictures = "".join(
        f'<img src="{qr.png_address(text)}" alt="{words}" style="{side}">'
        for text, words in (
            (facts, "Mã QR thông tin giấy tờ"),
            (address, f"Mã QR kiểm tra {escape(address)}"),
        )
    )
    return _page(width_mm, height_mm, pictures)


def _image(picture: bytes, width: float, height: float) -> str:
    address = "data:image/png;base64," + base64.b64encode(picture).decode()
    return f'<img src="{address}" alt="" style="width:{width}mm;height:{height}mm;object-fit:contain">'


def _page(width_mm: float, height_mm: float, body: str) -> bytes:
    from weasyprint import HTML  # heavy
    from weasyprint.urls import URLFetcher

    nothing = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    html = (
        '<!doctype html><html lang="vi"><title>x</title><style>'
        f"@page{{size:{width_mm:.3f}mm {height_mm:.3f}mm;margin:0}}"
        f"body{{margin:0}}svg,img{{display:block}}</style>{body}"
    )
    drawn: Any = HTML(string=html, url_fetcher=nothing).write_pdf(pdf_variant="pdf/a-3u")
    content: bytes = drawn
    return content


def _lines(text: str, most: int) -> list[str]:
    """Words on lines of at most so many letters where that can be."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _around(words: str) -> str:
    """The words along the ring, letter by letter, the middle one on top."""
    size = min(13.0, 330 / max(len(words), 1))
    widths = [size * (0.34 if letter in " I.,-" else 0.66) for letter in words]
    turn = -sum(widths) / 2 / _RING
    letters = []
    for letter, width in zip(words, widths, strict=True):
        angle = (turn + width / 2 / _RING) * 180 / pi
        turn += width / _RING
        letters.append(
            f'<text x="90" y="{90 - _RING + size * 0.1:.1f}" {_BOLD} font-size="{size:.1f}" '
            f'transform="rotate({angle:.2f} 90 90)">{escape(letter)}</text>'
        )
    return "".join(letters)


def _star(x: float, y: float, radius: float) -> str:
    points = []
    for step in range(10):
        far = radius if step % 2 == 0 else radius * 0.382
        angle = -pi / 2 + step * pi / 5
        points.append(f"{x + far * cos(angle):.2f} {y + far * sin(angle):.2f}")
    return "M" + "L".join(points) + "Z"
