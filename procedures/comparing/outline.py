"""A definition as an outline that a lawyer can read: groups of parts, each part a few facts in words.

Every field of every part is a fact, also one that was added to the shapes later, so that two definitions with
the same outline really say the same."""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.agencies.models import Duty
from portal.web.show import day, stamp, vnd
from procedures.comparing.words import FIELDS, VALUES
from procedures.definition import Amount, Definition, Limit, Option, Question
from procedures.definition.sheet import Layout
from procedures.eform import text_of
from procedures.expressions import Expression
from procedures.formula import as_words
from procedures.showing import amount_words, limit_words

_HIDDEN = {"id", "questions", "by_id", "layout"}


@dataclass(frozen=True, slots=True)
class Part:
    """One thing of its group: a question, a paper, a step; `what` is its kind of thing in words."""

    key: str
    what: str
    title: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    title: str
    parts: tuple[Part, ...]


def outline(definition: Definition) -> list[Group]:
    """The groups in the order in which people ask about them."""
    return [
        Group("law", "Pháp lý", tuple(_law(definition))),
        Group("questions", "Câu hỏi", tuple(_questions(definition))),
        Group("papers", "Giấy tờ", tuple(_papers(definition))),
        Group("fees", "Phí, lệ phí", tuple(_parts(definition, definition.fees, "khoản", "name"))),
        Group("steps", "Các bước", tuple(_parts(definition, definition.steps, "bước", "name"))),
        Group(
            "limits", "Thời hạn", (_part(definition, definition.limits, "limits", "thời hạn", "Thời hạn"),)
        ),
        Group("in_person", "Phải gặp mặt", tuple(_parts(definition, definition.in_person, "việc", "why"))),
        Group("english", "Tiếng Anh", tuple(_english(definition))),
        Group("tests", "Hồ sơ thử", tuple(_parts(definition, definition.tests, "hồ sơ thử", "name"))),
    ]


def _law(definition: Definition) -> Iterator[Part]:
    yield Part("procedure", "thủ tục", "Tên và phạm vi", _general(definition))
    for law in definition.legal:
        yield _part(definition, law, f"law:{law.number}", "căn cứ", law.number)
    yield from _parts(definition, definition.checks, "điều kiện", "text")
    yield _part(definition, definition.competence, "competence", "thẩm quyền", "Thẩm quyền giải quyết")
    yield _part(definition, definition.result, "result", "kết quả", definition.result.name)
    if definition.result.layout is not None:
        yield from _layout(definition.result.layout, definition, "result-", "lời kết quả", "Lời của kết quả")


def _general(definition: Definition) -> dict[str, str]:
    keys = ("code", "name", "plain_name", "field", "audience", "level", "online", "summary", "keywords")
    rest = ("minutes_to_file", "appointment", "retention", "unverified")
    return {key: said(key, getattr(definition, key), definition) for key in (*keys, *rest)}


def _questions(definition: Definition) -> Iterator[Part]:
    form = definition.form
    facts = {"code": form.code, "title": form.title, "template": form.template}
    facts |= {"signed": "có"} if form.signed else {}
    yield Part("form", "tờ khai", form.title, facts)
    if form.layout is not None:
        yield from _layout(form.layout, definition, "", "mẫu in", "Mẫu in tờ khai")
    for page in form.pages:
        yield _part(definition, page, f"page:{page.id}", "trang", page.title)
        for question in page.questions:
            yield _question(definition, question, page.title)
            for inner in question.questions:
                yield _question(definition, inner, f"{page.title} › {question.called()}")


def _layout(layout: Layout, definition: Definition, mark: str, what: str, title: str) -> Iterator[Part]:
    """The printed form or the words of the result: what is said about it, then each line by its words and place."""
    names = [one.called() for key in layout.unprinted if (one := definition.question(key)) is not None]
    about = {"source": layout.source, "paper": layout.paper, "unprinted": "; ".join(names)}
    yield Part(f"{mark}layout", what, title, about)
    before, often = "", Counter[str]()
    for line in layout.lines:
        often[line] += 1
        facts = {"text": line, "comes_after": f"{before} ({often[before]})" if before else ""}
        yield Part(f"{mark}line:{often[line]}:{line}", f"dòng {what}", line or "(dòng trống)", facts)
        before = line


def _question(definition: Definition, question: Question, where: str) -> Part:
    part = _part(definition, question, question.id, "câu hỏi", question.called())
    return dataclasses.replace(part, facts={"page": where, **part.facts})


