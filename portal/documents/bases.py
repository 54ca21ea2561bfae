"""A letter laid out once and filled many times, by the same engine that lays out whole letters.

A base is one page, laid out with stand-ins for what differs (slots.py). A letter of the same kind is the base with the
lines of its own words set by the same text engine at the same place; nothing else moves. As soon as a line would
not fit, or holds a letter that the base's fonts have not, there is no filled letter and the caller lays it out whole.
"""

import copy
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf

from portal.documents.qr_tables import modules
from portal.documents.shells import FLATE, Shell, plain, stream, text_string
from portal.documents.slots import SAMPLE, Slots

BORDER, DOTS = 2, 8
_CLOSE = 0.01  # of a CSS pixel: what two ways of adding up may differ by
_GRAY = pikepdf.Name("/DeviceGray")


class DoesNotFit(Exception):
    """This letter is not one that the base can become."""


@dataclass
class Piece:
    """One run of text of a line, and how it was written into the base."""

    box: Any
    text: str
    written: bytes


@dataclass
class Line:
    """A line with at least one slot; `next_word` is how much more the line must not have room for (None: last)."""

    pieces: list[Piece]
    align: str
    room: float
    next_word: float | None


class Base:
    """One laid-out page. Raises DoesNotFit when the letter cannot serve as one. Not for several threads at once."""

    def __init__(self, document: Any, slots: Slots) -> None:
        if len(document.pages) != 1:
            raise DoesNotFit("pages")
        self.words = list(slots.values)
        self._pen = Pen(document.fonts)
        found = list(_lines(document.pages[0]._page_box))
        self.lines = [line for line in found if any(self._has_slot(piece.text) for piece in line.pieces)]
        told = "\n".join(piece.text for line in self.lines for piece in line.pieces)
        if missing := [word for word in self.words if word not in told]:
            raise DoesNotFit(f"not found whole on a line: {missing}")
        for line in self.lines:
            for piece in line.pieces:
                self._pen.write(SAMPLE, piece.box, 0.0)
        self._read(document)

    def _has_slot(self, text: str) -> bool:
        return any(word in text for word in self.words)

    def _read(self, document: Any) -> None:
        """The written page, cut where something differs."""
        for line in self.lines:
            for piece in line.pieces:
                piece.written = self._pen.write(piece.text, piece.box, piece.box.position_x)
        known = {name: set(font.to_unicode) for name, font in document.fonts.items()}
        pdf = pikepdf.open(BytesIO(document.write_pdf(pdf_variant="pdf/a-3u", pdf_tags=True)))
        self._known = known
        page = pdf.pages[0]
        self._cut(page.Contents.read_bytes())
        self._content = page.Contents.objgen[0]
        names = re.findall(rb"(/\S+) Do", page.Contents.read_bytes())
        self._pictures = [page.Resources.XObject[name.decode()].objgen[0] for name in names]
        self._texts = self._with_slots(pdf)
        self._metadata = pdf.Root.Metadata.objgen[0]
        self._xmp_facts = {"/Type": pikepdf.Name("/Metadata"), "/Subtype": pikepdf.Name("/XML")}
        self._xmp = pdf.Root.Metadata.read_bytes()
        differing = {self._content, *self._pictures, *self._texts, self._metadata}
        self.shell = Shell(pdf, differing)

    def _cut(self, content: bytes) -> None:
        """The page's operators between the pieces, in the order in which they stand."""
        places = []
        for line in self.lines:
            for piece in line.pieces:
                if content.count(piece.written) != 1:
                    raise DoesNotFit(f"{piece.text!r} is not found in the page")
                places.append((content.index(piece.written), piece))
        places.sort(key=lambda one: one[0])
        self._between, at = [], 0
        self._order = [id(piece) for _, piece in places]
        for place, piece in places:
            self._between.append(content[at:place])
            at = place + len(piece.written)
        self._rest = content[at:]

    def _with_slots(self, pdf: pikepdf.Pdf) -> dict[int, tuple[list[bytes], list[str]]]:
        """Objects with a text that differs (title, what a picture shows): their bytes around it, and the texts."""
        found = {}
        for number in range(1, len(pdf.objects) + 1):
            one = pdf.get_object(number, 0)
            if not isinstance(one, pikepdf.Dictionary):
                continue
            texts = {key: str(value) for key, value in one.items() if isinstance(value, pikepdf.String)}
            slots = {key: text for key, text in texts.items() if self._has_slot(text)}
            if slots:
                marked = {key: pikepdf.Name(f"/MCSLOT{n}") for n, key in enumerate(slots)}
                told = pikepdf.Dictionary({**dict(one.items()), **marked}).unparse()
                parts = re.split(rb"/MCSLOT\d+", told)
                order = [int(n) for n in re.findall(rb"/MCSLOT(\d+)", told)]
                shown = list(slots.values())
                found[number] = (parts, [shown[n] for n in order])
        return found

    def fill(self, slots: Slots) -> bytes:
        """The letter. Raises DoesNotFit."""
        written: dict[int, bytes] = {}
        for line in self.lines:
            self._set(line, slots.values, written)
        if any(
            not known.issuperset(self._pen.fonts[name].to_unicode) for name, known in self._known.items()
        ) or len(self._pen.fonts) != len(self._known):
            self._forget()
            raise DoesNotFit("a letter that the fonts of the base have not")
        parts = [
            part for n, between in enumerate(self._between) for part in (between, written[self._order[n]])
        ]
        content = zlib.compress(b"".join([*parts, self._rest]), 4)
        objects = {self._content: stream(self._content, {"/Filter": FLATE}, content)}
        for number, text in zip(self._pictures, slots.codes, strict=True):
            objects[number] = _picture(number, text)
        for number, (around, texts) in self._texts.items():
            told = around[0]
            for text, after in zip(texts, around[1:], strict=True):
                told += text_string(_filled(text, slots.values)) + after
            objects[number] = plain(number, told)
        xmp = self._xmp
        for word, value in slots.values.items():
            xmp = xmp.replace(word.encode(), _escaped(value))
        objects[self._metadata] = stream(self._metadata, self._xmp_facts, xmp)
        return self.shell.file(objects)

    def _set(self, line: Line, values: dict[str, str], written: dict[int, bytes]) -> None:
        """The line's pieces in their new words, side by side where the old ones stood."""
        texts = [_filled(piece.text, values) for piece in line.pieces]
        runs = [
            None if text == piece.text else _laid_out(text, piece.box.style)
            for piece, text in zip(line.pieces, texts, strict=True)
        ]
        widths = [run[1] if run else piece.box.width for run, piece in zip(runs, line.pieces, strict=True)]
        before, now = sum(piece.box.width for piece in line.pieces), sum(widths)
        if now > line.room - _CLOSE:
            raise DoesNotFit("too long for its line")
        if line.next_word is not None and (
            now + line.next_word < line.room + _CLOSE or line.align == "justify"
        ):
            raise DoesNotFit("the line would end elsewhere")
        shift = (before - now) / 2 if line.align == "center" else 0.0
        for piece, text, run, width in zip(line.pieces, texts, runs, widths, strict=True):
            if run or shift:
                layout = run[0] if run else _laid_out(text, piece.box.style)[0]
                written[id(piece)] = self._pen.write(text, piece.box, piece.box.position_x + shift, layout)
            else:
                written[id(piece)] = piece.written
            shift += width - piece.box.width

    def _forget(self) -> None:
        """Shapes that this letter has brought along shall not be taken for the base's own."""
        for name in list(self._pen.fonts):
            if name not in self._known:
                del self._pen.fonts[name]
                continue
            told = self._pen.fonts[name].to_unicode
            for glyph in set(told) - self._known[name]:
                del told[glyph]


