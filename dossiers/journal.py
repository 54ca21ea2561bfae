"""Writing and proving the journal: each row carries the hash of the one before it (promise P3)."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from dossiers.models import ChainHead, Dossier, JournalEntry
from portal.accounts.models import User
from portal.agencies.models import Officer
from portal.web.show import HANOI

SYSTEM = "Hệ thống"
_IN_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def next_entry(
    dossier: Dossier,
    verb: str,
    *,
    by: User | None,
    officer: Officer | None,
    at: datetime,
    from_state: str,
    note: str = "",
    data: dict[str, Any] | None = None,
) -> JournalEntry:
    """The row of one act and, on the dossier, the new head; the caller holds the lock and writes both."""
    entry = JournalEntry(
        dossier=dossier,
        number=dossier.journal_number + 1,
        verb=verb,
        user_id=by.pk if by else None,
        actor=by.full_name if by else SYSTEM,
        actor_title=officer.title if officer else "",
        agency_id=officer.agency_id if officer else None,
        agency_name=officer.agency.short_name if officer else "",
        from_state=from_state,
        to_state=dossier.state,
        note=note,
        data=data or {},
        at=at,
        due_at=dossier.due_at,
    )
    entry.hash = entry_hash(entry, dossier.reference, dossier.journal_hash)
    dossier.journal_number, dossier.journal_hash = entry.number, entry.hash
    return entry


def entry_hash(entry: JournalEntry, reference: str, previous: str) -> str:
    """SHA-256 over the row's words and the hash before it; anybody can recompute it."""
    return hashlib.sha256(entry_text(entry, reference, previous).encode()).hexdigest()


def entry_text(entry: JournalEntry, reference: str, previous: str) -> str:
    """The words of a row as they are hashed: a list in JSON, the hash before it last."""
    told = [
        reference,
        entry.number,
        entry.verb,
        entry.user_id,
        entry.actor,
        entry.actor_title,
        entry.agency_id,
        entry.from_state,
        entry.to_state,
        entry.note,
        entry.data,
        _utc(entry.at),
        _utc(entry.due_at),
        previous,
    ]
    return _IN_JSON(told)


def told(dossier: Dossier) -> Iterator[tuple[JournalEntry, str]]:
    """Each row from the first on, with its words as they are hashed."""
    return words_of(dossier, dossier.journal.order_by("number").iterator())


def words_of(dossier: Dossier, entries: Iterable[JournalEntry]) -> Iterator[tuple[JournalEntry, str]]:
    """The same of rows that were read already, in their order."""
    previous = ""
    for entry in entries:
        yield entry, entry_text(entry, dossier.reference, previous)
        previous = entry.hash


def first_break(dossier: Dossier) -> int | None:
    """The number of the first row that does not follow from the one before it; None when all is well."""
    last = ""
    count = 0
    for entry, text in told(dossier):
        count += 1
        if entry.number != count or entry.hash != hashlib.sha256(text.encode()).hexdigest():
            return count
        last = entry.hash
    if count != dossier.journal_number or last != dossier.journal_hash:
        return count + 1
    return None


def publish_head(day: date) -> ChainHead:
    """Seals one Vietnamese day: the hash over the hashes of its rows and over the head before. Idempotent."""
    with transaction.atomic():
        if (known := ChainHead.objects.filter(day=day).first()) is not None:
            return known
        before = ChainHead.objects.filter(day__lt=day).order_by("-day").first()
        digest = hashlib.sha256((before.hash if before else "").encode())
        count = 0
        for row_hash in hashes_of(day):
            digest.update(row_hash.encode())
            count += 1
        return ChainHead.objects.create(
            day=day,
            entries=count,
            previous_hash=before.hash if before else "",
            hash=digest.hexdigest(),
        )


def hashes_of(day: date) -> Iterator[str]:
    """The hashes of one Vietnamese day's rows, in the order in which its head was made of them."""
    starts = datetime.combine(day, time.min, HANOI)
    rows = JournalEntry.objects.filter(at__gte=starts, at__lt=starts + timedelta(days=1)).order_by("at", "id")
    return rows.values_list("hash", flat=True).iterator()


def _utc(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None
