"""Answers in words: for the check page, the printed declaration, letters and the workbench."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from portal.accounts.numbers import spaced_id_number, spaced_phone
from portal.web.language import Said
from portal.web.show import day as day_text
from portal.web.show import vnd
from procedures import places
from procedures.definition.shapes import OTHER, RAW, Definition, Page, Question
from procedures.eform.lists import COUNTRIES
from procedures.eform.numbers import quantity_text
from procedures.eform.walking import Answers, walk
from procedures.expressions import Given, given
from procedures.operations import day, is_number

EMPTY = "Chưa trả lời"


class ShownRow(NamedTuple):
    """One question and its answer in words; `id` is the field name (`con-2-ten` inside a group)."""

    label: str
    text: str
    id: str


class ShownPage(NamedTuple):
    section: str
    page: Page
    rows: list[ShownRow]


def shown(
    definition: Definition, answers: Answers, facts: Given | None = None, *, official: bool = False
) -> list[ShownPage]:
    """Every page asked with its questions and answers; with `official` in the words of the printed form.

    What only officers answer is told to officers (`eform.at_desk()`), and to the citizen where the question
    says so and there is an answer."""
    facts = facts or given()
    pages, counting = walk(definition, answers, facts)
    asked_on = {page.id: {q.id for q in asked} for page, asked in pages}
    found = []
    for page in definition.form.pages:
        asked = asked_on.get(page.id, set())
        rows: list[ShownRow] = []
        for question in page.questions:
            if question.id in asked or _told_anyway(question, counting, facts):
                rows += _rows(question, answers, counting, official, facts)
        if page.id in asked_on or (rows and any(question.officer_only for question in page.questions)):
            found.append(ShownPage(page.section, page, rows))
    return found


def _told_anyway(question: Question, counting: Mapping[str, Any], facts: Given) -> bool:
    """Not asked of this person and yet shown: what was worked out, what an officer wrote for them to read."""
    if question.id not in counting:
        return False
    if question.officer_only and not facts.desk:
        return question.shown_to_citizen
    return question.kind == "computed"


def _rows(
    question: Question, answers: Answers, counting: Mapping[str, Any], official: bool, facts: Given
) -> list[ShownRow]:
    if question.kind in ("statement", "file"):
        return []
    label = (question.official if official else "") or question.label
    if question.kind != "group":
        source = counting if question.kind == "computed" else answers
        return [ShownRow(label, text_of(question, source) or EMPTY, question.id)]
    rows = []
    for index, item in enumerate(counting.get(question.id, [])):
        for inner in question.questions:
            if inner.kind == "file" or (inner.officer_only and not (facts.desk or inner.shown_to_citizen)):
                continue
            if inner.id in item or inner.kind != "computed":
                head = f"{question.item_label} {index + 1}: {inner.label}"
                rows.append(
                    ShownRow(head, text_of(inner, item) or EMPTY, f"{question.id}-{index}-{inner.id}")
                )
    return rows or [ShownRow(label, EMPTY, question.id)]


def text_of(question: Question, answers: Mapping[str, Any]) -> str:
    """The answer to one question as people read it; "" when there is none. Never raises."""
    value = answers.get(question.id)
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, dict) and RAW in value:
        return _raw_text(value[RAW])
    words = _words(question, value)
    if isinstance(question.label, Said) and question.kind in ("yes_no", "choice", "choices"):
        words = Said(words)
    if question.other and value == OTHER:
        extra = answers.get(question.other_id)
        return f"{words}: {extra}" if extra else words
    return words


def _raw_text(raw: Any) -> str:
    """What was typed, as it was typed."""
    parts = raw.values() if isinstance(raw, dict) else [raw]
    return " ".join(str(part) for part in parts if part)


def _words(question: Question, value: Any) -> str:
    kind = question.kind
    if kind == "computed":
        kind = question.value.type if question.value else ""
    if isinstance(value, bool):
        return _in_words(question, value)
    if kind == "date":
        on = day(value)
        return day_text(on) if on else str(value)
    if kind == "money" and is_number(value):
        return vnd(int(value))
    if kind == "number" and is_number(value):
        return f"{quantity_text(value, question)}{' ' if question.unit else ''}{question.unit}"
    if kind in ("choice", "choices"):
        return _labels(question, value)
    if kind == "group" and isinstance(value, list):
        return "; ".join(_item_text(question, item) for item in value if isinstance(item, dict))
    if kind == "commune":
        return places.text_of(str(value))
    if kind == "address" and isinstance(value, dict):
        place = places.text_of(str(value["commune"])) if value.get("commune") else ""
        return ", ".join(part for part in (str(value.get("line") or ""), place) if part)
    return _plain(kind, value)


def _in_words(question: Question, value: bool) -> str:
    """In the language of the question: what is kept and printed is Vietnamese on whatever page it began."""
    if isinstance(question.label, Said):
        return _("Có") if value else _("Không")
    return "Có" if value else "Không"


def _item_text(group: Question, item: Mapping[str, Any]) -> str:
    """One item of a repeated group in a line: what was answered, in order."""
    inner = (one for one in group.questions if one.kind != "file" and not one.officer_only)
    return ", ".join(text for one in inner if (text := text_of(one, item)))


def _plain(kind: str, value: Any) -> str:
    text = str(value)
    if kind == "country":
        return COUNTRIES.get(text, text)
    if kind == "id_number":
        return spaced_id_number(text)
    return spaced_phone(text) if kind == "phone" else text


def _labels(question: Question, value: Any) -> str:
    labels = {option.id: option.label for option in question.options} | {OTHER: "Khác"}
    values = value if isinstance(value, list) else [value]
    return ", ".join(labels.get(item, str(item)) for item in values if isinstance(item, str))
