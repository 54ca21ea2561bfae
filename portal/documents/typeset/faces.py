"""The three faces of the letters' font: how wide a word is, how it is written, and a font file of the letters used."""

import functools
import io
import itertools
import struct
import sys
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.documents import fonts
from portal.documents.typeset import CannotBeSet

_FILES = {"": "Tinos-Regular.ttf", "b": "Tinos-Bold.ttf", "i": "Tinos-Italic.ttf"}
_ASCII = "".join(chr(code) for code in range(0x20, 0x7F))
_LATIN = "".join(chr(code) for code in range(0xA0, 0x100) if code != 0xAD)
ALPHABET = frozenset(_ASCII + _LATIN + "–—‘’“”„…•‰€™≤≥≠−←→") | fonts.vietnamese_letters()
_KEPT = ("head", "hhea", "hmtx", "maxp")  # as they are, in every font file
_MOST_WORDS = 50_000


@dataclass(frozen=True, slots=True)
class Word:
    """Glyphs as a PDF writes them (hex, two bytes each), and the width in thousandths of the type size."""

    glyphs: str
    width: int


class Face:
    """One face, read once for each process."""

    def __init__(self, key: str) -> None:
        self.key = key
        font = _subset(_FILES[key])
        cmap = font.getBestCmap()
        scale = 1000 / font["head"].unitsPerEm
        order = font.getGlyphOrder()
        self._glyph = {chr(code): font.getGlyphID(name) for code, name in cmap.items()}
        self.widths = [round(font["hmtx"][name][0] * scale) for name in order]
        self._parts = _parts_of(font, order)
        self._outlines = _outlines(font)
        self._tables = {tag: bytes(font.reader[tag]) for tag in _KEPT}
        self._words: dict[str, Word] = {}
        box = font["head"]
        self.descriptor = (
            f"/Flags {4 + 64 * (key == 'i')}/FontBBox[{round(box.xMin * scale)} {round(box.yMin * scale)} "
            f"{round(box.xMax * scale)} {round(box.yMax * scale)}]/ItalicAngle {-12 if key == 'i' else 0}"
            f"/Ascent {round(font['hhea'].ascent * scale)}/Descent {round(font['hhea'].descent * scale)}"
            f"/CapHeight 662/StemV {140 if key == 'b' else 80}"
        )
        self.to_unicode = zlib.compress(_to_unicode(self._glyph), 9)

    def word(self, text: str) -> Word:
        """Raises CannotBeSet for a letter that the alphabet has not."""
        if (known := self._words.get(text)) is not None:
            return known
        try:
            glyphs = [self._glyph[letter] for letter in text]
        except KeyError as error:
            raise CannotBeSet(repr(error.args[0])) from error
        made = Word("".join([f"{one:04x}" for one in glyphs]), sum(self.widths[one] for one in glyphs))
        if len(self._words) < _MOST_WORDS:
            self._words[text] = made
        return made

    def program(self, glyphs: Iterable[int]) -> bytes:
        """A TrueType file with the outlines of these glyphs alone; numbers and widths stay."""
        wanted = {part for one in glyphs for part in self._parts[one]} | {0}
        places, body, at = [], [], 0
        for number, outline in enumerate(self._outlines):
            places.append(at)
            if number in wanted:
                body.append(outline)
                at += len(outline)
        places.append(at)
        return _assembled(
            {**self._tables, "glyf": b"".join(body), "loca": struct.pack(f">{len(places)}I", *places)}
        )


@functools.cache
def face(key: str) -> Face:
    """ "" upright, "b" bold, "i" slanted."""
    return Face(key)


def _subset(file: str) -> Any:
    from fontTools import subset  # heavy
    from fontTools.ttLib import TTFont

    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True, glyph_names=False)
    font = TTFont(fonts.path_of(file))
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(letter) for letter in ALPHABET])
    cutter.subset(font)
    font["head"].indexToLocFormat = 1
    made = io.BytesIO()
    font.save(made)
    made.seek(0)
    return TTFont(made)


def _parts_of(font: Any, order: list[str]) -> list[tuple[int, ...]]:
    """For each glyph those that draw it: itself, and letter and marks where it is put together."""
    table = font["glyf"]

    def closure(name: str) -> set[str]:
        found = {name}
        for part in table[name].getComponentNames(table):
            found |= closure(part)
        return found

    return [tuple(font.getGlyphID(part) for part in closure(name)) for name in order]


def _outlines(font: Any) -> list[bytes]:
    raw, places = bytes(font.reader["glyf"]), font["loca"].locations
    return [raw[start:end] + b"\0" * (-(end - start) % 4) for start, end in itertools.pairwise(places)]


def _assembled(tables: dict[str, bytes]) -> bytes:
    """Tables as a font file, with the sums that the format asks for."""
    head = bytearray(tables["head"])
    head[8:12] = b"\0\0\0\0"
    head[50:52] = b"\0\1"  # places of outlines are four bytes long
    tables = {**tables, "head": bytes(head)}
    count = len(tables)
    power = count.bit_length() - 1
    start = struct.pack(">IHHHH", 0x00010000, count, 16 << power, power, count * 16 - (16 << power))
    at = len(start) + 16 * count
    rows, body = [], []
    for tag in sorted(tables):
        content = tables[tag]
        padded = content + b"\0" * (-len(content) % 4)
        rows.append(struct.pack(">4sIII", tag.encode(), _sum(padded), at, len(content)))
        body.append(padded)
        at += len(padded)
    made = bytearray(b"".join([start, *rows, *body]))
    place = made.index(tables["head"]) + 8
    made[place : place + 4] = struct.pack(">I", (0xB1B0AFBA - _sum(bytes(made))) & 0xFFFFFFFF)
    return bytes(made)


def _sum(padded: bytes) -> int:
    words = array("I", padded)
    if sys.byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF


def _to_unicode(glyphs: dict[str, int]) -> bytes:
    """The table by which a reader copies words out of the page; of letters with one glyph the plainest counts."""
    known: dict[int, str] = {}
    for letter in sorted(glyphs, key=lambda one: (one == "\xa0", one)):
        known.setdefault(glyphs[letter], letter)
    rows = [f"<{glyph:04x}> <{letter.encode('utf-16-be').hex()}>" for glyph, letter in sorted(known.items())]
    parts = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    told = "\n".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{told}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode()
