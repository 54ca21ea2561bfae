"""A page of a form as plain field views, which templates/components/eform.html turns into HTML.

The same for the citizen's wizard and the counter. Nothing here decides: what is asked comes from walking,
what is wrong from problems."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from portal.web.language import Said
from procedures import places
from procedures.definition.shapes import OTHER, RAW, Definition, Page, Question
from procedures.eform import checks
from procedures.eform.browser import condition, inner_of
from procedures.eform.dates import PARTS, raw_problem
from procedures.eform.drawing import Kept
from procedures.eform.field_view import FieldView, ItemView, OptionView, PartView
from procedures.eform.lists import COUNTRIES, ETHNIC_GROUPS
from procedures.eform.numbers import number_text, quantity_text
from procedures.eform.prefill import SOURCES, source_of, source_words
from procedures.eform.problems import warnings
from procedures.eform.reading import Post
from procedures.eform.shown import text_of
from procedures.eform.walking import effective
from procedures.expressions import Given, given
from procedures.operations import is_number

Answers = Mapping[str, Any]
SEEN = "hien"
_PART_WORDS = {"ngay": lazy("Ngày"), "thang": lazy("Tháng"), "nam": lazy("Năm")}
_WIDTHS = {
    "id_number": "w22",
    "tax_code": "w22",
    "phone": "w10",
    "time": "w6",
    "number": "w6",
    "money": "w10",
}
_COMPLETE = {"party.name": "name", "party.phone": "tel", "party.email": "email"}
_RENDERED = {
    "long_text": "textarea",
    "yes_no": "radio",
    "choice": "radio",
    "choices": "checkboxes",
    "country": "select",
    "ethnicity": "select",
}
_NUMERIC = {"id_number", "phone", "number", "money", "tax_code"}


@dataclass(frozen=True, slots=True)
class _Scene:
    """What every field of the page is drawn with."""

    page: Page
    near: Mapping[str, Question]
    inner: Mapping[str, Question]
    screen: frozenset[tuple[str, str]]
    counting: Mapping[str, Any]
    answers: Answers
    problems: Mapping[str, str]
    warnings: Mapping[str, str]
    facts: Given
    language: str = ""
    prefix: str = ""


def fields(
    definition: Definition,
    page: Page,
    answers: Answers,
    problems: Mapping[str, str] | None = None,
    facts: Given | None = None,
    together: Iterable[Page] = (),
) -> list[FieldView]:
    """The fields of a page in order. A question whose condition the browser can judge is drawn hidden when it
    is not asked; one that only the server can judge is drawn only when it is asked.

    `together` are the pages that stand on the same screen (the counter shows them all): conditions may look at
    their questions too."""
    facts = facts or given()
    near = {question.id: question for one in (page, *together) for question in one.questions}
    inner = inner_of(near)
    scene = _Scene(
        page=page,
        near=near,
        inner=inner,
        screen=frozenset((one.id, one.kind) for one in (*near.values(), *inner.values())),
        counting=effective(definition, answers, facts),
        answers=answers,
        problems=problems or {},
        warnings=warnings(definition, answers, facts),
        facts=facts,
        language=get_language() or "",
    )
    return list(_drawn(page.questions, scene))


def summary(views: Iterable[FieldView], problems: Mapping[str, str]) -> list[tuple[str, str]]:
    """The error summary: (id to link to, sentence), in the order of the page; what is not on it comes last."""
    found, told = [], set()
    for one in flat(views):
        for key in (one.id, one.other.id if one.other else ""):
            if key in problems:
                found.append((one.focus if key == one.id else key, problems[key]))
                told.add(key)
    return found + [("", text) for key, text in problems.items() if key not in told]


def flat(views: Iterable[FieldView]) -> Iterable[FieldView]:
    """Every field, those inside repeated groups too."""
    for one in views:
        yield one
        for item in one.items:
            yield from flat(item.fields)


def seen(views: Iterable[FieldView]) -> str:
    """For the hidden field `hien`: which questions stood on the screen."""
    return ",".join(one.id for one in flat(views) if not one.hidden)


def unseen(
    definition: Definition, page: Page, post: Mapping[str, Any], answers: Answers, facts: Given | None = None
) -> bool:
    """Whether these answers open questions that were not on the screen when the page was sent (no script):
    show the page again. `answers` are those after reading the post."""
    told = Post(post).text(SEEN)
    if not told or told == "*":
        return False
    return bool(
        {one.id for one in flat(fields(definition, page, answers, {}, facts)) if not one.hidden}
        - set(told.split(","))
    )


def _drawn(questions: Iterable[Question], scene: _Scene) -> Iterable[FieldView]:
    outer = () if scene.prefix or scene.page.when is None else (scene.page.when,)
    for question in questions:
        if question.kind == "computed" or (question.officer_only and not scene.facts.desk):
            continue
        whens = outer if question.when is None else (*outer, question.when)
        asked, when = True, ""
        if whens:
            asked = all(one.holds(scene.counting, scene.facts) for one in whens)
            when = condition(
                whens, scene.near, scene.counting, scene.facts, scene.prefix, scene.inner, scene.screen
            )
        if asked or when:
            yield _field(question, scene, when, hidden=not asked)


def _field(question: Question, scene: _Scene, when: str, *, hidden: bool) -> FieldView:
    name = f"{scene.prefix}{question.id}" if scene.prefix else question.id
    value = scene.answers.get(question.id)
    kept = _kept_of(question, name, scene)
    facts = {**kept.facts, "kept": kept, "when": when, "hidden": hidden}
    if scene.problems and (error := scene.problems.get(name, "")):
        facts["error"] = error
    elif scene.warnings and (warning := scene.warnings.get(name, "")):
        facts["warning"] = warning
    if not scene.prefix and (source := source_of(question.id, scene.answers)):
        facts["source"] = source_words(source)
        if question.locked and not scene.facts.desk:
            facts["locked"] = text_of(question, scene.answers)
    facts.update(_DRAWN.get(question.kind, _plain)(question, name, value, scene))
    return FieldView(**facts)


_kept: dict[tuple[int, str, str, str], Kept] = {}
_MOST_KEPT = 4096


def _kept_of(question: Question, name: str, scene: _Scene) -> Kept:
    """What the definition alone says of the field. The question is held with it: a key that an ended one had before
    is noticed."""
    key = (id(question), name, scene.page.title, scene.language)
    kept = _kept.get(key)
    if kept is None or kept.question is not question:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        kept = _kept[key] = Kept(question, _standing(question, name, scene))
    return kept


def _standing(question: Question, name: str, scene: _Scene) -> dict[str, Any]:
    return {
        "id": name,
        "kind": _RENDERED.get(question.kind, question.kind if question.kind in _DRAWN else "text"),
        "label": _label(question),
        "focus": name,
        "asks": question.kind,
        "hint": _hint(question),
        "optional": not question.required and question.kind not in ("statement", "group"),
        "for_officers": question.officer_only,
        "label_hidden": question.label == scene.page.title,
        "width": _WIDTHS.get(question.kind, ""),
        "inputmode": "numeric" if question.kind in _NUMERIC and not question.decimals else "",
        "autocomplete": _COMPLETE.get(question.prefill, "off"),
        "max_length": question.max_length if question.kind == "long_text" else 0,
        "at_home": question.scope == "province",
    }


def _label(question: Question) -> str:
    """A quantity says its unit, unless the label does already."""
    unit = _("đồng") if question.kind == "money" else question.unit
    if not unit or unit.lower() in question.label.lower():
        return question.label
    label = f"{question.label} ({unit})"
    return Said(label) if isinstance(question.label, Said) else label


def _hint(question: Question) -> str:
    example = _("Ví dụ: %(example)s") % {"example": question.example} if question.example else ""
    if not example and question.kind == "date":
        example = _("Ví dụ: %(example)s") % {"example": "27 3 2026"} if not question.hint else ""
    return ". ".join(part for part in (question.hint.rstrip("."), example) if part)


def _plain(question: Question, name: str, value: Any, scene: _Scene) -> dict[str, Any]:
    return {"value": _typed(value, question)}


def _typed(value: Any, question: Question | None = None) -> str:
    """A value as it is put back into its box: what could not be read comes back as it was typed."""
    if isinstance(value, dict):
        value = value.get(RAW, "")
    if is_number(value):
        return quantity_text(value, question) if question else number_text(value)
    return value if isinstance(value, str) else ""


def _date(question: Question, name: str, value: Any, scene: _Scene) -> dict[str, Any]:
    wrong, values = "", dict.fromkeys(PARTS, "")
    if isinstance(value, dict) and isinstance(value.get(RAW), dict):
        values = {part: str(value[RAW].get(part, "")) for part in PARTS}
        wrong = raw_problem("", value[RAW])[0]
    elif isinstance(value, str) and len(value) == 10:
        values = {"nam": value[:4], "thang": str(int(value[5:7])), "ngay": str(int(value[8:]))}
    failed = name in scene.problems
    parts = [
        PartView(
            name=f"{name}-{part}",
            label=str(_PART_WORDS[part]),
            value=values[part],
            width="w6" if part == "nam" else "w4",
            wrong=failed and part in (wrong or part),
        )
        for part in PARTS
    ]
    return {"parts": parts, "focus": f"{name}-{wrong if failed and wrong else PARTS[0]}"}


def _options(name: str, pairs: Iterable[tuple[str, str, str]], chosen: Any) -> list[OptionView]:
    picked = chosen if isinstance(chosen, list) else [chosen]
    return [
        OptionView(value, label, hint, value in picked, name if index == 0 else f"{name}-{index}")
        for index, (value, label, hint) in enumerate(pairs)
    ]


def _yes_no(question: Question, name: str, value: Any, scene: _Scene) -> dict[str, Any]:
    chosen = {True: "co", False: "khong"}.get(value) if isinstance(value, bool) else None
    return {"options": _options(name, [("co", _("Có"), ""), ("khong", _("Không"), "")], chosen)}


def _choice(question: Question, name: str, value: Any, scene: _Scene) -> dict[str, Any]:
    pairs = [(option.id, option.label, option.hint) for option in question.options]
    if not question.other:
        return {"options": _options(name, pairs, value)}
    options = _options(name, [*pairs, (OTHER, _("Khác"), "")], value)
    key = f"{name}_{OTHER}"
    other = FieldView(
        id=key,
        kind="text",
        label=checks.missing_other(question),
        focus=key,
        asks="text",
        value=_typed(scene.answers.get(question.other_id)),
        error=scene.problems.get(key, ""),
        when=json.dumps({"op": "eq", "args": [{"q": name}, {"v": OTHER}]}),
        hidden=value != OTHER,
    )
    return {"options": options, "other": other}


def _country(question: Question, name: str, value: Any, scene: _Scene) -> dict[str, Any]:
    return {"options": _options(name, [(code, words, "") for code, words in COUNTRIES.items()], value)}


def _ethnicity(question: Question, name: str, value: Any, scene: _Scene) -> dict[str, Any]:
    return {"options": _options(name, [(group, group, "") for group in ETHNIC_GROUPS], value)}


def _commune(question: Question, name: str, value: Any, scene: _Scene) -> dict[str, Any]:
    if isinstance(value, dict):
        return {"value": str(value.get(RAW, "")), "options": _places(name, value)}
    return {"value": places.text_of(value) if isinstance(value, str) else ""}


def _address(question: Question, name: str, value: Any, scene: _Scene) -> dict[str, Any]:
    if not isinstance(value, dict):
        return {"focus": f"{name}-duong", "line_wrong": name in scene.problems}
    raw = value.get(RAW)
    if isinstance(raw, dict):
        line, place = str(raw.get("duong", "")), str(raw.get("xa", ""))
        return {
            "line": line,
            "value": place,
            "options": _places(f"{name}-xa", value),
            "focus": f"{name}-xa",
        }
    commune = value.get("commune")
    return {
        "line": str(value.get("line") or ""),
        "value": places.text_of(commune) if isinstance(commune, str) else "",
        "focus": f"{name}-duong",
        "line_wrong": name in scene.problems,
    }


def _places(name: str, value: Mapping[str, Any]) -> list[OptionView]:
    """The places that a name may mean, to choose from."""
    codes = [code for code in value.get("options") or [] if isinstance(code, str)]
    return [
        OptionView(code, places.text_of(code), "", False, f"{name}-chon-{index}")
        for index, code in enumerate(codes)
    ]


def _statement(question: Question, name: str, value: Any, scene: _Scene) -> dict[str, Any]:
    return {}


def _group(question: Question, name: str, value: Any, scene: _Scene) -> dict[str, Any]:
    least, most = int(question.min or 0), int(question.max or 1)
    kept = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    kept += [{}] * (least - len(kept))
    items = [_item(question, index, item, scene, len(kept) > least) for index, item in enumerate(kept)]
    label = _("Thêm %(name)s") % {"name": question.item_label[:1].lower() + question.item_label[1:]}
    more = len(kept) < most
    focus = f"{name}-0-{question.questions[0].id}" if kept else f"{name}-them"
    return {"items": items, "add": f"them:{name}" if more else "", "add_label": label, "focus": focus}


def _item(group: Question, index: int, item: Answers, scene: _Scene, may_go: bool) -> ItemView:
    inside = _Scene(
        page=scene.page,
        near=scene.near,
        inner=scene.inner,
        screen=scene.screen,
        counting={**scene.counting, **item},
        answers=item,
        problems=scene.problems,
        warnings=scene.warnings,
        facts=scene.facts,
        language=scene.language,
        prefix=f"{group.id}-{index}-",
    )
    return ItemView(
        heading=f"{group.item_label} {index + 1}",
        fields=list(_drawn(group.questions, inside)),
        remove=f"xoa:{group.id}:{index}" if may_go else "",
    )


_DRAWN = {
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choice,
    "country": _country,
    "ethnicity": _ethnicity,
    "commune": _commune,
    "address": _address,
    "statement": _statement,
    "file": _statement,
    "group": _group,
}
__all__ = ["SEEN", "SOURCES", "FieldView", "fields", "flat", "seen", "summary", "unseen"]
