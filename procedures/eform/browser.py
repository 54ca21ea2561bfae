"""The part of a condition that the browser can judge by itself, to show and hide while a person answers.

Only a help: the server decides again when the page is sent. Answers of other pages are put in as literals;
what the browser cannot judge (dates, sums, texts) stays with the server."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from procedures.definition.shapes import Question
from procedures.expressions import Expression, Given, build, known

_OPS = frozenset({"eq", "ne", "in", "and", "or", "not", "empty", "filled"})
_KINDS = frozenset({"yes_no", "choice", "choices", "country", "ethnicity"})
_MOST_KEPT = 8192
_kept: dict[tuple[Any, ...], str] = {}
_FILLED = _KINDS | {"text", "long_text", "name", "id_number", "tax_code", "phone", "email"}


def condition(
    whens: Sequence[Expression | None],
    near: Mapping[str, Question],
    scope: Mapping[str, Any],
    facts: Given,
    prefix: str = "",
    inner: Mapping[str, Question] | None = None,
    screen: frozenset[tuple[str, str]] | None = None,
) -> str:
    """The conditions, all of which must hold, as JSON for `data-when`, with field names; "" when the server
    must decide.

    `near` are the questions on the screen, `scope` the answers that count; `prefix` is the item's, for a
    question inside a repeated group; `inner` are the questions of groups among `near`, where the caller has them.
    `screen` are ids and kinds of both: what looks at nothing else is worked out once for it."""
    given_ones = [when for when in whens if when is not None]
    if not given_ones:
        return ""
    inner = inner_of(near) if inner is None else inner
    if all(near.keys().isdisjoint(one.uses) and inner.keys().isdisjoint(one.uses) for one in given_ones):
        return ""
    if screen is None or not all(one.uses <= near.keys() for one in given_ones):
        return _told(given_ones, _Names(near, inner, prefix), scope, facts)
    key = (screen, prefix, *given_ones)
    told = _kept.get(key)
    if told is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        told = _kept[key] = _told(given_ones, _Names(near, inner, prefix), scope, facts)
    return told


def _told(whens: Sequence[Expression], names: "_Names", scope: Mapping[str, Any], facts: Given) -> str:
    trees = [when.tree for when in whens]
    both = trees[0] if len(trees) == 1 else {"op": "and", "args": trees}
    tree = _reduced(both, names, scope, facts)
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")) if tree is not None else ""


def inner_of(near: Mapping[str, Question]) -> dict[str, Question]:
    """The questions inside the repeated groups among these."""
    return {inner.id: inner for question in near.values() for inner in question.questions}


class _Names:
    """Which questions stand on the page, and under what field name."""

    def __init__(self, near: Mapping[str, Question], inner: Mapping[str, Question], prefix: str) -> None:
        self.near, self.inner, self.prefix = near, inner, prefix

    def field(self, key: str) -> tuple[Question, str] | None:
        if key in self.near:
            return self.near[key], key
        if self.prefix and key in self.inner:
            return self.inner[key], f"{self.prefix}{key}"
        return None


def _reduced(tree: Any, names: _Names, scope: Mapping[str, Any], facts: Given) -> Any:
    """The tree with field names and, for all that is not on the page, its present value; None = cannot."""
    if not any(names.field(key.partition(".")[0]) for key in _keys(tree)):
        value = known(build(tree)(scope, facts))
        return {"v": value} if value is None or isinstance(value, str | int | float | bool | list) else None
    if "q" in tree:
        found = names.field(tree["q"])
        return {"q": found[1]} if found and found[0].kind in _KINDS else None
    if tree["op"] not in _OPS:
        return None
    if tree["op"] in ("empty", "filled"):
        found = names.field(tree["args"][0].get("q", ""))
        return {"op": tree["op"], "args": [{"q": found[1]}]} if found and found[0].kind in _FILLED else None
    args = [_reduced(arg, names, scope, facts) for arg in tree["args"]]
    return None if any(arg is None for arg in args) else {"op": tree["op"], "args": args}


def _keys(tree: Any) -> list[str]:
    if "q" in tree:
        return [tree["q"]]
    return [key for arg in tree.get("args", []) for key in _keys(arg)]
