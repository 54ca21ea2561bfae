"""Where files lie: a folder in which a file is either whole or not there; anywhere closed at rest by our keys."""

import hashlib
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from ulid import ULID

from portal.documents import closed, filekeys

_HASH = re.compile(r"[0-9a-f]{64}")


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


class ClosedStorage(Storage):
    """Another storage whose files are closed at rest (portal.documents.closed).

    Files from before the keys are read too: a content under its own hash is proved by it, so nobody can put
    something else in its place."""

    def __init__(self, inner: dict[str, Any]) -> None:
        self.inner: Any = storages.create_storage(inner)

    @property
    def closes_with(self) -> str:
        """The id of the key that closes what is written now."""
        return filekeys.newest()

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def delete(self, name: str) -> None:
        self.inner.delete(name)

    def exists(self, name: str) -> bool:
        return bool(self.inner.exists(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        found: tuple[list[str], list[str]] = self.inner.listdir(path)
        return found

    def size(self, name: str) -> int:
        with self._open(name) as file:
            return file.seek(0, os.SEEK_END)

    def close_anew(self, name: str) -> str:
        """Closes a file by the newest key (one that lay open is closed first); the key's id. Raises closed.Damaged."""
        bare = _last(name)
        with self.inner.open(name, "rb") as source:
            found = closed.key_of(source.read(closed.HEAD))
            source.seek(0)
            if found == filekeys.newest():
                return found
            anew = closed.with_new_key(source, bare) if found else closed.close(_checked(source, bare), bare)
            self.inner.save(name, _file(Stream(anew), name))
        return filekeys.newest()

    def _open(self, name: str, mode: str = "rb") -> Any:
        raw, bare = self.inner.open(name, "rb"), _last(name)
        try:
            is_closed = raw.read(len(closed.MARK)) == closed.MARK
            raw.seek(0)
            if is_closed:
                return _file(closed.Reading(raw, bare), name)
            for _ in _checked(raw, bare):
                pass
            raw.seek(0)
        except BaseException:
            raw.close()
            raise
        return raw

    def _save(self, name: str, content: Any) -> str:
        return str(self.inner.save(name, _file(Stream(closed.close(content.chunks(), _last(name))), name)))


class Stream(io.RawIOBase):
    """Pieces as a file to read from once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view, done = memoryview(buffer).cast("B"), 0
        while done < len(view):
            if not self._left:
                self._left = memoryview(next(self._pieces, b""))
                if not self._left:
                    break
            part = self._left[: len(view) - done]
            view[done : done + len(part)] = part
            self._left, done = self._left[len(part) :], done + len(part)
        return done


def _checked(raw: IO[bytes], bare: str) -> Iterator[bytes]:
    """The pieces of a content that lies open; where its name is its hash, a wrong one is not passed on whole."""
    found = hashlib.sha256()
    while piece := raw.read(closed.PIECE):
        found.update(piece)
        yield piece
    if _HASH.fullmatch(bare) and found.hexdigest() != bare:
        raise closed.Damaged(bare)


def _file(stream: io.RawIOBase, name: str) -> "File[bytes]":
    return File(cast(IO[bytes], stream), name)  # one without a name is false, which zipfile takes for closed


def _last(name: str) -> str:
    return PurePosixPath(name).name
