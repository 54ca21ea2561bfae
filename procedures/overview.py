"""docs/procedures.md: every shipped procedure on one line, and what in it nobody has checked yet."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from django.utils import translation

from portal.web.show import NBSP
from procedures.definition import Definition, parse
from procedures.showing import fee_words, limit_words, online_words

PACKAGES = Path(__file__).with_name("packages")
AS_OF = date(2026, 7, 1)
"""Fees are shown as of the day on which the national catalogue was read."""
_HEAD = """# The procedures that ship

Written by `manage.py list_packages` from procedures/packages/*.json; a test keeps it in step. Fees as of {day}.
Times and fees are those of the national catalogue where it names them; everything else is marked unverified in
the package and listed below. Prices that a provincial council sets are examples: set your own before going live.

| Code | Name | Time | Fee | Online | Tests | Unverified |
| --- | --- | --- | --- | --- | ---: | ---: |
"""
_NO_FORM = {
    "2.000815": "none found: original and copies are shown (NĐ 23/2015/NĐ-CP)",
    "2.000884": "none found: identity papers and the text to be signed are shown (NĐ 23/2015/NĐ-CP)",
    "2.000908": "none found: identity papers are shown, or a written request by post (NĐ 23/2015/NĐ-CP)",
    "2.001035": "none found: the draft transaction and its papers are handed in (NĐ 23/2015/NĐ-CP)",
    "2.001159": "the law issues none: it lists what is told, by any means (TT 55/2021/TT-BCA)",
}
"""Why a procedure has no form of the state; the others: none is known."""


def shipped() -> list[Definition]:
    """Every package, by code."""
    return [parse(json.loads(path.read_text("utf-8"))) for path in sorted(PACKAGES.glob("*.json"))]


def page(definitions: Iterable[Definition]) -> str:
    """The whole page; the same definitions give the same text."""
    told = list(definitions)
    with translation.override("vi"):
        rows = "".join(_row(definition) for definition in told)
    sums = f"\n{len(told)} procedures, {sum(len(one.tests) for one in told)} test dossiers.\n"
    return (
        _HEAD.format(day=f"{AS_OF:%d/%m/%Y}")
        + rows
        + sums
        + "\n"
        + "\n".join((*_printed(told), *_unverified(told)))
    )


def _row(definition: Definition) -> str:
    online, _ = online_words(definition)
    cells = (
        definition.code,
        definition.name,
        _time(definition),
        fee_words(definition, AS_OF),
        online,
        str(len(definition.tests)),
        str(len(definition.unverified)),
    )
    return f"| {' | '.join(cell.replace(NBSP, ' ').replace('|', '/') for cell in cells)} |\n"


def _time(definition: Definition) -> str:
    """The common limit and, where a case or a channel has another, that one with its name."""
    limits, names = definition.limits, {case.id: case.name for case in definition.cases}
    others = [
        f"{names[key].lower()}: {limit_words(limit)}"
        for key, limit in limits.by_case.items()
        if limit != limits.processing
    ]
    return "; ".join([limit_words(limits.processing), *others])


def _printed(definitions: Iterable[Definition]) -> Iterator[str]:
    plain = [one.code for one in definitions if one.form.layout is None]
    yield "## Printed declarations\n"
    yield "Where a form is issued and known the declaration prints in its order and words. Which reprint each was laid"
    yield "beside: printed-forms.md. These print the plain declaration, every question with its answer:\n"
    for code in plain:
        yield f"- {code}: {_NO_FORM.get(code, 'no issued form is known')}"
    yield ""


def _unverified(definitions: Iterable[Definition]) -> Iterator[str]:
    yield "## What is not verified\n"
    for definition in definitions:
        yield f"- {definition.code}: {'; '.join(definition.unverified)}"
    yield ""
