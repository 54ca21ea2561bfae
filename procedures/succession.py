"""Other procedures speak of one that ends: who they are, and drafts in which they speak of its successor."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from portal.accounts.models import User
from portal.web.refusals import StepRefused
from procedures import life, queries
from procedures.drafts import change_draft
from procedures.models import Procedure, ProcedureVersion

_SILENT = ("code", "name", "origin", "unverified")
"""What no citizen reads and nothing leads from, or what is the procedure's own."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What became of one procedure that spoke of the ended one. `why_not` = it still has to be done by hand."""

    procedure: Procedure
    draft: ProcedureVersion | None
    places: tuple[str, ...]
    why_not: str = ""


def speaking_of(procedure: Procedure, on: date) -> list[ProcedureVersion]:
    """The versions in force on a day that name this procedure's code in a text, by code of their procedure."""
    near = (
        queries.in_force(on)
        .exclude(procedure=procedure)
        .annotate(text=Cast("definition", TextField()))
        .filter(text__contains=procedure.code)
        .select_related("procedure")
        .order_by("procedure__code", "-effective_from")
    )
    found: dict[int, ProcedureVersion] = {}
    for version in near:
        if places_in(version.definition, procedure.code):
            found.setdefault(version.procedure_id, version)
    return list(found.values())


def places_in(document: Any, code: str) -> list[str]:
    """Where a document names the code: paths as the differences of versions write them."""
    return list(_walk(document, code, code, "", write=False))


def rewritten(document: dict[str, Any], old: Procedure, new: Procedure) -> list[str]:
    """Puts the new code wherever the old one is named (with the name, where that stands right before it)."""
    before, after = f"{old.name} ({old.code})", f"{new.name} ({new.code})"
    named = _walk(document, before, after, "", write=True) if before != after else iter(())
    return list(dict.fromkeys([*named, *_walk(document, old.code, new.code, "", write=True)]))


def _walk(node: Any, old: str, new: str, path: str, *, write: bool) -> Any:
    """Yields the path of every text that holds `old` as a whole; writes `new` there when `write`."""
    wanted = re.compile(rf"(?<![\w.]){re.escape(old)}(?![\w.]\w)(?!\w)")
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in list(pairs):
        if not path and key in _SILENT:
            continue
        named = value.get("id") if isinstance(value, dict) else None
        here = f"{path}[{named or key}]" if isinstance(key, int) else f"{path}.{key}".lstrip(".")
        if isinstance(value, str):
            if wanted.search(value):
                if write:
                    node[key] = wanted.sub(lambda _: new, value)
                yield here
        else:
            yield from _walk(value, old, new, here, write=write)


@transaction.atomic
def rewrite(*, procedure: Procedure, successor: Procedure, on: date, by: User, why: str) -> list[Rewritten]:
    """A draft for every procedure that speaks of the ended one, with the successor's code in its place.

    An open draft is changed too: whoever works on it finds the change in its history. Nothing is published."""
    return [
        _draft(version, procedure, successor, by, why)
        for version in speaking_of(procedure, on)
        if version.procedure_id != successor.pk
    ]


def _draft(version: ProcedureVersion, old: Procedure, new: Procedure, by: User, why: str) -> Rewritten:
    told: list[str] = []
    act = f"Thay mã {old.code} bằng {new.code}"
    try:
        draft = queries.draft_of(version.procedure) or life.copy_to_draft(version=version, by=by, why=why)
        draft = change_draft(
            version=draft,
            seen=draft.revision,
            by=by,
            act=act,
            edit=lambda document: told.extend(rewritten(document, old, new)),
            why=why,
        )
    except StepRefused as refusal:
        return Rewritten(
            version.procedure, None, tuple(places_in(version.definition, old.code)), str(refusal)
        )
    return Rewritten(version.procedure, draft, tuple(told))
