"""Between what and what a procedure costs: every way to answer the questions that its fees hang on, tried once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any

from procedures.definition import OTHER, Definition, Question
from procedures.definition.shapes import FeeRule
from procedures.expressions import Expression, Given, given, nodes
from procedures.fees import charge

_MOST_WAYS = 4096
_COUNTED = ("number", "money")
Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Prices:
    """Whole đồng for one copy, person or page; `usual` is the price of the first answer to every question."""

    least: int
    usual: int
    most: int


@lru_cache(maxsize=512)
def prices(definition: Definition, on: date) -> Prices | None:
    """The prices of a dossier filed online that day, nobody exempt; None where there are too many ways to try.

    Only choices, yes/no and amounts of the form are tried; a condition on a date or a text counts as false."""
    rules = [rule for rule in definition.fees if _in_force(rule, on)]
    drivers = _drivers(definition, rules)
    whens = [rule.when for rule in rules if rule.when]
    ways = [_values(question, whens) for question in drivers]
    if prod(len(values) for values in ways) > _MOST_WAYS:
        return None
    facts = given("online", on)
    sums = [_sum(definition, rules, _walk(definition, drivers, way, facts), facts) for way in product(*ways)]
    return Prices(min(sums), sums[0], max(sums))


def _in_force(rule: FeeRule, on: date) -> bool:
    return (rule.starts_on is None or rule.starts_on <= on) and (rule.ends_on is None or on <= rule.ends_on)


def _drivers(definition: Definition, rules: list[FeeRule]) -> list[Question]:
    """The questions that decide about these rules, with those that decide whether they are asked; form order."""
    waiting = [key for rule in rules for key in _uses(rule.when)]
    if any(rule.cases for rule in rules):
        waiting += [key for case in definition.cases for key in _uses(case.when)]
    pages = {question.id: page for page in definition.form.pages for question in page.questions}
    found: set[str] = set()
    while waiting:
        key = waiting.pop()
        question = definition.question(key)
        if key in found or question is None or key not in pages:
            continue
        found.add(key)
        waiting += [*_uses(question.when), *_uses(question.value), *_uses(pages[key].when)]
    return [one for page in definition.form.pages for one in page.questions if one.id in found]


def _uses(expression: Expression | None) -> frozenset[str]:
    return expression.uses if expression else frozenset()


def _values(question: Question, whens: list[Expression]) -> list[Any]:
    """What somebody may answer, the first the plainest; [None] for what is not tried."""
    if question.kind == "yes_no":
        return [False, True]
    ids = [option.id for option in question.options] + ([OTHER] if question.other else [])
    if question.kind == "choice":
        return ids
    if question.kind == "choices":
        return [[one] for one in ids]
    if question.kind not in _COUNTED:
        return [None]
    edges = {edge for when in whens for edge in _edges(when, question.id)}
    return sorted({near for edge in edges for near in (edge - 1, edge, edge + 1)}) or [1]


def _walk(definition: Definition, drivers: list[Question], way: tuple[Any, ...], facts: Given) -> Answers:
    """The answers of one way, without those to questions that are not asked then."""
    pages = {question.id: page for page in definition.form.pages for question in page.questions}
    answers: dict[str, Any] = {}
    for question, value in zip(drivers, way, strict=True):
        page = pages[question.id]
        if any(when is not None and not when.holds(answers, facts) for when in (page.when, question.when)):
            continue
        answers[question.id] = question.value.run(answers, facts) if question.value else value
    return answers


def _sum(definition: Definition, rules: list[FeeRule], answers: Answers, facts: Given) -> int:
    case = next((case.id for case in definition.cases if case.when.holds(answers, facts)), "")
    return sum(
        charge(rule.by_channel.get("online", rule.amount), 1)
        for rule in rules
        if (not rule.cases or case in rule.cases) and (rule.when is None or rule.when.holds(answers, facts))
    )


def _edges(when: Expression, key: str) -> Iterator[float]:
    """The numbers with which a condition compares this answer: prices change there."""
    for node, _ in nodes(when.tree):
        args = node.get("args") if isinstance(node, dict) else None
        if args and {"q": key} in args:
            yield from (arg["v"] for arg in args if type(arg.get("v")) in (int, float))
