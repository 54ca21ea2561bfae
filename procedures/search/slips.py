"""Mending words that the catalogue does not know: Telex left on, words run together, a slip of the finger."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

_DOUBLED = re.compile(r"dd|aa|ee|oo")
_HOOKS = re.compile(r"([aou])w")
_TONE = re.compile(r"([aeiouy])([sfrxj])(?=[a-z]{0,3}$)")
_MOST_READINGS = 8
_NEAR = 0.34


class Vocabulary:
    """The words of the catalogue, found again by their groups of three letters."""

    def __init__(self, words: Collection[str]) -> None:
        self.words = words
        self.by_group: dict[str, list[str]] = defaultdict(list)
        for word in words:
            for group in groups(word):
                self.by_group[group].append(word)

    def mended(self, words: Iterable[str]) -> list[list[str]]:
        """Readings of a query in which every unknown word has become known ones, most likely first."""
        readings: list[list[str]] = [[]]
        for word in words:
            choices = [[word]] if word in self.words else self._guesses(word) or [[word]]
            readings = [reading + choice for reading in readings for choice in choices][:_MOST_READINGS]
        return readings

    def _guesses(self, word: str) -> list[list[str]]:
        found: list[list[str]] = []
        plain = without_telex(word)
        if plain != word and plain in self.words:
            found.append([plain])
        if parts := self._run_together(word):
            found.append(parts)
        if len(word) >= 2:
            found += [[longer] for longer in sorted(w for w in self.words if w.startswith(word) and word)[:3]]
        found += [[near] for near in self._near(plain)]
        return found[:4]

    def _run_together(self, word: str) -> list[str]:
        """ "khaisinh" → khai, sinh; three syllables too."""
        for cut in range(2, len(word) - 1):
            head, tail = word[:cut], word[cut:]
            if head in self.words and not head.isdigit():
                if tail in self.words:
                    return [head, tail]
                if rest := (self._run_together(tail) if len(tail) >= 4 else []):
                    return [head, *rest]
        return []

    def _near(self, word: str) -> list[str]:
        """Words one slip away, then those that share most groups of three letters."""
        mine = groups(word)
        shared: dict[str, int] = defaultdict(int)
        for group in mine:
            for other in self.by_group.get(group, ()):
                shared[other] += 1
        scored = []
        for other, count in shared.items():
            alike = count / (len(mine) + len(groups(other)) - count)
            slip = one_slip(word, other)
            if slip or alike >= _NEAR + 0.2:
                scored.append((not slip, -alike, abs(len(other) - len(word)), other))
        return [other for *_, other in sorted(scored)[:3]]


def groups(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


def without_telex(word: str) -> str:
    """What was meant when Telex keys were typed with the keyboard left on English ("ddaats" → "dat")."""
    bare = _DOUBLED.sub(lambda found: found[0][0], word)
    bare = _HOOKS.sub(r"\1", bare)
    if len(bare) > 2 and bare[-1] in "sfrxj":
        bare = bare[:-1]
    return _TONE.sub(r"\1", bare)


def one_slip(one: str, other: str) -> bool:
    """Whether one letter wrong, missing, extra, or two letters swapped make the difference."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 2:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:] and len(a) > 1)
