"""Signatures in files that came in or went out: checked once by a worker, kept as rows."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from portal.celery import start_on_commit
from portal.documents import bounded, store
from portal.documents.models import FileSignature, StoredFile

_MARK = b"/ByteRange"
_SECONDS = 30


def check_path(path: Path) -> list[dict[str, Any]]:
    """What each signature in a PDF says. Raises bounded.JobFailed when the file breaks the limits."""
    if not _may_be_signed(path):
        return []
    found: list[dict[str, Any]] = bounded.run(
        "signatures.check", str(path), settings.TRUSTED_ROOTS, [], seconds=_SECONDS
    )
    return found


def look_at(path: Path) -> dict[str, Any]:
    """Signatures of a stranger's PDF and the keys of check pages printed on it. Raises bounded.JobFailed."""
    found: dict[str, Any] = bounded.run(
        "signatures.look", str(path), settings.TRUSTED_ROOTS, [], seconds=_SECONDS
    )
    return found | {"signatures": unsaved(found["signatures"])}


def unsaved(rows: list[dict[str, Any]]) -> list[FileSignature]:
    """The rows as the pages show them, kept nowhere."""
    return [FileSignature(number=number, **_plain(row)) for number, row in enumerate(rows, 1)]


def check_file(file: StoredFile) -> list[FileSignature]:
    """Checks a stored file and keeps what was found in place of what was known before."""
    with store.on_disk(file) as path:
        rows = check_path(path)
    with transaction.atomic():
        file.signatures.all().delete()
        return FileSignature.objects.bulk_create(
            FileSignature(file=file, number=number, **_plain(row)) for number, row in enumerate(rows, 1)
        )


def check_own(file: StoredFile) -> None:
    """What has just been signed here is checked before anybody is shown it, lest a page call it unsigned; if the check
    itself breaks, a worker tries again."""
    try:
        check_file(file)
    except bounded.JobFailed:
        start_on_commit("documents.check_signatures", file.pk)


def signatures_in(files: Iterable[StoredFile]) -> dict[int, list[FileSignature]]:
    """What was found in these files, by file; only PDFs can be signed."""
    wanted = [file.pk for file in files if file.content_type == "application/pdf"]
    found: dict[int, list[FileSignature]] = {}
    for one in FileSignature.objects.filter(file__in=wanted) if wanted else ():
        found.setdefault(one.file_id, []).append(one)
    return found


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    at = row["signed_at"]
    return {**row, "signed_at": datetime.fromisoformat(at) if at else None}


def _may_be_signed(path: Path) -> bool:
    """Only a file with a byte range somewhere can be; nothing is parsed for the others."""
    with path.open("rb") as file:
        tail = b""
        while piece := file.read(1 << 20):
            if _MARK in tail + piece:
                return True
            tail = piece[-16:]
    return False
