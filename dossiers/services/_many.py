"""The step for many dossiers at once, where no person acts: the same lock, holder, revision and journal row (P1-P3).

Only dates move here, never a state. Dossiers that somebody else holds in a lock are left to the caller.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

from django.db import connection, transaction

from dossiers import holding, journal
from dossiers.models import Dossier, JournalEntry, Task
from portal.calendars.now import now

_SHOWN = (
    "pk", "reference", "code", "state", "revision", "due_at", "holder_kind", "holder_agency_id", "holder_duty",
    "holder_officer_id", "held_since", "journal_number", "journal_hash",
)  # fmt: skip
# Keys are handed over as one array: two thousand places in a statement cost more than the look-up itself.
_LOCK = """
    SELECT id, reference, code, state, revision, due_at, holder_kind, holder_agency_id, holder_duty,
        holder_officer_id, held_since, journal_number, encode(journal_hash, 'hex')
    FROM dossiers_dossier WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE SKIP LOCKED
"""
_TASKS = """
    SELECT id, dossier_id, step_id, kind, is_lead, duty, started_at, due_at, agency_id, officer_id
    FROM dossiers_task WHERE dossier_id = ANY(%s::bigint[]) AND ended_at IS NULL ORDER BY id
"""
_MOVE_DOSSIERS = """
    UPDATE dossiers_dossier d SET due_at = v.due_at, original_due_at = v.original_due_at, next_due_at = v.next_due_at,
        next_due_for = v.next_due_for, holder_kind = v.holder_kind, holder_agency_id = v.holder_agency_id,
        holder_duty = v.holder_duty, holder_officer_id = v.holder_officer_id, held_since = v.held_since,
        journal_number = v.journal_number, journal_hash = decode(v.journal_hash, 'hex'),
        revision = d.revision + 1, touched_at = %s
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::text[],
        %s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[], %s::int[], %s::text[])
        AS v(id, due_at, original_due_at, next_due_at, next_due_for, holder_kind, holder_agency_id, holder_duty,
            holder_officer_id, held_since, journal_number, journal_hash)
    WHERE d.id = v.id
"""
_MOVE_TASKS = """
    UPDATE dossiers_task t SET due_at = v.due_at FROM unnest(%s::bigint[], %s::timestamptz[]) AS v(id, due_at)
    WHERE t.id = v.id
"""
_WRITTEN = (
    "pk", "due_at", "original_due_at", "next_due_at", "next_due_for", "holder_kind", "holder_agency_id",
    "holder_duty", "holder_officer_id", "held_since", "journal_number", "journal_hash",
)  # fmt: skip
_JOURNAL = (
    "dossier_id", "number", "verb", "user_id", "actor", "actor_title", "agency_id", "agency_name", "from_state",
    "to_state", "note", "data", "at", "due_at", "hash",
)  # fmt: skip
_OPEN_TASK = (
    "pk", "dossier_id", "step_id", "kind", "is_lead", "duty", "started_at", "due_at", "agency_id", "officer_id",
)  # fmt: skip
_IN_JSON = json.JSONEncoder(ensure_ascii=False).encode

Change = Callable[[Dossier, list[Task]], list[Task] | None]


def step_many(keys: Iterable[int], verb: str, *, note: str, change: Change) -> set[int]:
    """Locks what is free of these dossiers and lets `change` move the dates of each; returns which were moved.

    `change` gets the fresh dossier and its open tasks, sets new dates on them, and returns the tasks it changed, or
    None to leave the dossier alone. The journal row keeps the moment before (data.was).
    """
    at = now()
    with transaction.atomic():
        found, opened = _locked(keys)
        moved, tasks, entries = [], [], []
        for pk, locked in found.items():
            was = locked.due_at
            changed = change(locked, opened[pk])
            if changed is None:
                continue
            locked.__dict__["_board"] = opened[pk]
            holding.refresh(locked, at)
            entries.append(_entry(locked, verb, note, at, was))
            moved.append(locked)
            tasks += changed
        if moved:
            _write(moved, tasks, entries, at)
    return {one.pk for one in moved}


def _locked(keys: Iterable[int]) -> tuple[dict[int, Dossier], dict[int, list[Task]]]:
    """Those that nobody holds, locked, and their open tasks: only what is read here, without the weight of a model."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [_array(keys)])
        found = {
            row[0]: cast(Dossier, SimpleNamespace(**dict(zip(_SHOWN, row, strict=True))))
            for row in cursor.fetchall()
        }
        opened: dict[int, list[Task]] = {pk: [] for pk in found}
        cursor.execute(_TASKS, [_array(found)])
        for row in cursor.fetchall():
            task = SimpleNamespace(**dict(zip(_OPEN_TASK, row, strict=True)), ended_at=None)
            opened[row[1]].append(cast(Task, task))
    return found, opened


@dataclass(slots=True)
class _Entry:
    """A journal row on its way: what `journal.entry_text` and the table ask for."""

    dossier_id: int
    number: int
    verb: str
    from_state: str
    to_state: str
    note: str
    data: dict[str, Any]
    at: datetime
    due_at: datetime | None
    user_id: int | None = None
    actor: str = journal.SYSTEM
    actor_title: str = ""
    agency_id: int | None = None
    agency_name: str = ""
    hash: str = ""


def _entry(locked: Dossier, verb: str, note: str, at: datetime, was: datetime | None) -> _Entry:
    data = {"was": was.isoformat() if was else ""}
    entry = _Entry(
        locked.pk, locked.journal_number + 1, verb, locked.state, locked.state, note, data, at, locked.due_at
    )
    entry.hash = journal.entry_hash(cast(JournalEntry, entry), locked.reference, locked.journal_hash)
    locked.journal_number, locked.journal_hash = entry.number, entry.hash
    return entry


def _write(moved: list[Dossier], tasks: list[Task], entries: list[_Entry], at: datetime) -> None:
    columns = [_array(getattr(one, name) for one in moved) for name in _WRITTEN]
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_DOSSIERS, [at, *columns])
        if tasks:
            cursor.execute(
                _MOVE_TASKS, [_array(one.pk for one in tasks), _array(one.due_at for one in tasks)]
            )
        names = ", ".join(_JOURNAL)
        with cursor.copy(f"COPY dossiers_journalentry ({names}) FROM STDIN") as rows:
            for entry in entries:
                rows.write_row([_cell(name, getattr(entry, name)) for name in _JOURNAL])


def _array(values: Iterable[Any]) -> str:
    """Numbers, moments and words as PostgreSQL reads an array; the driver takes ten times as long over it."""
    return "{" + ",".join([_AS_TEXT.get(type(value), _word)(value) for value in values]) + "}"


def _word(value: Any) -> str:
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


_AS_TEXT: dict[type, Callable[[Any], str]] = {
    int: str,
    datetime: datetime.isoformat,
    type(None): lambda _: "NULL",
}


def _cell(name: str, value: Any) -> Any:
    if name == "hash":
        return bytes.fromhex(value)
    return _IN_JSON(value) if name == "data" else value
