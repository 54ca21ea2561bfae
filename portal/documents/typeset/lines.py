"""Words to lines: what stands side by side, what may be parted, where a line ends."""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.documents.typeset import CannotBeSet
from portal.documents.typeset.faces import Word, face

_SPACES = re.compile("([ \n\t\u2002\u2003]+)")
_WIDE, _TICK, _TICK_EDGE, _BOX = 1.5, 0.77, 0.06, 1.08  # in type sizes
Part = tuple[str, str, str]  # kind (text, tick, box, fill), words, face


@dataclass(slots=True)
class Atom:
    """Something that is never parted. `gap`: the room before it, when it is not the first of its line."""

    kind: str
    face: str
    word: Word | None
    width: float
    gap: float
    loose: bool  # a line may end before it


@dataclass(slots=True)
class Line:
    atoms: list[Atom]
    width: float
    filled: bool = False  # dots from its end to the edge


def text(words: str, key: str = "") -> Part:
    return ("text", words, key)


def broken(parts: Iterable[Part], size: float, room: float, first: float = 0.0) -> list[Line]:
    """The lines of a paragraph; the first one begins `first` points further in. At least one, maybe empty.

    Most lines of a form are the same in every dossier: they are broken once. Nobody changes what comes back."""
    return _broken(tuple(parts), size, room, first)


@functools.lru_cache(maxsize=4096)
def _broken(parts: tuple[Part, ...], size: float, room: float, first: float) -> list[Line]:
    lines, line = [], Line([], first)
    for chunk in _chunks(_atoms(parts, size)):
        wide = sum(one.width for one in chunk) + sum(one.gap for one in chunk[1:])
        gap = chunk[0].gap if line.atoms else 0.0
        if line.atoms and line.width + gap + wide > room:
            lines.append(line)
            line, gap = Line([], 0.0), 0.0
        for piece in [chunk] if wide <= room - line.width else _cut(chunk, size, room):
            across = sum(one.width for one in piece) + sum(one.gap for one in piece[1:])
            if line.atoms and line.width + gap + across > room:
                lines.append(line)
                line, gap = Line([], 0.0), 0.0
            line.atoms += piece
            line.width += gap + across
            gap = 0.0
    lines.append(line)
    if any(kind == "fill" for kind, _, _ in parts):
        lines[-1].filled = True
    return lines


def _atoms(parts: Iterable[Part], size: float) -> Iterator[Atom]:
    gap, loose = 0.0, False
    for kind, words, key in parts:
        if kind == "tick":
            yield Atom("tick", words, None, size * _TICK, gap or size * _TICK_EDGE, loose)
            gap, loose = 0.0, False
        elif kind == "box":
            yield Atom("box", "", face("").word(words) if words.strip() else None, size * _BOX, gap, loose)
            gap, loose = 0.0, False
        elif kind == "text":
            own = face(key)
            for number, piece in enumerate(_SPACES.split(words)):
                if number % 2:
                    wide = len(piece) > 3 or piece.strip(" \n\t") != ""
                    gap, loose = size * (_WIDE if wide else own.word(" ").width / 1000), True
                elif piece:
                    word = own.word(piece)
                    yield Atom("word", key, word, word.width * size / 1000, gap, loose)
                    gap, loose = 0.0, False


def _chunks(atoms: Iterable[Atom]) -> Iterator[list[Atom]]:
    """What stands together without a space goes to the next line together."""
    chunk: list[Atom] = []
    for atom in atoms:
        if chunk and atom.loose:
            yield chunk
            chunk = []
        chunk.append(atom)
    if chunk:
        yield chunk


def _cut(chunk: list[Atom], size: float, room: float) -> Iterator[list[Atom]]:
    """What is wider than a whole line, letter by letter."""
    if size * _BOX > room:
        raise CannotBeSet("column")
    for atom in chunk:
        if atom.kind != "word" or atom.word is None:
            yield [atom]
            continue
        widths, glyphs = face(atom.face).widths, atom.word.glyphs
        for at in range(0, len(glyphs), 4):
            letter = Word(glyphs[at : at + 4], widths[int(glyphs[at : at + 4], 16)])
            yield [
                Atom(
                    "word",
                    atom.face,
                    letter,
                    letter.width * size / 1000,
                    0.0 if at else atom.gap,
                    loose=False,
                )
            ]
