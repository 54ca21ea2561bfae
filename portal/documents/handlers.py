"""How Django takes the files of a form: straight to the disk, never more than allowed, never a server error."""

import io
import os
import tempfile
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

TOO_LARGE = "too_large"
NO_ROOM = "no_room"
_MOST_READ = 8  # times the limit, then the connection is cut


class ArrivedFile(UploadedFile):  # type: ignore[type-arg]
    """A file that came with a form, on the upload disk; problem says why its bytes were not kept."""

    problem = ""

    def temporary_file_path(self) -> str:
        return str(getattr(self.file, "name", ""))

    def close(self) -> None:
        with suppress(FileNotFoundError):
            super().close()


class CarefulUploadHandler(FileUploadHandler):
    """A file that is too large is read to its end and thrown away, so that the page can say so kindly."""

    chunk_size = 256 * 1024

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.size, self.problem = 0, ""
        self.on_disk: Any = None
        try:
            os.makedirs(settings.UPLOAD_DIR, mode=0o700, exist_ok=True)
            self.on_disk = tempfile.NamedTemporaryFile(dir=settings.UPLOAD_DIR, prefix="form-")  # noqa: SIM115
        except OSError:
            self.problem = NO_ROOM

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > settings.UPLOAD_MAX_BYTES * _MOST_READ:
            raise StopUpload(connection_reset=True)
        if self.problem:
            return
        if self.size > settings.UPLOAD_MAX_BYTES:
            self._give_up(TOO_LARGE)
            return
        try:
            self.on_disk.write(raw_data)
            self.on_disk.flush()
        except OSError:
            self._give_up(NO_ROOM)

    def file_complete(self, file_size: int) -> ArrivedFile:
        content = self.on_disk or io.BytesIO()
        content.seek(0)
        arrived = ArrivedFile(content, self.file_name, self.content_type, file_size, self.charset)
        arrived.problem = self.problem
        return arrived

    def upload_interrupted(self) -> None:
        if getattr(self, "on_disk", None):
            self._give_up("")

    def _give_up(self, problem: str) -> None:
        """Forgets the bytes; the file on the disk is gone with its last reader."""
        self.problem = problem
        with suppress(OSError):
            self.on_disk.close()
        self.on_disk = None
