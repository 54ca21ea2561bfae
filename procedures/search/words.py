"""Words as the search compares them: without marks, and with their marks in whatever order they are written."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from portal.web.text import clean, fold


@dataclass(frozen=True, slots=True)
class Word:
    """`marked` is the same for thuỷ and thủy; `weight` is below 1 for words beside an everyday expression."""

    fold: str
    marked: str
    weight: float = 1.0

    @property
    def bare(self) -> bool:
        """Typed without any mark, so that its marks say nothing."""
        return self.marked == self.fold


def words_of(text: str) -> list[Word]:
    """The words of a text, punctuation gone."""
    return [word for word in map(_word, _plain(clean(text).lower()).split()) if word.fold]


def split(text: str) -> list[str]:
    """The folded words of a text."""
    return [word.fold for word in words_of(text)]


def key_of(text: str) -> str:
    """A code without dots and spaces (1.001193 → 1001193)."""
    return "".join(char for char in text if char.isalnum()).upper()


def _plain(text: str) -> str:
    return "".join(char if char.isalnum() or unicodedata.combining(char) else " " for char in text)


@lru_cache(maxsize=20_000)
def _word(text: str) -> Word:
    return Word(fold(text), _marked(text))


def _marked(word: str) -> str:
    """The folded letters and all the marks of a word in one order; đ counts as a mark too."""
    marks = sorted(char for char in unicodedata.normalize("NFD", word) if unicodedata.combining(char))
    return fold(word) + "".join(marks) + "đ" * word.count("đ")
