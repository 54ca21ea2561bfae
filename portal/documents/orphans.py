"""Finding what nobody needs any more, and taking it away without ever hitting what somebody has just brought."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.documents import previews
from portal.documents.models import (
    FileState,
    OrderState,
    SigningOrder,
    StoredFile,
    Upload,
    UploadState,
)

_AT_ONCE = 1000


def drop_uploads(*, before: datetime) -> int:
    """Uploads untouched since then: unfinished ones with their bytes, finished ones as mere rows."""
    old = Upload.objects.filter(touched_at__lt=before).exclude(stored__state=FileState.QUARANTINED)
    dropped = 0
    for upload in old.exclude(state=UploadState.STORED)[:_AT_ONCE]:
        (Path(settings.UPLOAD_DIR) / f"{upload.key}.phan").unlink(missing_ok=True)
        dropped += Upload.objects.filter(pk=upload.pk, touched_at__lt=before).delete()[0]
    stored = old.filter(state=UploadState.STORED).values("pk")[:_AT_ONCE]
    return dropped + Upload.objects.filter(pk__in=stored).delete()[0]


def drop_files(*, before: datetime) -> int:
    """Contents that were last brought in before then and that no row of any app refers to."""
    dropped = 0
    for pk in list(_unreferenced(before).values_list("pk", flat=True)[:_AT_ONCE]):
        dropped += _drop_file(pk, before)
    return dropped


def give_up(files: list[StoredFile], *, before: datetime) -> set[str]:
    """Takes these contents away now, with their orders to sign and old uploads; the hashes of those that went.

    What any other row still refers to stays. Uploads touched since `before` may belong to somebody's new dossier.
    """
    pks = [one.pk for one in files]
    Upload.objects.filter(stored__in=pks, touched_at__lt=before).delete()
    ended = SigningOrder.objects.filter(state__in=(OrderState.SIGNED, OrderState.FAILED))
    ended.filter(source__in=pks).update(source=None)
    ended.filter(signed__in=pks).update(signed=None)
    return {one.sha256 for one in files if _drop_file(one.pk, timezone.now())}


def _drop_file(pk: int, before: datetime) -> int:
    """Under the row's lock, so that somebody who brings the same content waits and then stores it anew."""
    with transaction.atomic():
        file = _unreferenced(before).select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
        if file is None:
            return 0
        path, sha256 = file.path, file.sha256
        file.delete()
        default_storage.delete(path)
        previews.forget(sha256)
    return 1


def _unreferenced(before: datetime) -> QuerySet[StoredFile]:
    """Asks every foreign key that points at a stored file, of whatever app."""
    files = StoredFile.objects.filter(created_at__lt=before)
    for relation in references():
        rows = relation.related_model._base_manager.filter(Q(**{relation.field.name: OuterRef("pk")}))
        files = files.filter(~Exists(rows))
    return files


def references() -> list[Any]:
    """Every foreign key to a stored file, also those without a name on our side."""
    every = StoredFile._meta.get_fields(include_hidden=True)
    return [one for one in every if one.auto_created and not one.concrete]


def drop_scraps(*, before: datetime) -> int:
    """Files in the upload folder that a crash left behind."""
    folder = Path(settings.UPLOAD_DIR)
    old = [p for p in folder.glob("*") if p.is_file() and p.stat().st_mtime < before.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
