"""A folder as file storage in which a file is either whole or not there."""

import os
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import FileSystemStorage
from ulid import ULID


class WholeFileStorage(FileSystemStorage):
    """Writes aside, syncs to the disk, then renames: neither a crash nor a full disk leaves half a file.

    Names are hashes of the content, so writing a name again writes the same bytes.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.parent / f".{ULID()}"
        try:
            with aside.open("xb") as file:
                os.fchmod(file.fileno(), self.file_permissions_mode or 0o600)
                for chunk in content.chunks():
                    file.write(chunk)
                _to_disk(file)
            aside.replace(target)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        return name


def _to_disk(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())
