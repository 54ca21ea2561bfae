"""A file handed in by an administrator: kept aside, then taken in by a worker."""

import logging
from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from ulid import ULID

from portal.accounts.models import User
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.web.refusals import StepRefused
from procedures.national.importing import Taking, Told
from procedures.national.lines import lines
from procedures.national.records import CatalogueImport
from procedures.national.runs import Run
from procedures.national.words import cut, line

log = logging.getLogger(__name__)
MOST_BYTES = 200 * 1024 * 1024
_PATIENCE = timedelta(seconds=60)


@transaction.atomic
def ask(*, file: Any, by: User) -> CatalogueImport:
    """Keeps the file and lets a worker take it in. Raises StepRefused for one that is empty or too large."""
    if not file.size:
        raise StepRefused("Tệp rỗng.")
    if file.size > MOST_BYTES:
        raise StepRefused("Tệp phải nhỏ hơn 200 MB.")
    path = default_storage.save(f"danh-muc/{ULID()}", file)
    name = cut(line(file.name or "danh-muc.jsonl"), 190)
    made = CatalogueImport.objects.create(file_name=name, path=path, bytes=file.size, by=by)
    start_on_commit("procedures.import_catalogue", made.pk)
    return made


def run(import_id: int) -> None:
    """Takes a waiting file in; nothing when it is no longer waiting. While another runs it goes on waiting."""
    record = CatalogueImport.objects.filter(pk=import_id, state=CatalogueImport.State.WAITING).first()
    if record is None:
        return
    started = Run(record.file_name, record.bytes, record=record)
    try:
        started.begin()
    except StepRefused:
        return
    with started:
        _take(started, record)


def _take(started: Run, record: CatalogueImport) -> None:
    taking = Taking(by=record.by)
    with default_storage.open(record.path, "rb") as file:

        def each(told: Told) -> None:
            started.note(told, file.tell(), taking)

        taking.run(lines(file.file or file), each)
    started.finish(taking)
    default_storage.delete(record.path)


def run_waiting() -> None:
    """Starts the oldest that has waited a minute."""
    rows = CatalogueImport.objects.filter(
        state=CatalogueImport.State.WAITING, created_at__lt=now() - _PATIENCE
    )
    if oldest := rows.order_by("pk").values_list("pk", flat=True).first():
        run(oldest)
