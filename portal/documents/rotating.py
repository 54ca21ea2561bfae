"""A new key for files at rest: what an older one closed is closed anew, file by file, and goes on where it stopped.

Only the data key of each file is closed anew, its content is copied as it lies; what lay open from before is closed.
Which key a file has stands on its row, so a run that was broken off, or two at once, do nothing twice that matters.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import storages
from django.db.models import QuerySet

from portal.documents import filekeys
from portal.documents.models import FileState, StoredFile

log = logging.getLogger(__name__)
AT_ONCE = 500


@dataclass(frozen=True)
class Kind:
    """Rows with `path` and `closed_with` whose files lie in one storage."""

    storage: str
    rows: Callable[[], "QuerySet[Any]"]


@dataclass
class Turned:
    """What a run has done."""

    done: int = 0
    missing: int = 0
    damaged: int = 0


_kinds: dict[str, Kind] = {
    "default": Kind("default", lambda: StoredFile.objects.exclude(state=FileState.REJECTED)),
}


def also(kind: Kind) -> None:
    """A higher room names its files; called when the application starts."""
    _kinds[kind.storage] = kind


def waiting() -> int:
    """How many files have not been closed by the newest key."""
    return sum(_older(kind).count() for kind in _kinds.values() if _closes(kind))


def turn(most: int | None = None) -> Turned:
    """Closes files anew, at most so many; what is missing or damaged is told in the log and left as it is."""
    turned = Turned()
    for kind in _kinds.values():
        after = 0
        while _closes(kind) and (most is None or turned.done < most):
            rows = list(_older(kind).filter(pk__gt=after).order_by("pk")[:AT_ONCE])
            if not rows:
                break
            for row in rows[: None if most is None else most - turned.done]:
                _turn(kind, row, turned)
            after = rows[-1].pk
    return turned


def _turn(kind: Kind, row: Any, turned: Turned) -> None:
    storage: Any = storages[kind.storage]
    try:
        key = storage.close_anew(row.path)
    except FileNotFoundError:
        turned.missing += 1
        log.error("file %s is not in the storage %s", row.path, kind.storage)
        return
    except OSError as error:
        turned.damaged += 1
        log.error(
            "file %s of the storage %s cannot be closed anew: %s", row.path, kind.storage, error.strerror
        )
        return
    type(row)._base_manager.filter(pk=row.pk).update(closed_with=key)
    turned.done += 1


def _older(kind: Kind) -> "QuerySet[Any]":
    return kind.rows().filter(closed_with__in=["", *filekeys.known()[:-1]])


def _closes(kind: Kind) -> bool:
    return bool(filekeys.newest()) and hasattr(storages[kind.storage], "close_anew")
