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
    "holder_officer_id", "held_since", "journal_number", "journal_hash", "original_due_at",
)  # fmt: skip
# Keys are handed over as one array: two thousand places in a statement cost more than the look-up itself.
_LOCK = """
    SELECT id, reference, code, state, revision, due_at, holder_kind, holder_agency_id, holder_duty,
        holder_officer_id, held_since, journal_number, encode(journal_hash, 'hex'), original_due_at
    FROM dossiers_dossier WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE SKIP LOCKED
"""
_TASKS = """
    SELECT id, dossier_id, step_id, kind, is_lead, duty, started_at, due_at, agency_id, officer_id
    FROM dossiers_task WHERE dossier_id = ANY(%s::bigint[]) AND ended_at IS NULL ORDER BY id
"""
_MOVE_DOSSIERS = """
    UPDATE dossiers_dossier d SET due_at = v.due_at, original_due_at = v.original_due_at, next_due_at = v.next_due_at,
        next_due_for = v.next_due_for, journal_number = v.number, journal_hash = decode(v.hash, 'hex'),
        revision = d.revision + 1, touched_at = %s
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::int[],
        %s::text[]) AS v(id, due_at, original_due_at, next_due_at, next_due_for, number, hash)
    WHERE d.id = v.id
"""
_MOVE_HOLDERS = """
    UPDATE dossiers_dossier d SET holder_kind = v.holder_kind, holder_agency_id = v.holder_agency_id,
        holder_duty = v.holder_duty, holder_officer_id = v.holder_officer_id, held_since = v.held_since
    FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[])
        AS v(id, holder_kind, holder_agency_id, holder_duty, holder_officer_id, held_since)
    WHERE d.id = v.id
"""
# What is said of all stands once; the moment before is the same text that was hashed.
_TELL = """
    INSERT INTO dossiers_journalentry (dossier_id, number, verb, actor, actor_title, agency_name, from_state, to_state,
        note, data, at, due_at, hash)
    SELECT v.id, v.number, %s, %s, '', '', v.state, v.state, %s, jsonb_build_object('was', v.was), %s, v.due_at,
        decode(v.hash, 'hex')
    FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::text[], %s::timestamptz[], %s::text[])
        AS v(id, number, state, was, due_at, hash) ORDER BY v.id
"""
_TELL_DATA = _TELL.replace("jsonb_build_object('was', v.was)", "v.was::jsonb")
_MOVE_TASKS = """
    UPDATE dossiers_task t SET due_at = v.due_at FROM unnest(%s::bigint[], %s::timestamptz[]) AS v(id, due_at)
    WHERE t.id = v.id
"""
_DATES = ("pk", "due_at", "original_due_at", "next_due_at", "next_due_for", "journal_number", "journal_hash")
_HOLDER = ("pk", "holder_kind", "holder_agency_id", "holder_duty", "holder_officer_id", "held_since")
_TOLD = ("dossier_id", "number", "from_state", "was", "due_at", "hash")
_OPEN_TASK = (
    "pk", "dossier_id", "step_id", "kind", "is_lead", "duty", "started_at", "due_at", "agency_id", "officer_id",
)  # fmt: skip

Change = Callable[[Dossier, list[Task]], list[Task] | None]
Data = Callable[[int], dict[str, Any]]


def step_many(
    keys: Iterable[int], verb: str, *, note: str, change: Change, data: Data | None = None
) -> set[int]:
    """Locks what is free of these dossiers and lets `change` move the dates of each; returns which were moved.

    `change` gets the fresh dossier and its open tasks, sets new dates on them, and returns the tasks it changed, or
    None to leave the dossier alone. The journal row keeps what `data` says of the dossier's key, else the moment before
    (data.was).
    """
    at = now()
    with transaction.atomic():
        found, opened = _locked(keys)
        moved, tasks, entries, handed = [], [], [], []
        for pk, locked in found.items():
            was = locked.due_at
            changed = change(locked, opened[pk])
            if changed is None:
                continue
            locked.__dict__["_board"] = opened[pk]
            before = _holder(locked)
            holding.refresh(locked, at)
            if _holder(locked) != before:
                handed.append(locked)
            told = data(pk) if data else {"was": was.isoformat() if was else ""}
            entries.append(_entry(locked, verb, note, at, told))
            moved.append(locked)
            tasks += changed
        if moved:
            _write(moved, tasks, handed, at)
            _tell(entries, at, _TELL_DATA if data else _TELL)
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

    @property
    def was(self) -> str:
        """The appointment before, "" when there was none; of other acts all that is told, as JSON."""
        told = self.data.get("was")
        return json.dumps(self.data, ensure_ascii=False) if told is None else str(told)


def _entry(locked: Dossier, verb: str, note: str, at: datetime, data: dict[str, Any]) -> _Entry:
    entry = _Entry(
        locked.pk, locked.journal_number + 1, verb, locked.state, locked.state, note, data, at, locked.due_at
    )
    entry.hash = journal.entry_hash(cast(JournalEntry, entry), locked.reference, locked.journal_hash)
    locked.journal_number, locked.journal_hash = entry.number, entry.hash
    return entry


def _holder(locked: Dossier) -> tuple[Any, ...]:
    return tuple(getattr(locked, name) for name in _HOLDER)


def _write(moved: list[Dossier], tasks: list[Task], handed: list[Dossier], at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_DOSSIERS, [at, *_columns(moved, _DATES)])
        if handed:
            cursor.execute(_MOVE_HOLDERS, _columns(handed, _HOLDER))
        if tasks:
            cursor.execute(_MOVE_TASKS, _columns(tasks, ("pk", "due_at")))


def _tell(entries: list[_Entry], at: datetime, statement: str) -> None:
    """The journal rows, all of one verb and one note."""
    one = entries[0]
    with connection.cursor() as cursor:
        cursor.execute(statement, [one.verb, one.actor, one.note, at, *_columns(entries, _TOLD)])


def _columns(rows: Iterable[Any], names: tuple[str, ...]) -> list[str]:
    return [_array([getattr(row, name) for row in rows]) for name in names]


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
