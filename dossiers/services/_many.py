"""The step for many dossiers at once, where no person acts: the same lock, holder, revision and journal row (P1-P3).

Only dates move here, never a state. Dossiers that somebody else holds in a lock are left to the caller.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from dossiers import holding, journal
from dossiers.models import Dossier, JournalEntry, Task
from portal.calendars.now import now

_SHOWN = (
    "reference", "code", "state", "revision", "received_at", "due_at", "original_due_at", "next_due_at",
    "next_due_for", "holder_kind", "holder_agency_id", "holder_duty", "holder_officer_id", "held_since",
    "journal_number", "journal_hash", "created_at",
)  # fmt: skip
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

Change = Callable[[Dossier, list[Task]], list[Task] | None]


def step_many(keys: Iterable[int], verb: str, *, note: str, change: Change) -> set[int]:
    """Locks what is free of these dossiers and lets `change` move the dates of each; returns which were moved.

    `change` gets the fresh dossier and its open tasks, sets new dates on them, and returns the tasks it changed, or
    None to leave the dossier alone. The journal row keeps the moment before (data.was).
    """
    at = now()
    with transaction.atomic():
        free = Dossier.objects.filter(pk__in=list(keys)).select_for_update(skip_locked=True)
        found = {one.pk: one for one in free.only(*_SHOWN).order_by("pk")}
        opened: dict[int, list[Task]] = {pk: [] for pk in found}
        for task in Task.objects.filter(dossier__in=list(found), ended_at=None).order_by("id"):
            opened[task.dossier_id].append(task)
        moved, tasks, entries = [], [], []
        for pk, locked in found.items():
            was = locked.due_at
            changed = change(locked, opened[pk])
            if changed is None:
                continue
            locked.__dict__["_board"] = opened[pk]
            holding.refresh(locked, at)
            data = {"was": was.isoformat() if was else ""}
            entries.append(
                journal.next_entry(
                    locked, verb, by=None, officer=None, at=at, from_state=locked.state, note=note, data=data
                )
            )
            moved.append(locked)
            tasks += changed
        if moved:
            _write(moved, tasks, entries, at)
    return {one.pk for one in moved}


def _write(moved: list[Dossier], tasks: list[Task], entries: list[JournalEntry], at: datetime) -> None:
    columns = [[getattr(one, name) for one in moved] for name in _WRITTEN]
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_DOSSIERS, [at, *columns])
        if tasks:
            cursor.execute(_MOVE_TASKS, [[task.pk for task in tasks], [task.due_at for task in tasks]])
        names = ", ".join(_JOURNAL)
        with cursor.copy(f"COPY dossiers_journalentry ({names}) FROM STDIN") as rows:
            for entry in entries:
                rows.write_row([_cell(name, getattr(entry, name)) for name in _JOURNAL])


def _cell(name: str, value: Any) -> Any:
    if name == "hash":
        return bytes.fromhex(value)
    return json.dumps(value, ensure_ascii=False) if name == "data" else value
