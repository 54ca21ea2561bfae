"""A procedure in the language of the page: its own English words, sentence by sentence, where it has them."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from portal.web.language import Said, translated
from procedures import queries
from procedures.definition import shapes
from procedures.definition.shapes import Definition, Page, Question
from procedures.models import ProcedureVersion
from procedures.search import catalogue

_WORDS = {
    "label", "hint", "noun", "missing", "pattern_error", "unit", "item_label", "title", "help", "section", "name",
    "plain_name", "summary", "text", "otherwise", "proof", "example",
}  # fmt: skip
_SPEAKING = (
    shapes.Field, shapes.Check, shapes.ResultSpec, shapes.Case, shapes.Form, shapes.Page, shapes.Question,
    shapes.Option, shapes.PaperSpec, shapes.FeeRule, shapes.Exemption, shapes.Reduction, shapes.Step,
    shapes.Limits, shapes.MoreTime,
)  # fmt: skip
_OWN = (
    "plain_name", "name", "summary", "field", "checks", "result", "cases", "form", "papers", "fees", "limits", "steps",
)  # fmt: skip
_made: WeakKeyDictionary[Definition, Definition] = WeakKeyDictionary()
T = TypeVar("T")


def told(version: ProcedureVersion) -> Definition:
    """The definition of a version as this page says it. For showing only: what is stored stays Vietnamese."""
    return said(queries.definition(version))


def said(definition: Definition) -> Definition:
    """The same definition with the words of the page's language; itself on Vietnamese pages."""
    if not definition.english or not translated():
        return definition
    made = _made.get(definition)
    if made is None:
        made = _made[definition] = _in_english(definition)
    return made


def worded(part: T, words: Mapping[str, str]) -> T:
    """A sentence or a part of a definition in the page's language; `words` are those of one version or of several."""
    return _said("label", part, words) if translated() else part


def names() -> Mapping[int, Said]:
    """The everyday names of procedures in the page's language, by key, for lists; nothing on Vietnamese pages."""
    if not translated():
        return {}
    return {key: Said(plain) for key, (plain, _) in catalogue.english_names().items()}


def _in_english(definition: Definition) -> Definition:
    changes = {key: _said(key, getattr(definition, key), definition.english) for key in _OWN}
    questions: dict[str, Question] = {}
    for page in changes["form"].pages:
        for question in page.questions:
            questions |= {one.id: one for one in (question, *question.questions)}
    return dataclasses.replace(definition, **changes, by_id=questions)


def _said(key: str, value: T, words: Mapping[str, str]) -> T:
    """A part of a definition with its words exchanged; everything else is the very same."""
    found: Any = value
    if isinstance(value, str):
        found = Said.of(words[value], value) if key in _WORDS and value in words else value
    elif isinstance(value, tuple):
        found = tuple(_said(key, one, words) for one in value)
    elif isinstance(value, _SPEAKING):
        fields = {one.name: getattr(value, one.name) for one in dataclasses.fields(value)}
        found = dataclasses.replace(value, **{name: _said(name, one, words) for name, one in fields.items()})
    return found


def sentences(definition: Definition) -> dict[str, str]:
    """Every sentence that a citizen may read → the part it stands in first, in the order of the definition."""
    found: dict[str, str] = {}
    for key in _OWN:
        for text, where in _spoken(key, getattr(definition, key), ""):
            found.setdefault(text, where)
    return found


def missing(definition: Definition) -> list[str]:
    """The sentences without an English one."""
    return [text for text in sentences(definition) if text not in definition.english]


def _spoken(key: str, value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if key in _WORDS and key != "example" and any(sign.isalpha() for sign in value):
            yield value, where
    elif isinstance(value, tuple):
        for one in value:
            yield from _spoken(key, one, where)
    elif isinstance(value, _SPEAKING) and not getattr(value, "officer_only", False):
        here = f"Trang “{value.title}”" if isinstance(value, Page) else where or _PARTS.get(key, "")
        for field in dataclasses.fields(value):
            yield from _spoken(field.name, getattr(value, field.name), here)


_PARTS = {
    "field": "Tên và lĩnh vực", "checks": "Điều kiện", "result": "Kết quả", "cases": "Trường hợp", "form": "Tờ khai",
    "papers": "Giấy tờ", "fees": "Phí, lệ phí", "limits": "Thời hạn", "steps": "Các bước",
}  # fmt: skip
