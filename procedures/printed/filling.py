"""A layout and answers → plain blocks that the page draws (templates/letters/printed_form.html)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.documents.words import day_in_words, money_in_words, number_in_words
from portal.web.show import NBSP
from procedures import places
from procedures.definition import OTHER, RAW, Definition, Question
from procedures.definition.sheet import Block, Layout, Slot
from procedures.eform.shown import text_of
from procedures.eform.walking import walk
from procedures.expressions import Given, given
from procedures.operations import day, is_number

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_DIGITS = re.compile(r"[^0-9A-Za-zĐđ]")
_WITH_LEADERS = frozenset({"paragraph", "indented", "each"})
_IN_TABLES = frozenset({"row", "each_row", "head"})
EMPTY_ROWS = 2
_NUMBERS = frozenset({"id_number", "tax_code", "phone"})
Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Around:
    """What the page says beside the answers; empty means a dotted place."""

    agency: str = ""
    place: str = ""
    day: str = ""  # in words: “ngày 05 tháng 11 năm 2026”
    declarant: str = ""
    code: str = ""
    papers: tuple[str, ...] = field(default=())


def fill(
    definition: Definition,
    layout: Layout,
    answers: Mapping[str, Any],
    around: Around,
    facts: Given | None = None,
    more: Mapping[str, tuple[Question, Any]] | None = None,
) -> list[Part]:
    """The blocks in order, each {"kind", "cells"} of parts: text, value, dots, fill (dots to the end of the line),
    tick, boxes. `more`: what the page knows beside the answers, by its name. What is not asked stays empty, and what
    officers answered and the citizen may not read."""
    filler = _Filler(definition, answers, around, facts or given(), more or {})
    found: list[Part] = []
    for several in _runs(layout.blocks):
        if several[0].group:
            found += filler.repeated(several)
        else:
            found.append(filler.block(several[0], filler.values))
    return found


def _runs(blocks: tuple[Block, ...]) -> Iterator[list[Block]]:
    """Neighbouring lines that repeat for the same group belong together: one person, three lines."""
    run: list[Block] = []
    for block in blocks:
        if run and not (block.group and block.group == run[0].group and block.kind == run[0].kind):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


class _Filler:
    def __init__(
        self,
        definition: Definition,
        answers: Mapping[str, Any],
        around: Around,
        facts: Given,
        more: Mapping[str, tuple[Question, Any]],
    ) -> None:
        self.definition, self.around = definition, around
        _, counting = walk(definition, answers, facts)
        self.values = {
            key: value for key, value in counting.items() if _may_read(definition.question(key), facts)
        }
        self.values |= {key: answers[key] for key in answers if key.endswith(f"_{OTHER}")}
        self.values |= {key: value for key, (_, value) in more.items()}
        self.questions = {**definition.by_id, **{key: question for key, (question, _) in more.items()}}

    def repeated(self, several: list[Block]) -> list[Part]:
        items = self.values.get(several[0].group)
        rows = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
        least = EMPTY_ROWS if several[0].kind == "each_row" else 1
        rows += [{} for _ in range(least - len(rows))]
        return [
            self.block(block, self.values | item if item else item, number if item else 0)
            for number, item in enumerate(rows, 1)
            for block in several
        ]

    def block(self, block: Block, values: Mapping[str, Any], number: int = 0) -> Part:
        cells = [[made for part in cell for made in self._part(part, values, number)] for cell in block.cells]
        if block.kind in _IN_TABLES:
            empty = block.kind == "each_row" and not number
            cells = [[part for part in cell if part["k"] != "dots" and not empty] for cell in cells]
        elif block.kind in _WITH_LEADERS and _ends_open(block):
            _to_the_end(cells[0])
        return {"kind": block.kind, "cells": cells}

    def _part(self, part: str | Slot, values: Mapping[str, Any], number: int) -> Iterator[Part]:
        if isinstance(part, str):
            yield from _text(part)
        elif part.about:
            yield _value(self._about(part.key, number))
        else:
            yield from self._answer(part, values)

    def _about(self, key: str, number: int) -> str:
        known = self.around
        return {
            "co_quan": known.agency,
            "dia_danh": known.place,
            "ngay": known.day or "ngày …… tháng …… năm ………",
            "nguoi_khai": known.declarant,
            "ma": known.code,
            "giay_to": "; ".join(known.papers),
            "stt": str(number) if number else "",
        }[key]

    def _answer(self, slot: Slot, values: Mapping[str, Any]) -> Iterator[Part]:
        question = self.questions[slot.key]
        value = values.get(slot.key)
        if slot.option:
            yield {"k": "tick", "on": _chosen(value, slot.option), "near": ""}
        elif slot.form == "chon":
            yield from _options(question, value, values)
        elif slot.form[:1] == "o" and slot.form[1:].isdigit():
            yield {"k": "boxes", "v": _boxes(value, int(slot.form[1:]))}
        else:
            yield _value(_written(question, slot.form, value, values))


def _ends_open(block: Block) -> bool:
    """Whether the line ends with a place to write in."""
    last = block.cells[0][-1] if block.cells and block.cells[0] else ""
    return isinstance(last, Slot) and not last.option and last.form != "chon"


def _may_read(question: Question | None, facts: Given) -> bool:
    return question is None or not question.officer_only or facts.desk or question.shown_to_citizen


def _text(text: str) -> Iterator[Part]:
    for number, piece in enumerate(_BOLD.split(text)):
        if piece:
            yield {"k": "text", "v": piece, "bold": number % 2 == 1}


def _value(text: str) -> Part:
    return {"k": "value", "v": text} if text else {"k": "dots"}


def _to_the_end(parts: list[Part]) -> None:
    """A place at the end of a line is dotted to the edge, behind what is written there."""
    if parts and parts[-1]["k"] == "dots":
        parts.pop()
    if not parts or parts[-1]["k"] in ("text", "value"):
        parts.append({"k": "fill"})


def _chosen(value: Any, option: str) -> bool:
    if isinstance(value, bool):
        return value == (option == "co")
    return option in value if isinstance(value, list) else value == option


def _options(question: Question, value: Any, values: Mapping[str, Any]) -> Iterator[Part]:
    named = [(option.id, option.label) for option in question.options]
    if question.kind == "yes_no":
        named = [("co", "Có"), ("khong", "Không")]
    if question.other:
        extra = str(values.get(question.other_id) or "")
        named.append((OTHER, f"Khác: {extra}" if extra else "Khác"))
    for key, label in named:
        near, space, rest = label.partition(" ")  # the box never stands alone at the end of a line
        yield {"k": "tick", "on": _chosen(value, key), "near": near}
        yield {"k": "text", "v": f"{space}{rest}    ", "bold": False}


def _boxes(value: Any, count: int) -> list[str]:
    digits = _DIGITS.sub("", str(value or "")) if not isinstance(value, dict) else ""
    return list(digits.ljust(count)[: max(count, len(digits))])


def _written(question: Question, form: str, value: Any, values: Mapping[str, Any]) -> str:
    if isinstance(value, dict) and RAW in value:
        return text_of(question, values)
    if form in ("ngay", "thang", "nam"):
        return _part_of_day(day(value), form)
    if form in ("gio", "phut"):
        hour, _, minute = str(value or "").partition(":")
        return hour if form == "gio" else minute
    if form in ("xa", "tinh", "dong"):
        return _part_of_place(question, form, value)
    if form == "chu":
        return _in_words(question, value)
    text = text_of(question, values)
    if question.kind in _NUMBERS:
        return text.replace(" ", NBSP)  # a number is not parted at the end of a line
    return text.upper() if form == "hoa" else text


def _part_of_day(on: date | None, form: str) -> str:
    if on is None:
        return ""
    return {"ngay": f"{on.day:02}", "thang": f"{on.month:02}", "nam": str(on.year)}[form]


def _part_of_place(question: Question, form: str, value: Any) -> str:
    """Of an address its line (`dong`), its commune (`xa`) or its province (`tinh`)."""
    kept = value if isinstance(value, dict) else {"commune": value}
    if form == "dong":
        return str(kept.get("line") or "")
    told = places.text_of(str(kept["commune"])) if kept.get("commune") else ""
    commune, _, province = told.partition(", ")
    return commune if form == "xa" else province


def _in_words(question: Question, value: Any) -> str:
    if question.kind == "money" and is_number(value) and value >= 0:
        return money_in_words(int(value))
    if is_number(value) and float(value).is_integer() and value >= 0:
        return number_in_words(int(value))
    return day_in_words(value) if isinstance(value, str) else ""
