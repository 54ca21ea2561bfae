"""The words of the catalogue in memory (a few thousand procedures) and the score of a query against them.

A procedure has several lines: its everyday name, its official name, each keyword. A line is good when it
says all that was asked (weighted by how rare a word is) and little else; the same order of words and the same
marks make it better. What is asked plainly is a first issue, not a renewal, a change or an end."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from procedures.search.slips import Vocabulary
from procedures.search.words import Word, key_of, split, words_of

_FILLER_TEXT = (
    "xin|lam|muon|toi|cho|o|dau|the|nao|nhu|can|thu|tuc|ho|so|online|tren|mang|minh|em|con|gi|duoc|khong|bao|nhieu|"
    "cach|de|va|cua|tai|ve|co|phai|di|hoi|viec|giup|voi|nhe|ban|cac|theo|mot|trong"
)
_FILLERS = frozenset(_FILLER_TEXT.split("|"))
_FILLER_WEIGHT = 0.08
_AFTERWARDS_TEXT = (
    "cap lai|cap doi|gia han|dieu chinh|thay doi|cham dut|thu hoi|tam ngung|sua doi|dung thuc|bo sung|huy bo|"
    "xoa dang"
)
_AFTERWARDS = frozenset(_AFTERWARDS_TEXT.split("|"))
_AFTERWARDS_FACTOR = 0.9
_OTHER_MARKS = 0.5
_TRANSLATED, _BESIDE, _MENDED = 0.97, 0.35, 0.8
_ENOUGH = 0.42


@dataclass(frozen=True, slots=True)
class Entry:
    """A procedure as the index knows it."""

    key: int
    code: str
    plain_name: str
    name: str
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    words: frozenset[str]
    marked: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    weight: float
    total: float


@dataclass(slots=True)
class _Doc:
    entry: Entry
    lines: list[Line] = field(default_factory=list)
    words: frozenset[str] = frozenset()
    afterwards: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One reading of a query; words that an everyday expression did not cover weigh less."""

    words: tuple[Word, ...]
    factor: float = 1.0


class Index:
    def __init__(self, entries: Iterable[Entry]) -> None:
        self.docs = [_Doc(entry) for entry in entries]
        texts = [list(_texts(doc.entry)) for doc in self.docs]
        self.rarity = _rarity([{word for text, _ in lines for word in split(text)} for lines in texts])
        self.by_word: dict[str, list[int]] = defaultdict(list)
        for place, (doc, lines) in enumerate(zip(self.docs, texts, strict=True)):
            doc.lines = [self._line(text, weight) for text, weight in lines]
            doc.words = frozenset(word for line in doc.lines for word in line.words)
            doc.afterwards = _afterwards(split(doc.entry.name))
            for word in doc.words:
                self.by_word[word].append(place)
        self.vocabulary = Vocabulary(self.by_word)
        self.by_code = {_bare_code(doc.entry.code): doc.entry.key for doc in self.docs}

    def _line(self, text: str, weight: float) -> Line:
        words = words_of(text)
        return Line(
            words=frozenset(word.fold for word in words),
            marked=frozenset(word.marked for word in words),
            pairs=frozenset(pairwise(word.fold for word in words)),
            weight=weight,
            total=sum(self.worth(word) for word in {word.fold for word in words}) or 1.0,
        )

    def worth(self, word: str) -> float:
        """Rare words say more; fillers (xin, làm, cho…) say next to nothing."""
        return _FILLER_WEIGHT if word in _FILLERS else self.rarity.get(word, self.rarity[""])

    def find(self, query: str, synonyms: Mapping[str, str], limit: int) -> list[int]:
        """The keys of the best procedures, best first; empty when nothing is near enough."""
        key = self.by_code.get(_bare_code(query) or "?")
        if key is not None:
            return [key]
        best: dict[int, float] = {}
        for wanted in self.readings(query, synonyms):
            later = _afterwards([word.fold for word in wanted.words])
            values = [(word, self.worth(word.fold) * word.weight) for word in set(wanted.words)]
            pairs = frozenset(pairwise(word.fold for word in wanted.words))
            for place in self._candidates(wanted):
                doc = self.docs[place]
                value = (
                    wanted.factor
                    * _score(doc, values, pairs)
                    * (1 if doc.afterwards <= later else _AFTERWARDS_FACTOR)
                )
                best[place] = max(value, best.get(place, 0.0))
        good = [
            (-value, self.docs[place].entry.code, place) for place, value in best.items() if value >= _ENOUGH
        ]
        return [self.docs[place].entry.key for _, _, place in sorted(good)[:limit]]

    def readings(self, query: str, synonyms: Mapping[str, str]) -> list[Wanted]:
        """What a query may mean: as it stands, with slips mended, with everyday words put into legal ones."""
        words = words_of(query)
        found = [Wanted(tuple(words)), *_translated(words, synonyms, 1.0)]
        if any(word.fold not in self.by_word for word in words):
            for mended in self.vocabulary.mended([word.fold for word in words]):
                plain = [Word(text, text) for text in mended]
                found += [Wanted(tuple(plain), _MENDED), *_translated(plain, synonyms, _MENDED)]
        return [wanted for wanted in found if wanted.words]

    def _candidates(self, wanted: Wanted) -> set[int]:
        """Procedures that hold one of the three words that say most."""
        telling = {word.fold: self.worth(word.fold) * word.weight for word in wanted.words}
        known = sorted((w for w in telling if w in self.by_word), key=lambda w: telling[w], reverse=True)
        return {place for word in known[:3] for place in self.by_word[word]}


