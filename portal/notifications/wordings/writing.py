"""Administrators' wordings are drawn in a sandbox: names, filters, conditions, lists; nothing reaches the portal."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from portal.notifications.wordings.kinds import KINDS, examples
from portal.web.show import FILTERS

SHOWN = (
    "day",
    "long_day",
    "clock",
    "moment",
    "stamp",
    "vnd",
    "number",
    "weekday",
    "phone",
    "length",
    "join",
    "upper",
    "lower",
)
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Filter, nodes.If, nodes.For, nodes.CondExpr,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Const, nodes.Getattr,
)  # fmt: skip
_PARTS = {"title", "note", "code", "step", "due_at", "late", "last", "first", "index"}


@cache
def sandbox() -> ImmutableSandboxedEnvironment:
    """Strict, without globals, with the filters by which screens show values."""
    env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    env.globals.clear()
    kept = {name: FILTERS.get(name) or env.filters[name] for name in SHOWN}
    env.filters.clear()
    env.filters.update(kept)
    return env


def drawn(text: str, facts: dict[str, Any]) -> str:
    """The words with the facts in their places. Raises TemplateError."""
    return sandbox().from_string(text).render(facts)


def facts_for(template: str, given: dict[str, Any]) -> dict[str, Any]:
    """What the act gave, with what it may leave out as empty."""
    known = KINDS.get(template)
    return {**(examples_left_out(template) if known else {}), **given}


def examples_left_out(template: str) -> dict[str, Any]:
    bare = examples(template, bare=True)
    return {name: bare[name] for name in KINDS[template].may}


def grammar(text: str, template: str) -> Iterator[str]:
    """What is wrong with the writing itself, each as a sentence with its line."""
    try:
        tree = sandbox().parse(text)
    except TemplateError as error:
        yield f"Dòng {getattr(error, 'lineno', 1)}: dấu {{{{ }}}} hoặc {{% %}} chưa đúng ({error})."
        return
    own = {target.name for loop in tree.find_all(nodes.For) for target in _targets(loop)} | {"loop"}
    known = KINDS[template].known
    for node in _each(tree):
        if not isinstance(node, _ALLOWED):
            yield f"Dòng {node.lineno}: chỉ dùng tên, bộ lọc, điều kiện và danh sách; không dùng {type(node).__name__}."
        elif isinstance(node, nodes.Name) and node.name not in known | own:
            yield f"Dòng {node.lineno}: tin này không có “{node.name}”. Có: {', '.join(sorted(known))}."
        elif isinstance(node, nodes.Filter) and node.name not in SHOWN:
            yield f"Dòng {node.lineno}: không có bộ lọc “{node.name}”. Có: {', '.join(SHOWN)}."
        elif isinstance(node, nodes.Getattr) and node.attr not in _PARTS:
            yield f"Dòng {node.lineno}: không có phần “{node.attr}”."


def names_in(text: str) -> set[str]:
    """The names that a wording uses anywhere; nothing for one that cannot be read."""
    try:
        return {node.name for node in sandbox().parse(text).find_all(nodes.Name)}
    except TemplateError:
        return set()


def _each(tree: nodes.Node) -> Iterator[nodes.Node]:
    yield tree
    for child in tree.iter_child_nodes():
        yield from _each(child)


def _targets(loop: nodes.For) -> list[nodes.Name]:
    return [node for node in (loop.target, *loop.target.find_all(nodes.Name)) if isinstance(node, nodes.Name)]
