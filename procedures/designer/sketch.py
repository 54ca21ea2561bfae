"""The steps of a draft that is not yet whole: drawn as far as they can be read, whatever else is still missing."""

import dataclasses
from functools import lru_cache
from typing import Any

from portal.agencies.models import Duty
from procedures.definition import Definition, DefinitionError, Step, parse
from procedures.definition.parsing import problems_of
from procedures.definition.steps import KINDS
from procedures.designer.step_edits import after_of, steps_of
from procedures.expressions import read
from procedures.graph_checks import check_graph
from procedures.publishing.offices import offices

_ALWAYS = read({"v": True}, {})


def sketch(document: Any) -> Definition:
    """The definition, or where it cannot be read a stand-in that has only its steps."""
    try:
        return parse(document)
    except DefinitionError:
        rows = steps_of(document) if isinstance(document, dict) else []
        known = {str(row["id"]) for row in rows}
        steps = {str(row["id"]): _step(row, known) for row in rows}
        return dataclasses.replace(_nothing(), steps=tuple(steps.values()))


def _step(row: dict[str, Any], known: set[str]) -> Step:
    minutes = row.get("minutes")
    among = row.get("among")
    return Step(
        id=str(row["id"]),
        name=str(row.get("name") or row["id"]),
        kind=row["kind"] if row.get("kind") in KINDS else "work",
        agency=str(row.get("agency") or "competent"),
        duty=row["duty"] if row.get("duty") in Duty.values else Duty.CASE_OFFICER,
        minutes=minutes if isinstance(minutes, int) and 0 <= minutes <= 200_000 else 0,
        after=tuple(key for key in after_of(row) if key in known),
        lead=row.get("lead") is True,
        when=_ALWAYS if row.get("when") else None,
        produces=str(row.get("produces") or ""),
        among=tuple(str(one) for one in among) if isinstance(among, list) else (),
    )


def faults_at_steps(document: Any) -> dict[str, list[str]]:
    """What is wrong, by step; under "" what concerns the steps as a whole or the limit. Once the draft can be read,
    also the steps that would wait for nobody, because an office has not given anybody the duty."""
    found: dict[str, list[str]] = {}
    unread = problems_of(document)
    told = [pair for pair in unread if pair[0].startswith(("steps", "limits"))] or check_graph(
        sketch(document)
    )
    if not unread:
        waiting = offices(sketch(document))
        told = [*told, *((note.path, note.text) for note in waiting if note.path.startswith("steps["))]
    for path, text in told:
        key = path.partition("[")[2].partition("]")[0] if path.startswith("steps[") else ""
        found.setdefault(key, []).append(text)
    return found


@lru_cache(maxsize=1)
def _nothing() -> Definition:
    """The smallest definition there is, to hang the steps of an unfinished draft on."""
    return parse(
        {
            "schema": 1,
            "code": "0",
            "name": "–",
            "field": {"code": "–", "name": "–"},
            "summary": "–",
            "level": "both",
            "online": "none",
            "competence": {"kind": "department", "specialty": "office"},
            "legal": [{"number": "–"}],
            "result": {"name": "–"},
            "limits": {"processing": {"value": 1000, "unit": "working_day"}},
            "form": {"code": "–", "title": "–", "pages": [_PAGE]},
            "steps": [{"id": "a", "name": "–", "kind": "work", "agency": "desk", "duty": "clerk"}],
            "retention": "permanent",
        }
    )


_PAGE = {"id": "a", "title": "–", "questions": [{"id": "b", "kind": "text", "label": "–"}]}
