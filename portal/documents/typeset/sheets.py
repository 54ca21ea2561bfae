"""Sheets of paper filled from top to bottom: paragraphs, tables, columns side by side, a QR code in the margin."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from portal.documents.qr_tables import modules
from portal.documents.typeset import CannotBeSet
from portal.documents.typeset.faces import face
from portal.documents.typeset.lines import Line, Part, broken, text

MM = 72 / 25.4
_FONTS = {"": "F0", "b": "F1", "i": "F2"}
_SEEN = 0.28  # of the type size below the middle of a line stands its base
_LEADER = "…"
_PAD_X, _PAD_Y = 4.0, 2.0
_TIGHT = ((0.96, 1.22, 0.65), (0.92, 1.14, 0.35))  # of the type size, the lead, the gaps


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph is set: points, `lead` in type sizes, `indent` of its first line."""

    size: float = 13.0
    lead: float = 1.32
    align: str = "left"
    indent: float = 0.0
    before: float = 0.0
    after: float = 4.0
    underlined: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A size of sheet with its margins, in millimetres (NĐ 30/2020: 20, 15, 18 to 20, 30)."""

    width: float
    height: float
    top: float = 20
    right: float = 15
    bottom: float = 18
    left: float = 30


PAPERS = {"": Paper(210, 297), "A4 ngang": Paper(297, 210), "A5": Paper(148, 210, 15, 12, 18, 15)}
Cell = tuple[Sequence[Part], Look]
Laid = tuple[list[Line], Look]


@functools.cache
def tighter(look: Look, tightness: int) -> Look:
    """Smaller type and gaps, as letters are set that spill onto one more sheet (letters/base.html): 0 to 2."""
    if not tightness:
        return look
    part, lead, gaps = _TIGHT[tightness - 1]
    return replace(
        look, size=look.size * (part if look.size == 13 else 1), lead=min(look.lead, lead),
        before=look.before * gaps, after=look.after * gaps,
    )  # fmt: skip


def _height(laid: list[Laid]) -> float:
    return sum(look.before + look.after + look.size * look.lead * len(lines) for lines, look in laid)


@dataclass(slots=True)
class Page:
    """Operators of one page."""

    told: list[str] = field(default_factory=list)


class Sheets:
    """Where the next thing goes, and what stands on the pages so far."""

    def __init__(self, paper: Paper, foot: str = "", tightness: int = 0) -> None:
        self.tightness = tightness
        self.width, self.height = paper.width * MM, paper.height * MM
        self.left, self.room = paper.left * MM, (paper.width - paper.left - paper.right) * MM
        self._top, self._bottom = self.height - paper.top * MM, paper.bottom * MM
        self._foot = foot
        self.pages: list[Page] = []
        self.used: dict[str, set[int]] = {}
        self.code: str = ""
        self.new_page()

    def new_page(self) -> None:
        self.pages.append(Page())
        self.y = self._top
        if len(self.pages) > 1:
            self._word(str(len(self.pages)), 13, self.left + self.room / 2, self.height - 14 * MM, "centre")
        if self._foot:
            self._word(self._foot, 8.5, self.left + self.room, self._bottom - 6 * MM, "right")

    def need(self, height: float) -> None:
        """A new sheet unless so much fits on this one. Raises CannotBeSet for what fits on none."""
        if height > self._top - self._bottom:
            raise CannotBeSet("height")
        if self.y - height < self._bottom:
            self.new_page()

    def gap(self, height: float) -> None:
        self.y -= height

    def mark(self, told: str) -> None:
        """A QR code of 15 mm in the lower margin of the first page, outside of what a regulation issued."""
        self.code = told
        side = 15 * MM
        x, y = self.left - 2 * MM, self._bottom - 17 * MM
        self.pages[0].told.append(f"q {side:.2f} 0 0 {side:.2f} {x:.2f} {y:.2f} cm /Q Do Q")

    def picture(self, told: str, millimetres: float) -> None:
        """A QR code that stands at the left where the text has come to."""
        self.code = told
        side = millimetres * MM
        self.pages[-1].told.append(
            f"q {side:.2f} 0 0 {side:.2f} {self.left:.2f} {self.y - side:.2f} cm /Q Do Q"
        )

    def paragraph(self, parts: Sequence[Part], look: Look, *, keep: float = 0.0) -> None:
        """`keep`: so much of what follows must fit on the same sheet."""
        look = tighter(look, self.tightness)
        lines = broken(parts, look.size, self.room, look.indent)
        height = look.size * look.lead
        self.y -= look.before if self.y < self._top else 0
        self.need(min(len(lines), 2) * height + keep)
        for number, line in enumerate(lines):
            self.need(height)
            self._line(line, look, self.left, self.room, look.indent if number == 0 else 0.0)
        self.y -= look.after

    def columns(self, cells: Sequence[Sequence[Cell]], widths: Sequence[float]) -> None:
        """Paragraphs side by side, without lines around them: head of a letter, signatures. `widths`: shares."""
        laid = [self._laid(cell, self.room * share) for cell, share in zip(cells, widths, strict=True)]
        self.need(max(_height(one) for one in laid))
        start, lowest, x = self.y, self.y, self.left
        for one, share in zip(laid, widths, strict=True):
            self.y = start
            self._draw(one, x, self.room * share)
            lowest, x = min(lowest, self.y), x + self.room * share
        self.y = lowest

    def table(self, rows: Iterable[Sequence[Cell]], widths: Sequence[float]) -> None:
        """Rows with lines around their cells; a row is never parted between two sheets."""
        self.y -= 3
        for row in rows:
            shares = [self.room * share for share in widths[: len(row)]]
            shares[-1] += self.room * sum(widths[len(row) :])
            laid = [self._laid([cell], wide - 2 * _PAD_X) for cell, wide in zip(row, shares, strict=True)]
            height = 2 * _PAD_Y + max(_height(one) for one in laid)
            self.need(height)
            top, x = self.y, self.left
            for one, wide in zip(laid, shares, strict=True):
                self.pages[-1].told.append(f"{x:.2f} {top - height:.2f} {wide:.2f} {height:.2f} re S")
                self.y = top - _PAD_Y
                self._draw(one, x + _PAD_X, wide - 2 * _PAD_X)
                x += wide
            self.y = top - height
        self.y -= 6

    def _laid(self, cell: Sequence[Cell], room: float) -> list[Laid]:
        found = [(parts, tighter(look, self.tightness)) for parts, look in cell]
        return [(broken(parts, look.size, room, look.indent), look) for parts, look in found]

    def _draw(self, laid: list[Laid], x: float, room: float) -> None:
        for lines, look in laid:
            self.y -= look.before
            for number, line in enumerate(lines):
                self._line(line, look, x, room, look.indent if number == 0 else 0.0)
            self.y -= look.after

    def _line(self, line: Line, look: Look, left: float, room: float, indent: float) -> None:
        height = look.size * look.lead
        base = self.y - height / 2 - look.size * _SEEN
        self.y -= height
        spare = {"centre": (room - line.width) / 2, "right": room - line.width}.get(look.align, 0.0)
        start = left + indent + max(spare, 0.0)
        end = self._set(line, look.size, start, base)
        told = self.pages[-1].told
        if line.filled and (count := int((left + room - end - 1) / (look.size * self._wide(_LEADER)))) > 0:
            self._word(_LEADER * count, look.size, left + room, base, "right")
        if look.underlined and line.atoms:
            told.append(f"{start:.2f} {base - 3:.2f} m {end:.2f} {base - 3:.2f} l S")

    def _set(self, line: Line, size: float, x: float, base: float) -> float:
        """The atoms of a line, words of one face in one stroke; where it ends."""
        run, run_face, run_x = "", "", x
        space = {key: face(key).word(" ") for key in _FONTS}
        for number, atom in enumerate(line.atoms):
            gap = atom.gap if number else 0.0
            plain = (
                gap and abs(gap - space[atom.face if atom.kind == "word" else ""].width * size / 1000) < 0.01
            )
            if atom.kind == "word" and atom.word is not None:
                before = space[atom.face].glyphs if plain else ""
                if run and atom.face == run_face and (plain or not gap):
                    run += before + atom.word.glyphs
                else:
                    self._stroke(run, run_face, size, run_x, base)
                    run, run_face = before + atom.word.glyphs, atom.face
                    run_x = x + (0.0 if plain else gap)
            else:
                self._stroke(run, run_face, size, run_x, base)
                run = ""
                self._square(atom.kind, atom.face, atom.word, size, x + gap, base)
            x += gap + atom.width
        self._stroke(run, run_face, size, run_x, base)
        return x

    def _stroke(self, glyphs: str, key: str, size: float, x: float, base: float) -> None:
        if glyphs:
            self.used.setdefault(key, set()).update(
                [int(glyphs[at : at + 4], 16) for at in range(0, len(glyphs), 4)]
            )
            self.pages[-1].told.append(
                f"BT /{_FONTS[key]} {size:g} Tf {x:.2f} {base:.2f} Td <{glyphs}> Tj ET"
            )

    def _square(self, kind: str, on: str, word: object, size: float, x: float, base: float) -> None:
        """A box to tick, or one for a digit."""
        side = size * (0.77 if kind == "tick" else 1.08)
        self.pages[-1].told.append(f"{x:.2f} {base - size * 0.12:.2f} {side:.2f} {side:.2f} re S")
        letter = "X" if on else ""
        if kind == "box":
            letter = getattr(word, "glyphs", "")
            if letter:
                wide = getattr(word, "width", 0) * size / 1000
                self._stroke(letter, "", size, x + (side - wide) / 2, base + size * 0.08)
        elif letter:
            self._word(letter, size * 0.7, x + side / 2, base + size * 0.02, "centre", "b")

    def _word(self, words: str, size: float, x: float, base: float, align: str, key: str = "") -> None:
        """One short text at, around or before a place."""
        word = face(key).word(words)
        x -= word.width * size / 1000 * {"centre": 0.5, "right": 1.0}.get(align, 0.0)
        self._stroke(word.glyphs, key, size, x, base)

    def _wide(self, letter: str) -> float:
        return face("").word(letter).width / 1000


def code_rows(told: str) -> tuple[int, bytes]:
    """A QR code as dots of a byte each: its side with two light modules around it, and the rows from the top."""
    side, cells = modules(told.encode())
    light = b"\xff"
    beside = light * 2
    rows = [light * (side + 4)] * 2
    rows += [
        beside + cells[start : start + side].translate(_BITS) + beside
        for start in range(0, side * side, side)
    ]
    return side + 4, b"".join([*rows, light * (side + 4), light * (side + 4)])


_BITS = bytes.maketrans(b"\x00\x01", b"\xff\x00")

__all__ = ["PAPERS", "Cell", "Look", "Paper", "Sheets", "code_rows", "text"]
