"""Which test proves which article of the five regulations, and which rule that all of them share (NV).

`articles.json` holds the duties; a test that proves one carries `@pytest.mark.article("QN-13.2a")`. A mark names a row
(`QN-13.2d-đ`) or any one article the row covers (`QN-13.2d`). The tests are read, not run.
"""

import ast
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

ARTICLES = Path(__file__).with_name("articles.json")
NOT_YET = "chưa có / not yet"


@dataclass(frozen=True, slots=True)
class Article:
    """One duty of a regulation; `covers` are the single articles the row speaks for."""

    id: str
    article: str
    duty: str
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Regulation:
    """A province's regulation, and the two to three letters its article marks begin with."""

    mark: str
    province: str
    regulation: str
    in_force: str | None
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A test that says it proves an article."""

    id: str
    test: str


class UnknownArticle(ValueError):
    """A mark that no regulation knows."""


@cache
def regulations() -> tuple[Regulation, ...]:
    """The five regulations with their duties, in the order of the page."""
    return tuple(
        Regulation(
            **{key: row[key] for key in ("mark", "province", "regulation", "in_force")},
            articles=tuple(
                Article(a["id"], a["article"], a["duty"], tuple(a.get("covers", ()))) for a in row["articles"]
            ),
        )
        for row in json.loads(ARTICLES.read_text("utf-8"))["regulations"]
    )


@cache
def rows_by_mark() -> dict[str, Article]:
    """Every id a mark may name, and its row."""
    return {
        id_: article
        for regulation in regulations()
        for article in regulation.articles
        for id_ in (article.id, *article.covers)
    }


def unknown(ids: Iterable[str]) -> str:
    """The first id that no regulation knows, as a sentence with its neighbours; empty when all are known."""
    for id_ in ids:
        if id_ not in rows_by_mark():
            near = (
                ", ".join(get_close_matches(id_, rows_by_mark(), 3)) or "see portal/reporting/articles.json"
            )
            return f"No regulation has an article “{id_}”. Near: {near}."
    return ""


def marks(tests: Path) -> list[Mark]:
    """Every article mark below a folder of tests, by file and name. Raises UnknownArticle, SyntaxError."""
    found: list[Mark] = []
    for path in sorted(tests.rglob("*.py")):
        place = path.relative_to(tests.parent).as_posix()
        for name, id_ in _marks_in(ast.parse(path.read_text("utf-8"), filename=place)):
            if problem := unknown([id_]):
                raise UnknownArticle(f"{place}::{name}: {problem}")
            found.append(Mark(id_, f"{place}::{name}"))
    return found


def _marks_in(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(name of the test, id) for marks on functions, on classes, in parameters and in `pytestmark`."""
    whole = [id_ for node in tree.body if _names(node, "pytestmark") for id_ in _ids(node)]
    for node in tree.body:
        yield from _walk(node, "", whole)


def _walk(node: ast.stmt, prefix: str, inherited: list[str]) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.ClassDef):
        own = [id_ for decorator in node.decorator_list for id_ in _ids(decorator)]
        own += [id_ for item in node.body if _names(item, "pytestmark") for id_ in _ids(item)]
        for item in node.body:
            yield from _walk(item, f"{prefix}{node.name}::", inherited + own)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
        own = [id_ for decorator in node.decorator_list for id_ in _ids(decorator)]
        for id_ in dict.fromkeys(inherited + own):
            yield f"{prefix}{node.name}", id_


def _names(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == name for target in node.targets
    )


def _ids(node: ast.AST) -> list[str]:
    """The literal ids of every `pytest.mark.article(...)` inside a node."""
    ids: list[str] = []
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.article":
            for argument in call.args:
                if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                    raise UnknownArticle(f"Line {call.lineno}: write the article as a plain string.")
                ids.append(argument.value)
    return ids


def page(found: Iterable[Mark]) -> str:
    """docs/conformance.md: a table per regulation, what is proved and what is not yet."""
    proofs: dict[str, list[str]] = defaultdict(list)
    for mark in found:
        tests = proofs[rows_by_mark()[mark.id].id]
        if mark.test not in tests:
            tests.append(mark.test)
    lines = [
        "# Conformance",
        "",
        "Written by `manage.py conformance` from `portal/reporting/articles.json` and the "
        "`@pytest.mark.article(…)` marks in `tests/`; do not edit.",
        "A duty counts as proved when at least one test names it. Duties of an organisation that need no "
        "software are listed all the same.",
        "",
        "| regulation | duties | with a test | not yet |",
        "| --- | ---: | ---: | ---: |",
    ]
    for regulation in regulations():
        proved = sum(article.id in proofs for article in regulation.articles)
        total = len(regulation.articles)
        lines.append(f"| {regulation.province} | {total} | {proved} | {total - proved} |")
    for regulation in regulations():
        lines += _table(regulation, proofs)
    return "\n".join(lines) + "\n"


def _table(regulation: Regulation, proofs: dict[str, list[str]]) -> list[str]:
    since = ""
    if regulation.in_force:
        year, month, day = regulation.in_force.split("-")
        since = f", in force {day}/{month}/{year}"
    lines = [
        "",
        f"## {regulation.province}: {regulation.regulation}{since}",
        "",
        "| article | mark | duty | tests |",
        "| --- | --- | --- | --- |",
    ]
    for article in regulation.articles:
        tests = "<br>".join(f"`{test}`" for test in proofs.get(article.id, [])) or NOT_YET
        duty = article.duty.replace("|", "\\|")
        lines.append(f"| {article.article} | `{article.id}` | {duty} | {tests} |")
    return lines