def _english(definition: Definition) -> Iterator[Part]:
    for vietnamese, english in definition.english.items():
        yield Part(f"english:{vietnamese}", "câu tiếng Anh của", vietnamese, {"english": english})


def _papers(definition: Definition) -> Iterator[Part]:
    yield from _parts(definition, definition.cases, "trường hợp", "name", "case:")
    yield from _parts(definition, definition.papers, "giấy tờ", "name")


def _parts(
    definition: Definition, things: tuple[Any, ...], what: str, title: str, prefix: str = ""
) -> Iterator[Part]:
    for thing in things:
        yield _part(definition, thing, f"{prefix}{thing.id}", what, getattr(thing, title))


def _part(definition: Definition, thing: Any, key: str, what: str, title: str) -> Part:
    facts = {
        field.name: said(field.name, getattr(thing, field.name), definition)
        for field in dataclasses.fields(thing)
        if field.name not in _HIDDEN
    }
    return Part(key, what, title, facts)


def said(key: str, value: Any, definition: Definition) -> str:
    """A value in words; "" for what is not there."""
    if value is None or value == "" or value == () or value == {}:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Expression):
        return as_words(value.tree, definition)
    if isinstance(value, str):
        return _word(key, value, definition)
    if key == "answers":
        return "; ".join(_answers(value, definition))
    if isinstance(value, Mapping):
        return "; ".join(
            f"{_word('channel', str(k), definition)}: {said(key, v, definition)}" for k, v in value.items()
        )
    if isinstance(value, tuple | list):
        return "; ".join(said(key, item, definition) for item in value)
    return _other(key, value, definition)


def _answers(answers: Mapping[str, Any], definition: Definition) -> Iterator[str]:
    """The answers of a test dossier under the words of their questions."""
    for key, value in answers.items():
        question = definition.question(key)
        yield f"{question.called()}: {text_of(question, answers) or value}" if question else f"{key}: {value}"


def _word(key: str, value: str, definition: Definition) -> str:
    """Words of the handbook for words of the code; steps, papers and questions by their names."""
    if key == "duty" and value in Duty.values:
        return str(Duty(value).label)
    if key == "retention":
        return "vĩnh viễn" if value == "permanent" else f"{value} năm"
    if key in ("after", "back_to", "steps") and (step := definition.step(value)):
        return step.name
    if key == "papers" and (paper := definition.paper(value)):
        return paper.name
    if key in ("question", "birth", "sex", "copies", "asked", "not_asked") and (
        question := definition.question(value)
    ):
        return question.called()
    return VALUES.get(key, {}).get(value, value)


def _other(key: str, value: Any, definition: Definition) -> str:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Amount):
        return _amount(value, definition)
    if isinstance(value, Limit):
        return limit_words(value)
    if isinstance(value, Option):
        return f"{value.label} ({value.hint})" if value.hint else value.label
    if isinstance(value, re.Pattern):
        return str(value.pattern)
    if dataclasses.is_dataclass(value):
        return ", ".join(_facts_of(value, definition))
    if key == "minutes":
        return minutes_words(int(value))
    if key in ("vnd", "fee_vnd"):
        return vnd(value)
    return str(value).removesuffix(".0")


def _facts_of(value: Any, definition: Definition) -> Iterator[str]:
    """A part inside a part in one line: “Trẻ em, giảm 50%, theo NQ 12”."""
    for field in dataclasses.fields(value):
        told = said(field.name, getattr(value, field.name), definition)
        if field.name in _HIDDEN or not told:
            continue
        bare = field.name in ("name", "label", "code")
        yield told if bare else f"{FIELDS.get(field.name, field.name)} {told}"


def _amount(amount: Amount, definition: Definition) -> str:
    """The price and by which answers it is counted."""
    by = [_word("question", key, definition) for key in (amount.question, amount.copies) if key]
    return (
        f"{amount_words(amount)} (đếm theo {', '.join(f'“{name}”' for name in by)})"
        if by
        else amount_words(amount)
    )


def minutes_words(minutes: int) -> str:
    """Working minutes as people count them: “2 ngày 4 giờ làm việc”."""
    days, rest = divmod(minutes, 480)
    hours, left = divmod(rest, 60)
    said_parts = [
        f"{days} ngày" if days else "",
        f"{hours} giờ" if hours else "",
        f"{left} phút" if left else "",
    ]
    return " ".join(part for part in said_parts if part) + " làm việc" if minutes else "0 phút"
