"""What two versions differ in, in sentences, grouped as lawyers ask: law, questions, papers, fees, steps, limits."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from procedures.comparing.outline import Group, Part, outline
from procedures.comparing.words import FIELDS
from procedures.definition import Definition

How = Literal["added", "gone", "changed"]
_SHORT = 200  # letters of old and new together that still read in one sentence


@dataclass(frozen=True, slots=True)
class Row:
    """One fact, old and new side by side; "" = not there."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that came, went or changed, with its sentence."""

    how: How
    what: str
    title: str
    rows: tuple[Row, ...]

    @property
    def sentence(self) -> str:
        """“Đổi giấy tờ “Giấy chứng sinh”: số bản, hình thức.”"""
        verb = {"added": "Thêm", "gone": "Bỏ", "changed": "Đổi"}[self.how]
        told = f"{verb} {self.what} “{self.title}”"
        if self.how != "changed":
            return f"{told}."
        return f"{told}: {', '.join(row.label for row in self.rows)}."

    @property
    def told(self) -> str:
        """The sentence with short facts themselves: “Đổi khoản “Lệ phí”: mức thu 150.000 đ → 100.000 đ.”"""
        if self.how != "changed":
            return self.sentence
        named, facts = self.sentence.rpartition("”: ")[0], [_fact(row) for row in self.rows]
        return f"{named}”: {'; '.join(facts)}."


def _fact(row: Row) -> str:
    if len(row.old) + len(row.new) > _SHORT:
        return row.label
    return f"{row.label} {row.old or '(không có)'} → {row.new or '(không có)'}"


@dataclass(frozen=True, slots=True)
class GroupDifference:
    id: str
    title: str
    differences: tuple[Difference, ...]
    unchanged: tuple[str, ...]
    order: tuple[str, ...]  # the titles in their new order, when what stayed stands in another one

    @property
    def count(self) -> int:
        return len(self.differences) + bool(self.order)


@dataclass(frozen=True, slots=True)
class Comparison:
    groups: tuple[GroupDifference, ...]

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


def compare(old: Definition, new: Definition) -> Comparison:
    """All differences between two definitions, in the order of the new one."""
    pairs = zip(outline(old), outline(new), strict=True)
    return Comparison(tuple(_group(before, after) for before, after in pairs))


def _group(old: Group, new: Group) -> GroupDifference:
    before = {part.key: part for part in old.parts}
    after = {part.key: part for part in new.parts}
    found = list(_differences(before, after))
    changed = {part for part, _ in found}
    return GroupDifference(
        new.id,
        new.title,
        tuple(difference for _, difference in found),
        tuple(part.title for key, part in after.items() if key not in changed),
        _order(before, after),
    )


def _differences(before: dict[str, Part], after: dict[str, Part]) -> Iterator[tuple[str, Difference]]:
    for key, part in after.items():
        if key not in before:
            rows = tuple(Row(label(name), "", text) for name, text in part.facts.items() if text)
            yield key, Difference("added", part.what, part.title, rows)
        elif before[key].facts != part.facts:
            yield key, Difference("changed", part.what, part.title, _rows(before[key], part))
    for key, part in before.items():
        if key not in after:
            rows = tuple(Row(label(name), text, "") for name, text in part.facts.items() if text)
            yield key, Difference("gone", part.what, part.title, rows)


def _rows(old: Part, new: Part) -> tuple[Row, ...]:
    keys = dict.fromkeys([*new.facts, *old.facts])
    pairs = ((key, old.facts.get(key, ""), new.facts.get(key, "")) for key in keys)
    return tuple(Row(label(key), before, after) for key, before, after in pairs if before != after)


def _order(before: dict[str, Part], after: dict[str, Part]) -> tuple[str, ...]:
    stayed = [key for key in before if key in after]
    now = [key for key in after if key in before]
    return tuple(after[key].title for key in now) if stayed != now else ()


def label(key: str) -> str:
    return FIELDS.get(key, key)
