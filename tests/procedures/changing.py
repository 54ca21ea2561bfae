"""A new version of a shipped procedure with a change, put in force by the ordinary verbs."""

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

from procedures.models import ProcedureVersion
from procedures.queries import by_code, current_version
from procedures.services import publish, save_draft


def reworked(
    code: str, change: Callable[[dict[str, Any]], None], on: date = date(2026, 1, 5)
) -> ProcedureVersion:
    """The version in force, changed and published from a day."""
    procedure = by_code(code)
    assert procedure is not None
    version = current_version(procedure, on)
    assert version is not None
    document = copy.deepcopy(version.definition)
    change(document)
    draft = save_draft(procedure=procedure, document=document)
    return publish(version=draft, decision="15/QĐ-UBND", effective_from=on, by=None)


def step_of(document: dict[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(step for step in document["steps"] if step["id"] == key)
    return found
