"""The lines of a version's history: written by every verb in the same transaction as what it does."""

from collections.abc import Sequence
from typing import Any

from portal.accounts.models import User
from portal.web.show import stamp
from procedures.comparing.words import place_words
from procedures.models import EventKind, Procedure, ProcedureVersion, VersionEvent

MOST_PLACES = 4


def note(
    version: ProcedureVersion,
    kind: EventKind,
    *,
    by: User | None,
    act: str = "",
    why: str = "",
    changes: Sequence[dict[str, Any]] = (),
) -> VersionEvent:
    """Appends a line about a version; `act` says in Vietnamese what was done (default: the kind's own words)."""
    return VersionEvent.objects.create(
        procedure_id=version.procedure_id,
        version=version,
        number=version.number,
        kind=kind,
        act=(act or kind.label)[:300],
        why=why,
        by=by,
        revision=version.revision,
        state=version.state,
        changes=list(changes),
    )


def note_procedure(
    procedure: Procedure,
    kind: EventKind,
    *,
    by: User | None,
    act: str,
    why: str = "",
    changes: Sequence[dict[str, Any]] = (),
) -> VersionEvent:
    """Appends a line about the procedure itself (it is retired, has a successor)."""
    return VersionEvent.objects.create(
        procedure=procedure, kind=kind, act=act[:300], why=why, by=by, changes=list(changes)
    )


def since(version: ProcedureVersion, seen: int) -> list[VersionEvent]:
    """What was changed in a draft after the revision that somebody saw, newest first."""
    found = version.events.filter(kind__in=(EventKind.EDIT, EventKind.CREATE), revision__gt=seen)
    return list(found.select_related("by"))


def sentence(event: VersionEvent) -> str:
    """“Trần Thị Kiểm lúc 09:05 21/11/2026: Thêm giấy tờ (Giấy tờ › a)”"""
    named = list(dict.fromkeys(place_words(change["path"]) for change in event.changes))
    more = f" và {len(named) - MOST_PLACES} chỗ nữa" if len(named) > MOST_PLACES else ""
    places = f" ({', '.join(named[:MOST_PLACES])}{more})" if named else ""
    return f"{event.by or 'Hệ thống'} lúc {stamp(event.at)}: {event.act}{places}"


def page(
    procedure: Procedure, version: ProcedureVersion | None, *, before: int | None = None, size: int = 50
) -> tuple[list[VersionEvent], bool]:
    """Lines of a version, or of the whole procedure for None, newest first; whether there are older ones."""
    found = procedure.events.select_related("by", "version")
    if version is not None:
        found = found.filter(version=version)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: size + 1])
    return rows[:size], len(rows) > size