def _score(doc: _Doc, values: Sequence[tuple[Word, float]], pairs: frozenset[tuple[str, str]]) -> float:
    """How well the best line says what was asked, and how much of it is said anywhere."""
    here = [(word, value) for word, value in values if word.fold in doc.words]
    asked = sum(value for _, value in values) or 1.0
    anywhere = sum(value for _, value in here) / asked
    best = 0.0
    for line in doc.lines:
        met = sum(value * line_fit(word, line) for word, value in here if word.fold in line.words)
        if met:
            said = met / asked
            order = len(pairs & line.pairs) / len(pairs) if pairs else 0.0
            best = max(best, said * said * line.weight * (1 + 0.6 * min(met / line.total, 1) + 0.3 * order))
    return 0.75 * best + 0.25 * anywhere * anywhere


def line_fit(word: Word, line: Line) -> float:
    """1 when the word stands there as it was typed or was typed without marks, less when its marks differ."""
    return 1.0 if word.bare or word.marked in line.marked else _OTHER_MARKS


def _texts(entry: Entry) -> Iterable[tuple[str, float]]:
    yield entry.name, 0.9
    if entry.plain_name:
        yield entry.plain_name, 1.0
    for keyword in entry.keywords:
        yield keyword, 0.98


def _afterwards(words: Sequence[str]) -> frozenset[str]:
    """The expressions in a name that mean a renewal, a change or an end."""
    return frozenset(f"{a} {b}" for a, b in pairwise(words)) & _AFTERWARDS


def _rarity(documents: list[set[str]]) -> dict[str, float]:
    counts: dict[str, int] = defaultdict(int)
    for words in documents:
        for word in words:
            counts[word] += 1
    total = len(documents) + 1
    return {"": math.log(1 + total)} | {word: math.log(1 + total / count) for word, count in counts.items()}


def _translated(words: Sequence[Word], synonyms: Mapping[str, str], factor: float) -> list[Wanted]:
    """The query with each everyday expression in it put into the words of the law, the longest one first."""
    folded = [word.fold for word in words]
    found = []
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            means = synonyms.get(" ".join(folded[start : start + length]))
            if means:
                aside = [Word(w.fold, w.marked, _BESIDE) for w in (*words[:start], *words[start + length :])]
                found.append(Wanted((*words_of(means), *aside), factor * _TRANSLATED))
                found.append(
                    Wanted((*words[:start], *words_of(means), *words[start + length :]), factor * _TRANSLATED)
                )
    return found[:12]


def _bare_code(text: str) -> str:
    bare = key_of(text)
    return bare if bare[:-2].isdigit() and len(bare) >= 6 else ""
