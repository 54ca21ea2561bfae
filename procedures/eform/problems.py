"""What keeps a page or a whole form from being accepted. Compiled once per definition; no query, no loop
that the form does not have (yardstick: 40 questions in 60 µs).

Keys are field names as on the page: `ten`, `con-2-ten`."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.utils.translation import gettext as _

from portal.accounts.numbers import id_number_warning
from procedures.definition.shapes import OTHER, Definition, Page, Question
from procedures.eform import checks
from procedures.eform.walking import Answers, walk
from procedures.expressions import Given, Run, given, known

Found = dict[str, str]
Special = Callable[[Any, Any, Given, dict[str, Any], Found, str], None]


class Row(NamedTuple):
    """One question ready to be checked."""

    id: str
    when: Run | None
    missing: Callable[[], str] | None  # what to say when it is left empty; None where it may be
    check: checks.Check
    special: "Special | None"  # kinds that need more than their own value


class Plan(NamedTuple):
    pages: list[tuple[str, Run | None, list[Row]]]


_plans: dict[bool, WeakKeyDictionary[Definition, Plan]] = {
    False: WeakKeyDictionary(),
    True: WeakKeyDictionary(),
}


def problems(definition: Definition, answers: Answers, facts: Given | None = None) -> Found:
    """Every fault of the form: field → sentence, in the order of the form. Empty means it may be sent."""
    facts = facts or given()
    return _judge(_plan(definition, desk=facts.desk), answers, facts, "")


def page_problems(definition: Definition, page: Page, answers: Answers, facts: Given | None = None) -> Found:
    """The faults of one page; empty too when the page is not asked."""
    facts = facts or given()
    return _judge(_plan(definition, desk=facts.desk), answers, facts, page.id)


def warnings(definition: Definition, answers: Answers, facts: Given | None = None) -> Found:
    """What looks odd and does not block: an identity number that does not match birth year or sex."""
    pages, counting = walk(definition, answers, facts)
    found: Found = {}
    for _page, asked in pages:
        for question in asked:
            for name, one, scope in _fields(question, counting):
                if one.kind == "id_number" and (number := scope.get(one.id)):
                    birth_on, sex = checks.birth_and_sex(one, scope)
                    if isinstance(number, str) and (text := id_number_warning(number, birth_on, sex)):
                        found[name] = text
    return found


def _fields(question: Question, counting: Mapping[str, Any]) -> list[tuple[str, Question, Mapping[str, Any]]]:
    if question.kind != "group":
        return [(question.id, question, counting)]
    return [
        (f"{question.id}-{index}-{inner.id}", inner, {**counting, **item})
        for index, item in enumerate(counting.get(question.id, []))
        for inner in question.questions
    ]


def _plan(definition: Definition, *, desk: bool) -> Plan:
    """Two per definition: at the desk the questions for officers must be answered too."""
    plan = _plans[desk].get(definition)
    if plan is None:
        plan = _plans[desk][definition] = Plan(
            [
                (page.id, page.when.run if page.when else None, [_row(q, desk=desk) for q in page.questions])
                for page in definition.form.pages
            ]
        )
    return plan


def _row(question: Question, *, desk: bool) -> Row:
    when = question.when.run if question.when else None
    check = checks.build(question)
    if question.kind == "computed":
        return Row(question.id, when, None, check, _computed(question))
    if question.kind == "group":
        return Row(question.id, when, None, check, _group(question, desk=desk))
    needed = question.required and question.kind not in ("statement", "file")
    needed = needed and (desk or not question.officer_only)
    special = _other(question) if question.other else None
    return Row(question.id, when, partial(checks.missing, question) if needed else None, check, special)


def _judge(plan: Plan, answers: Answers, facts: Given, only: str) -> Found:
    found: Found = {}
    counting: dict[str, Any] = {}
    for page, when, rows in plan.pages:
        if when is None or when(counting, facts) is True:
            kept = found if not only or page == only else {}
            _rows(rows, answers, facts, counting, kept, "")
        if page == only:
            break
    return found


def _rows(
    rows: list[Row], answers: Answers, facts: Given, counting: dict[str, Any], found: Found, prefix: str
) -> None:
    for key, when, missing, check, special in rows:
        if when is not None and when(counting, facts) is not True:
            continue
        value = answers.get(key)
        if special is not None:
            special(value, answers, facts, counting, found, prefix + key)
        if value is None or value == "" or value == []:
            if missing:
                found[prefix + key] = missing()
            continue
        problem = check(value, facts)
        if problem:
            found[prefix + key] = problem
            value = known(value)
        if key not in counting:
            counting[key] = value


def _computed(question: Question) -> Special:
    value_of = question.value.run if question.value else None

    def special(
        value: Any, answers: Answers, facts: Given, counting: dict[str, Any], found: Found, name: str
    ) -> None:
        counting[question.id] = value_of(counting, facts) if value_of else None

    return special


def _other(question: Question) -> Special:

    def special(
        value: Any, answers: Answers, facts: Given, counting: dict[str, Any], found: Found, name: str
    ) -> None:
        if value != OTHER:
            return
        text = answers.get(question.other_id)
        if not isinstance(text, str) or not text:
            found[f"{name}_{OTHER}"] = checks.missing_other(question)
        elif len(text) > 300:
            found[f"{name}_{OTHER}"] = _("Phần ghi thêm phải từ 300 ký tự trở xuống")
        else:
            counting[question.other_id] = text

    return special


def _too_few(question: Question, least: int, label: str) -> str:
    if least == 1:
        return checks.missing(question)
    return _("Thêm ít nhất %(n)s %(item)s") % {"n": least, "item": label}


def _group(question: Question, *, desk: bool) -> Special:
    rows = [_row(inner, desk=desk) for inner in question.questions]
    least, most = int(question.min or 0), int(question.max or 1)
    label = question.item_label[:1].lower() + question.item_label[1:]
    inside = {key for inner in question.questions for key in (inner.id, inner.other_id)}

    def special(
        value: Any, answers: Answers, facts: Given, counting: dict[str, Any], found: Found, name: str
    ) -> None:
        kept = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
        if len(kept) < least and (desk or not question.officer_only):
            found[name] = _too_few(question, least, label)
        if len(kept) > most:
            told = {"most": most, "item": label, "n": len(kept)}
            found[name] = _("Chỉ được đến %(most)s %(item)s — hiện có %(n)s") % told
        outer = {key: counting[key] for key in counting}
        items = []
        for index, item in enumerate(kept):
            scope = dict(outer)
            _rows(rows, item, facts, scope, found, f"{name}-{index}-")
            items.append({key: scope[key] for key in scope if key in inside})
        counting[question.id] = items

    return special
