"""How Django takes the files of a form: straight to the disk, never more than allowed, never a server error."""

import os
import tempfile
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

TOO_LARGE = "too_large"
NO_ROOM = "no_room"
_MOST_READ = 8  # times the limit, then the connection is cut


class ArrivedFile(TemporaryUploadedFile):
    """A file that came with a form; problem says why its bytes were not kept."""

    problem = ""


class CarefulUploadHandler(FileUploadHandler):
    """A file that is too large is read to its end and thrown away, so that the page can say so kindly."""

    chunk_size = 256 * 1024

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.size, self.problem = 0, ""
        try:
            os.makedirs(settings.UPLOAD_DIR, mode=0o700, exist_ok=True)
            self.file: ArrivedFile | None = ArrivedFile(
                self.file_name, self.content_type, 0, self.charset, self.content_type_extra
            )
        except OSError:
            self.file, self.problem = None, NO_ROOM

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > settings.UPLOAD_MAX_BYTES * _MOST_READ:
            raise StopUpload(connection_reset=True)
        if self.problem or self.file is None:
            return
        if self.size > settings.UPLOAD_MAX_BYTES:
            self._give_up(TOO_LARGE)
            return
        try:
            self.file.write(raw_data)
            self.file.flush()
        except OSError:
            self._give_up(NO_ROOM)

    def file_complete(self, file_size: int) -> UploadedFile:
        if self.file is None:
            self.file = _nothing(self.file_name or "")
        self.file.problem = self.problem
        self.file.size = file_size
        self.file.seek(0)
        return self.file

    def upload_interrupted(self) -> None:
        if getattr(self, "file", None):
            self._give_up("")

    def _give_up(self, problem: str) -> None:
        self.problem = problem
        if self.file is not None:
            with suppress(OSError):
                self.file.close()
        self.file = None


def _nothing(name: str) -> ArrivedFile:
    """Stands in for a file for which there was no room at all."""
    empty = ArrivedFile.__new__(ArrivedFile)
    UploadedFile.__init__(empty, tempfile.SpooledTemporaryFile(), name, "", 0)
    return empty
