"""Text of the catalogue made plain: HTML gone, one form of Unicode, bullets as dashes, lines kept."""

import html
import re
from functools import lru_cache
from typing import Any

from portal.web.text import clean, fold

MOST = 60_000
_LETTERS = [chr(code) for code in range(0xC0, 0x1EFA) if chr(code).isalpha()]
UPPER = "A-Z" + "".join(letter for letter in _LETTERS if letter.isupper())
LOWER = "a-z" + "".join(letter for letter in _LETTERS if letter.islower())
"""For character classes: a range À-Ỹ would hold the small letters between too."""
_BREAK = re.compile(r"<\s*(?:br|/p|/li|/tr|/div|/h\d)\s*/?\s*>", re.IGNORECASE)
_CELL = re.compile(r"<\s*/t[dh]\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,500}>")
_BULLET = re.compile(r"[\ue000-\uf8ff●•▪◦·∙➢✓]\s*")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,10});")
_BEFORE = re.compile(r"^\s*(?:[-–—+*•]|\(?\d{1,2}[.)]|\(?(?:[a-zđ]|[ivx]{1,4})\))\s*")
_DEPTH = 6


def plain(value: Any, depth: int = 0) -> str:
    """Any value of a row as lines of clean text; what is not text is written out."""
    if value is None or isinstance(value, bool) or depth > _DEPTH:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return "\n".join(filter(None, (plain(one, depth + 1) for one in value[:500])))
    if isinstance(value, dict):
        return "; ".join(filter(None, (plain(one, depth + 1) for one in list(value.values())[:50])))
    return _plain(str(value)[: MOST * 2])[:MOST]


def _plain(text: str) -> str:
    if "&" in text:
        text = html.unescape(_ENTITY.sub(lambda found: html.unescape(found[0]), text))
    if "<" in text:
        text = _TAG.sub(" ", _CELL.sub(" ", _BREAK.sub("\n", text)))
    text = _BULLET.sub("- ", text).replace("\r", "\n").replace("\u2028", "\n").replace("\x0b", "\n")
    return "\n".join(filter(None, (clean(line) for line in text.split("\n"))))


def line(value: Any, most: int = 500) -> str:
    """The same on one line, cut at a word when it is too long."""
    return cut(plain(value).replace("\n", " "), most)


def cut(text: str, most: int) -> str:
    """At most so many characters, ending at a word and with “…” when something is left out."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    return (head[: head.rfind(" ")] if " " in head[most // 2 :] else head).rstrip(" ,;:-") + "…"


_BARE = {ord(letter): fold(letter) for letter in map(chr, range(0xC0, 0x1EFA)) if fold(letter) != letter}


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """What `fold` makes of text that is clean already, several times faster; remembered, because the same text is
    asked for several words in turn."""
    return text.lower().translate(_BARE)


def has(text: str, *wanted: str) -> bool:
    """Whether one of the wanted expressions (written without marks) stands in the text."""
    return any(one in folded(text) for one in wanted)


def key_of(text: str, taken: set[str], otherwise: str) -> str:
    """An id for a part of a definition, made of its first words, unlike those taken."""
    words = re.findall(r"[a-z0-9]+", fold(text))[:6]
    base = "_".join(words)[:40].strip("_")
    if not base or not base[0].isalpha():
        base = f"{otherwise}_{base}".strip("_")
    found, n = base, 1
    while found in taken:
        n += 1
        found = f"{base}_{n}"
    taken.add(found)
    return found


def sentence(text: str) -> str:
    """With a capital at the beginning and without a bullet before or a stop after."""
    text = _BEFORE.sub("", text).strip(" ;,.:-")
    return text[:1].upper() + text[1:]
