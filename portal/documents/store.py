"""A content is kept once, under its hash (promise P9)."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from portal.documents.models import FileState, StoredFile

_PIECE = 1 << 20


def keep(path: Path, *, content_type: str, pages: int, state: FileState) -> StoredFile:
    """Puts the file into the storage, or finds the same content there; the second copy costs nothing.

    Safe when two do it at once: the bytes under a hash are the same whoever writes them, and the unique
    hash makes one row. Content that was rejected before stays rejected.
    """
    sha256, size = digest(path)
    now = timezone.now()
    same = StoredFile.objects.filter(sha256=sha256)
    if same.update(created_at=now):  # brought in again: it is no orphan now
        found = same.get()
        if found.state == FileState.REJECTED or default_storage.exists(found.path):
            return found
    key = closes_with(default_storage)
    with path.open("rb") as file:
        default_storage.save(StoredFile(sha256=sha256).path, File(file))
    with transaction.atomic():
        kept, made = StoredFile.objects.get_or_create(
            sha256=sha256,
            defaults={
                "size": size,
                "content_type": content_type,
                "pages": pages,
                "state": state,
                "checked_at": now if state == FileState.CLEAN else None,
                "closed_with": key,
            },
        )
        if not made and kept.closed_with != key:
            kept.closed_with = key
            kept.save(update_fields=["closed_with"])
    return kept


def closes_with(storage: Any) -> str:
    """The id of the key that a storage closes new files with; "" where it keeps them open."""
    return str(getattr(storage, "closes_with", ""))


def keep_bytes(content: bytes, *, content_type: str = "application/pdf", pages: int = 1) -> StoredFile:
    """Keeps something the portal itself has made (a letter, a result); it needs no scan."""
    with scratch() as path:
        path.write_bytes(content)
        return keep(path, content_type=content_type, pages=pages, state=FileState.CLEAN)


def read(file: StoredFile) -> bytes:
    """The whole content; for papers of ours, which are small."""
    with default_storage.open(file.path, "rb") as content:
        told: bytes = content.read()
    return told


def digest(path: Path) -> tuple[str, int]:
    """SHA-256 in hex and the size in bytes."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return sha256, file.tell()


@contextmanager
def scratch() -> Iterator[Path]:
    """A name for a file that is gone when the work is done."""
    folder = Path(settings.UPLOAD_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder, prefix="viec-") as own:
        yield Path(own) / "tep"


@contextmanager
def on_disk(file: StoredFile) -> Iterator[Path]:
    """The content as a local file: in place when the storage is a folder, else a copy for the while."""
    try:
        yield Path(default_storage.path(file.path))
        return
    except NotImplementedError:
        pass
    with scratch() as path:
        with default_storage.open(file.path) as source, path.open("wb") as target:
            while piece := source.read(_PIECE):
                target.write(piece)
        yield path
