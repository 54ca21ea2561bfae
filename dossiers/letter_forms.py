"""Which statutory form a paper follows on a day: TT 01/2018 until TT 03/2025 came out (domain.md §6.1)."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LetterForm:
    """One form in one rule set; `number` is empty where the rule set has no form for it. `layout` names the pages
    that are laid out as that rule set has them (letters/receipt_2018.html); empty for those of today."""

    rule_set: str
    layout: str
    number: str
    title: str

    @property
    def mark(self) -> str:
        """As it stands at the head of the paper: "Mẫu số 04, TT 03/2025/TT-VPCP"."""
        return f"Mẫu số {self.number}, {self.rule_set}" if self.number else ""


@cache
def _sets() -> list[tuple[date, dict[str, LetterForm]]]:
    rows = json.loads((Path(__file__).parent / "letter_forms.json").read_text())
    return [
        (
            date.fromisoformat(row["from"]),
            {kind: LetterForm(row["rule_set"], row["layout"], *told) for kind, told in row["forms"].items()},
        )
        for row in rows
    ]


def form_of(kind: str, on: date) -> LetterForm:
    """The form in force on a day; before the first rule set the first. Raises KeyError for an unknown kind."""
    forms = _sets()[0][1]
    for starts, found in _sets():
        if starts <= on:
            forms = found
    return forms[kind]
