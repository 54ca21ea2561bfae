"""The only way a dossier moves: lock, ask again, move, journal, save, in one transaction (promise P2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from dossiers import board, clock, holding, journal
from dossiers.models import Dossier, JournalEntry
from portal.accounts.models import User
from portal.agencies.models import Officer
from portal.calendars.now import now, really
from portal.calendars.queries import calendar_of_row, province_row
from portal.web.ready import Ready
from portal.web.refusals import StepRefused
from portal.web.show import moment

_RELATED = (
    "procedure", "version", "owner__user", "submitter__user", "receiving_agency__calendar",
    "receiving_agency__parent", "competent_agency__calendar",
)  # fmt: skip


def _by_key(pk: int) -> QuerySet[Dossier]:
    """The row alone is locked; the large document of the version stays away (definition() knows it by its hash)."""
    rows = Dossier.objects.select_for_update(of=("self",)).select_related(*_RELATED).filter(pk=pk)
    bulky = ("version__definition", "procedure__search_fold", "procedure__keywords")
    return rows.defer(*bulky).annotate(province=province_row(), asked_at=Now())


_CLOCKS_DIFFER = timedelta(minutes=2)
_locked = Ready(_by_key, pk=int)


@contextmanager
def step(
    dossier: Dossier,
    verb: str,
    *,
    by: User | None,
    officer: Officer | None = None,
    note: str = "",
    data: dict[str, Any] | None = None,
    seen: int | None = None,
) -> Iterator[Dossier]:
    """Yields the locked, fresh dossier; on leaving writes holder, next due moment and the journal row.

    `seen` is the revision of the page the person acted on: a newer one is refused, so nobody acts on
    what they have not seen. Raises StepRefused; then nothing has happened.
    """
    with transaction.atomic():
        locked = _locked.first(pk=dossier.pk)
        if locked is None:
            raise Dossier.DoesNotExist
        clock.keep_calendar(locked, calendar_of_row(locked.province))  # type: ignore[attr-defined]
        board.lay(locked)
        stood = {**_values(locked), "answers": deepcopy(locked.answers)}
        if seen is not None and seen != locked.revision:
            raise _changed_meanwhile(locked)
        before, at = locked.state, now()
        _clock_is_right(locked, at)
        yield locked
        before = locked.__dict__.pop("_moved_on", before)
        _leave(locked, verb, by=by, officer=officer, at=at, from_state=before, note=note, data=data)
        board.write(locked)
        JournalEntry.objects.bulk_create(locked.__dict__.pop("_entries"))
        now_stands = _values(locked)
        locked.save(update_fields=[name for name, value in now_stands.items() if value != stood[name]])
    _mirror(locked, dossier)


@contextmanager
def within(locked: Dossier, verb: str, *, by: User, officer: Officer) -> Iterator[None]:
    """A first move of an act of two moves, under the lock of the second: a journal row of its own, saved with it."""
    before, at = locked.__dict__.pop("_moved_on", locked.state), now()
    yield
    _leave(locked, verb, by=by, officer=officer, at=at, from_state=before)
    locked.__dict__["_moved_on"] = locked.state


def _leave(locked: Dossier, verb: str, *, at: datetime, **told: Any) -> None:
    """Holder, revision and journal row of one move."""
    holding.refresh(locked, at)
    locked.revision += 1
    locked.touched_at = at
    locked.__dict__.setdefault("_entries", []).append(journal.next_entry(locked, verb, at=at, **told))


def _values(dossier: Dossier) -> dict[str, Any]:
    """What stands in the row, as it was read or will be written."""
    return {field.attname: dossier.__dict__[field.attname] for field in Dossier._meta.concrete_fields}


def _clock_is_right(locked: Dossier, at: datetime) -> None:
    """Of two clocks that differ one is wrong, and an act and its terms would be dated by it. Raises StepRefused."""
    theirs: datetime = locked.asked_at  # type: ignore[attr-defined]
    if really() and abs(at - theirs) > _CLOCKS_DIFFER:
        raise StepRefused(
            "Đồng hồ máy chủ đang sai (máy này %(here)s, cơ sở dữ liệu %(there)s). Chưa ghi gì; những gì bạn gõ vẫn"
            " còn. Báo quản trị hệ thống rồi làm lại.",
            here=moment(at), there=moment(theirs),
        )  # fmt: skip


def _changed_meanwhile(dossier: Dossier) -> StepRefused:
    last = dossier.journal.order_by("-number").first()
    return StepRefused(
        "%(who)s vừa thay đổi hồ sơ này. Xem lại trang rồi làm tiếp; những gì bạn gõ vẫn còn.",
        who=last.actor if last else "?",
    )


def _mirror(source: Dossier, target: Dossier) -> None:
    """The caller's object shows what has been saved."""
    for field in Dossier._meta.concrete_fields:
        target.__dict__[field.attname] = source.__dict__[field.attname]
    target._state.fields_cache.clear()
