"""The declaration as paper: the layout that its regulation issued, filled with answers (QN-16.3đ)."""

from collections.abc import Mapping
from typing import Any

from procedures.definition import Definition
from procedures.eform import Given, ShownPage
from procedures.printed.filling import Around, fill

__all__ = ["Around", "facts", "fill", "sections", "words"]


def facts(
    definition: Definition, answers: Mapping[str, Any], around: Around, given: Given | None = None
) -> dict[str, Any]:
    """What `letters/printed_form.html` reads. Only for a form that has a layout."""
    layout = definition.form.layout
    if layout is None:
        raise ValueError(f"{definition.code} has no layout")
    marks = [part for part in (definition.form.code, around.code and f"Mã hồ sơ {around.code}") if part]
    return {
        "blocks": fill(definition, layout, answers, around, given),
        "paper": layout.paper,
        "foot": ", ".join(marks),
    }


def words(
    definition: Definition, answers: Mapping[str, Any], fields: Mapping[str, Any], around: Around
) -> list[dict[str, Any]]:
    """What `letters/worded_result.html` reads: the result's words with its fields and the answers in their places.

    Empty where the version has no words of its own.
    """
    result = definition.result
    if result.layout is None:
        return []
    known = result.known({})
    more = {key: (question, fields.get(key, "")) for key, question in known.items()}
    blocks = fill(definition, result.layout, answers, around, more=more)
    for block in blocks:  # nobody writes by hand on a result: no dots to the edge
        block["cells"] = [[part for part in cell if part["k"] != "fill"] for cell in block["cells"]]
    return blocks


def sections(pages: list[ShownPage]) -> list[dict[str, object]]:
    """For the plain declaration: pages of one section stand together, as on a printed form."""
    found: dict[str, list[list[str]]] = {}
    for page in pages:
        found.setdefault(page.section, []).extend([row.label, row.text] for row in page.rows)
    return [{"title": title, "rows": rows} for title, rows in found.items() if rows]
