"""The words of the catalogue in memory (a few thousand procedures) and the score of a query against them.

A procedure has several lines: its everyday name, its official name, each keyword. A line is good when it
says all that was asked (weighted by how rare a word is) and little else; the same order of words and the same
marks make it better."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portal.web.text import clean, fold
from procedures.search.slips import Vocabulary

_FILLERS = frozenset(
    [
        "xin",
        "lam",
        "muon",
        "toi",
        "cho",
        "o",
        "dau",
        "the",
        "nao",
        "nhu",
        "can",
        "thu",
        "tuc",
        "ho",
        "so",
        "online",
        "tren",
        "mang",
        "minh",
        "em",
        "con",
        "gi",
        "duoc",
        "khong",
        "bao",
        "nhieu",
        "cach",
        "de",
        "va",
        "cua",
        "tai",
        "ve",
        "co",
        "phai",
        "di",
        "hoi",
        "viec",
        "giup",
        "voi",
        "nhe",
        "ban",
        "cac",
        "theo",
        "mot",
    ]
)
_FILLER_WEIGHT = 0.08
_SLIP = 0.8
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
    pairs: frozenset[tuple[str, str]]
    marked: frozenset[str]
    weight: float
    total: float


@dataclass(slots=True)
class _Doc:
    entry: Entry
    lines: list[Line] = field(default_factory=list)
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One reading of a query: its folded words in order, with what each is worth."""

    words: tuple[str, ...]
    factor: float = 1.0


class Index:
    def __init__(self, entries: Iterable[Entry]) -> None:
        self.docs = [_Doc(entry) for entry in entries]
        texts = {id(doc): list(_lines(doc.entry)) for doc in self.docs}
        self.rarity = _rarity([{w for text, _ in texts[id(doc)] for w in split(text)} for doc in self.docs])
        self.by_word: dict[str, list[int]] = defaultdict(list)
        for place, doc in enumerate(self.docs):
            doc.lines = [self._line(text, weight) for text, weight in texts[id(doc)]]
            doc.words = frozenset(word for line in doc.lines for word in line.words)
            for word in doc.words:
                self.by_word[word].append(place)
        self.vocabulary = Vocabulary(self.by_word)
        self.by_code = {_bare_code(doc.entry.code): doc.entry.key for doc in self.docs}

    def _line(self, text: str, weight: float) -> Line:
        words = split(text)
        return Line(
            words=frozenset(words),
            pairs=frozenset(zip(words, words[1:], strict=False)),
            marked=frozenset(clean(text).lower().split()),
            weight=weight,
            total=sum(self.worth(word) for word in set(words)) or 1.0,
        )

    def worth(self, word: str) -> float:
        """Rare words say more; fillers (xin, làm, cho…) say next to nothing."""
        return _FILLER_WEIGHT if word in _FILLERS else self.rarity.get(word, self.rarity.get("", 1.0))

    def find(self, query: str, synonyms: Mapping[str, str], limit: int) -> list[int]:
        """The keys of the best procedures, best first; empty when nothing is near enough."""
        if key := self.by_code.get(_bare_code(query)):
            return [key]
        marked = frozenset(clean(query).lower().split())
        best: dict[int, float] = {}
        for wanted in self.readings(query, synonyms):
            for place in self._candidates(wanted):
                value = self._score(self.docs[place], wanted, marked)
                if value > best.get(place, 0.0):
                    best[place] = value
        good = [
            (-value, self.docs[place].entry.code, place) for place, value in best.items() if value >= _ENOUGH
        ]
        return [self.docs[place].entry.key for _, _, place in sorted(good)[:limit]]

    def readings(self, query: str, synonyms: Mapping[str, str]) -> list[Wanted]:
        """What a query may mean: as it stands, with slips mended, with everyday words put into legal ones."""
        words = split(query)
        found = [Wanted(tuple(words))]
        found += [Wanted(tuple(text.split()), 0.97) for text in _translated(words, synonyms)]
        if any(word not in self.by_word for word in words):
            for mended in self.vocabulary.mended(words):
                found.append(Wanted(tuple(mended), _SLIP))
                found += [Wanted(tuple(t.split()), _SLIP * 0.97) for t in _translated(mended, synonyms)]
        return [wanted for wanted in found if wanted.words]

    def _candidates(self, wanted: Wanted) -> set[int]:
        """Procedures that hold one of the three words that say most."""
        telling = sorted(set(wanted.words), key=self.worth, reverse=True)[:3]
        return {place for word in telling for place in self.by_word.get(word, [])}

    def _score(self, doc: _Doc, wanted: Wanted, marked: frozenset[str]) -> float:
        words = set(wanted.words)
        asked = sum(self.worth(word) for word in words) or 1.0
        anywhere = sum(self.worth(word) for word in words & doc.words) / asked
        pairs = set(zip(wanted.words, wanted.words[1:], strict=False))
        best = 0.0
        for line in doc.lines:
            met = sum(self.worth(word) for word in words & line.words)
            if met:
                order = len(pairs & line.pairs) / len(pairs) if pairs else 0.0
                marks = len(marked & line.marked) / len(marked)
                said = met / asked
                best = max(
                    best,
                    said * said * line.weight * (1 + 0.6 * met / line.total + 0.3 * order + 0.15 * marks),
                )
        return wanted.factor * (0.75 * best + 0.25 * anywhere * anywhere)


def split(text: str) -> list[str]:
    """The folded words of a text, punctuation gone."""
    return "".join(char if char.isalnum() else " " for char in fold(text)).split()


def _lines(entry: Entry) -> Iterable[tuple[str, float]]:
    yield entry.name, 0.9
    if entry.plain_name:
        yield entry.plain_name, 1.0
    for keyword in entry.keywords:
        yield keyword, 0.98


def _rarity(documents: list[set[str]]) -> dict[str, float]:
    counts: dict[str, int] = defaultdict(int)
    for words in documents:
        for word in words:
            counts[word] += 1
    total = len(documents) + 1
    rarity = {word: math.log(1 + total / count) for word, count in counts.items()}
    rarity[""] = math.log(1 + total)
    return rarity


def _translated(words: list[str] | tuple[str, ...], synonyms: Mapping[str, str]) -> list[str]:
    """The query with each everyday expression in it, longest first, put into the words of the law."""
    text = f" {' '.join(words)} "
    found, together = [], text
    for said in sorted(synonyms, key=len, reverse=True):
        if f" {said} " in text:
            found.append(text.replace(f" {said} ", f" {synonyms[said]} ").strip())
        if f" {said} " in together:
            together = together.replace(f" {said} ", f" {synonyms[said]} ")
    if together.strip() not in found and together != text:
        found.append(together.strip())
    return found


def _bare_code(text: str) -> str:
    bare = "".join(text.split()).replace(".", "").upper()
    return bare if bare[:-2].isdigit() and len(bare) >= 6 else ""
