"""What is gathered while a row is read: its cells, doubts, and the questions that its cases need."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from procedures.national.shapes import Cell, Doubt
from procedures.national.words import cut, key_of


@dataclass(slots=True)
class Parts:
    cells: list[Cell]
    procedure_text: str
    doubts: list[Doubt] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    cases: list[dict[str, Any]] = field(default_factory=list)

    def doubt(self, path: str, kind: str, why: str, words: str) -> None:
        """Notes a doubt once; the words of the catalogue go with it, shortened only beyond 3.000 letters."""
        one = Doubt(path, kind, cut(why, 600), cut(words, 3000))
        if one not in self.doubts:
            self.doubts.append(one)

    def choice(self, key: str, label: str, names: Iterable[str]) -> dict[str, dict[str, Any]]:
        """A question whose answer tells the case; the condition that each name stands for."""
        taken: set[str] = {"khac"}
        options = [{"id": key_of(name, taken, "tr"), "label": cut(name, 300)} for name in names]
        ids = [one["id"] for one in options]
        if len(options) < 2:
            options.append({"id": "khac", "label": "Trường hợp khác"})
        self.questions.append(
            {
                "id": key,
                "kind": "choice",
                "label": label,
                "missing": "Chọn trường hợp của hồ sơ",
                "options": options,
            }
        )
        return {
            name: {"op": "eq", "args": [{"q": key}, {"v": one}]} for name, one in zip(names, ids, strict=True)
        }

    def number(self, key: str, label: str) -> str:
        """A question for how many; asked once."""
        if not any(one["id"] == key for one in self.questions):
            self.questions.append({"id": key, "kind": "number", "label": label, "min": 1, "max": 9999})
        return key
