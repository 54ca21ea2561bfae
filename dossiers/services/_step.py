"""The only way a dossier moves: lock, ask again, move, journal, save, in one transaction (promise P2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from dossiers import holding, journal
from dossiers.models import Dossier
from portal.accounts.models import User
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.web.refusals import StepRefused

_RELATED = (
    "procedure", "version", "owner__user", "submitter__user", "receiving_agency__calendar",
    "receiving_agency__parent", "competent_agency__calendar",
)  # fmt: skip


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
        locked = Dossier.objects.select_for_update(of=("self",)).select_related(*_RELATED).get(pk=dossier.pk)
        if seen is not None and seen != locked.revision:
            raise StepRefused(_changed_meanwhile(locked))
        before, at = locked.state, now()
        yield locked
        holding.refresh(locked, at)
        locked.revision += 1
        locked.touched_at = at
        journal.append(locked, verb, by=by, officer=officer, at=at, from_state=before, note=note, data=data)
        locked.save()
    _mirror(locked, dossier)


def _changed_meanwhile(dossier: Dossier) -> str:
    last = dossier.journal.order_by("-number").first()
    who = last.actor if last else "người khác"
    return f"{who} vừa thay đổi hồ sơ này. Xem lại trang rồi làm tiếp; những gì bạn gõ vẫn còn."


def _mirror(source: Dossier, target: Dossier) -> None:
    """The caller's object shows what has been saved."""
    for field in Dossier._meta.concrete_fields:
        target.__dict__[field.attname] = source.__dict__[field.attname]
    target._state.fields_cache.clear()
