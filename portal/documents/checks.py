"""Whether a file may be kept (structure, always) and opened by others (scanned, where a scanner is configured)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from portal.documents import bounded, clamd, store
from portal.documents.jobs.findings import INFECTED, Finding
from portal.documents.models import FileState, StoredFile

log = logging.getLogger(__name__)

TOO_COMPLEX = "Tệp này quá phức tạp nên không kiểm tra được. In hoặc chụp lại thành tệp mới rồi tải lên"
SCANNER_DOWN = "Máy quét vi-rút đang nghỉ. Tệp được giữ lại và quét ngay khi máy chạy lại"


def inspect(path: Path) -> Finding:
    """The structural checks, in a bounded child: true kind, pages, and the problem ("" when sound)."""
    try:
        finding: Finding = bounded.run("inspection.inspect", str(path))
    except bounded.JobFailed:
        return {"type": "", "pages": 0, "problem": TOO_COMPLEX}
    return finding


@contextmanager
def without_place(path: Path, kind: str) -> Iterator[tuple[Path, str]]:
    """The file to keep and its kind: of a picture without what the camera wrote beside its pixels (place, device)."""
    if not kind.startswith("image/"):
        yield path, kind
        return
    with store.scratch() as target:
        try:
            made = bounded.run("placeless.strip", str(path), kind, str(target))
        except bounded.JobFailed:
            log.warning("a picture of kind %s keeps what its camera wrote", kind)
            made = ""
        yield (target, made) if made else (path, kind)


def first_state() -> FileState:
    """How a file begins that has passed the structural checks: in quarantine where a scanner is to look at it."""
    return FileState.QUARANTINED if settings.CLAMD_URL or settings.PRODUCTION else FileState.CLEAN


def scan(file: StoredFile) -> None:
    """Asks the scanner about a file in quarantine. A scanner that is down changes nothing but the reason shown."""
    waiting = StoredFile.objects.filter(pk=file.pk, state=FileState.QUARANTINED)
    try:
        virus = _ask(file)
    except clamd.ScannerDown as error:
        log.warning("scanner is down, file %s waits: %s", file.pk, error)
        waiting.update(reason=SCANNER_DOWN)
        return
    now = timezone.now()
    if not virus:
        waiting.update(state=FileState.CLEAN, reason="", checked_at=now)
    elif waiting.update(state=FileState.REJECTED, reason=INFECTED, checked_at=now):
        log.warning("file %s is infected (%s) and was deleted", file.pk, virus)
        default_storage.delete(file.path)


def _ask(file: StoredFile) -> str:
    if not settings.CLAMD_URL:
        if settings.PRODUCTION:
            raise clamd.ScannerDown("CLAMD_URL is not set")
        return ""
    with store.on_disk(file) as path, path.open("rb") as content:
        return clamd.scan(settings.CLAMD_URL, content)
