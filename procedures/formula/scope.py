"""What an expression may speak of at one place of a form, with the words that people see."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from procedures.definition.form import name_question, read_form
from procedures.definition.reader import Problems, Reader
from procedures.definition.shapes import EXEMPTION, OTHER, Definition, Document, Question
from procedures.expressions import Name

CHANNEL_WORDS = {"online": "trực tuyến", "in_person": "trực tiếp", "postal": "qua bưu chính"}


@dataclass(frozen=True, slots=True)
class Scope:
    """The names with their types, the labels of questions, the labels of their options by id, and the ids of
    the questions that come only later (named in the refusal)."""

    names: Mapping[str, Name]
    labels: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    later: frozenset[str] = frozenset()


def scope_of(definition: Definition) -> Scope:
    """Everything that stands after the whole form: for papers, cases, fees and steps."""
    names: dict[str, Name] = {EXEMPTION: Name("text")}
    for page in definition.form.pages:
        for question in page.questions:
            name_question(question, names)
    return _with_words(names, definition.by_id)


def scope_at(document: Document, before: str = "", page: str = "") -> Scope:
    """What a draft, faults and all, knows in front of the question `before` or the page `page` (ids); of the whole
    form when both are "" (papers, cases, fees, steps). A new question is not there yet: name what follows it."""
    form = document.get("form")
    pages = form.get("pages") if isinstance(form, dict) else None
    front, rest = _cut([one for one in pages or [] if isinstance(one, dict)], before, page)
    _, found, names = read_form(Reader({"pages": front}, "form", Problems()))
    _, everything, _ = read_form(Reader({"pages": rest}, "form", Problems()))
    made = _with_words(names, found)
    return Scope(made.names, made.labels, made.options, frozenset(everything) - frozenset(found))


def _with_words(names: Mapping[str, Name], found: Mapping[str, Question]) -> Scope:
    labels = {key: question.label.strip() for key, question in found.items()}
    options = {key: dict(_options(question)) for key, question in found.items() if question.options}
    for key, question in found.items():
        labels |= {f"{key}.{inner.id}": inner.label.strip() for inner in question.questions}
        if question.other:
            labels[question.other_id] = f"{question.label.strip()} (khác)"
    return Scope(names, labels, options)


def _options(question: Question) -> Iterator[tuple[str, str]]:
    for option in question.options:
        yield option.id, option.label
    if question.other:
        yield OTHER, "Khác"


def _cut(
    pages: list[Mapping[str, Any]], before: str, before_page: str
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """The pages in front of a page or question, and those from it on. Inside a group the earlier questions of
    the same item count like questions of the page."""
    for at, page in enumerate(pages):
        if before_page and page.get("id") == before_page:
            return pages[:at], pages[at:]
        questions = [q for q in page.get("questions") or [] if isinstance(q, dict)]
        for place, question in enumerate(questions):
            inner = [q for q in question.get("questions") or [] if isinstance(q, dict)]
            spot = next((i for i, q in enumerate(inner) if before and q.get("id") == before), None)
            if spot is not None or (before and question.get("id") == before):
                kept = [*questions[:place], *inner[: spot or 0]]
                left = [*inner[spot or 0 :], *questions[place + (spot is not None) :]]
                front = [*pages[:at], {**page, "questions": kept}]
                return front, [{**page, "questions": left}, *pages[at + 1 :]]
    return pages, []