class Pen:
    """Sets words as the engine does: the same shaping, the same operators."""

    def __init__(self, fonts: dict[Any, Any]) -> None:
        from weasyprint.pdf.stream import Stream

        self.fonts = fonts
        self._stream = Stream(fonts, (0, 0, 0, 0), {}, {}, None, {}, None)

    def write(self, text: str, box: Any, x: float, layout: Any = None) -> bytes:
        """The operators of one run that begins at x."""
        from weasyprint.draw.text import draw_first_line
        from weasyprint.matrix import Matrix

        one = copy.copy(box)
        one.text, one.pango_layout = text, layout or _laid_out(text, box.style)[0]
        self._stream.stream, self._stream._current_font = [], None
        draw_first_line(self._stream, one, "clip", "none", Matrix(d=-1, e=x, f=box.position_y + box.baseline))
        return b"\n".join(self._stream.stream)


def _lines(box: Any, parent: Any = None) -> Iterator[Line]:
    """Every line of text of the page, with what stands on it."""
    from weasyprint.formatting_structure import boxes

    children = list(getattr(box, "children", ()))
    rows = [child for child in children if isinstance(child, boxes.LineBox)]
    for place, row in enumerate(rows):
        pieces = [Piece(one, one.text, b"") for one in _texts(row, boxes.TextBox)]
        following = _texts(rows[place + 1], boxes.TextBox) if place + 1 < len(rows) else []
        yield Line(pieces, row.style["text_align_all"], box.width, _first_word(following))
    for child in children:
        if not isinstance(child, boxes.LineBox):
            yield from _lines(child)


def _texts(row: Any, kind: Any) -> list[Any]:
    return [one for one in row.descendants() if isinstance(one, kind) and one.text.strip()]


def _first_word(following: list[Any]) -> float | None:
    """The width of a space and the first word of the line below."""
    if not following:
        return None
    word = following[0].text.split(" ")[0]
    return _laid_out(f" {word}", following[0].style)[1]


def _laid_out(text: str, style: Any) -> tuple[Any, float]:
    """The text set on one line, and its width in CSS pixels."""
    from weasyprint.text.line_break import create_layout, line_size

    layout = create_layout(text, style, None, None, 0)
    line, _ = layout.get_first_line()
    width, _ = line_size(line, style)
    return layout, float(width)


def _filled(text: str, values: dict[str, str]) -> str:
    for word, value in values.items():
        if word in text:
            text = text.replace(word, value)
    return text


def _picture(number: int, text: str) -> bytes:
    """A QR code as a picture of one bit a dot."""
    side, cells = modules(text.encode())
    width = side + 2 * BORDER
    light = b"\xff" * width
    rows = [light] * (BORDER * DOTS)
    beside = b"\xff" * BORDER
    for start in range(0, side * side, side):
        row = beside + cells[start : start + side].translate(_BITS) + beside
        rows += [row] * DOTS
    rows += [light] * (BORDER * DOTS)
    facts = {
        "/Type": pikepdf.Name("/XObject"), "/Subtype": pikepdf.Name("/Image"), "/Width": width * DOTS,
        "/Height": width * DOTS, "/BitsPerComponent": 1, "/ColorSpace": _GRAY, "/Interpolate": False,
        "/Filter": FLATE,
    }  # fmt: skip
    return stream(number, facts, zlib.compress(b"".join(rows), 4))


_BITS = bytes.maketrans(b"\x00\x01", b"\xff\x00")


def _escaped(value: str) -> bytes:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()
