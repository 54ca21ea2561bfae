"""A sealed package: BagIt (RFC 8493) inside a ZIP, with SHA-256 manifests. Written and read piece by piece."""

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

PIECE = 1 << 18
_BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
SEAL, LISTED = "dau-thoi-gian.tsr", "dau-thoi-gian.txt"
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_FIXED = (2020, 1, 1, 0, 0, 0)  # the same dossier gives the same bytes


class Broken(Exception):
    """The package is not what was sealed; the text says where."""


class Bag:
    """A bag being written: payload by `add`, manifests by `close`, which gives back the text to be stamped."""

    def __init__(self, target: Path, name: str) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True)
        self.name = name
        self.payload: dict[str, str] = {}
        self.size = 0

    def add(self, path: str, pieces: Iterable[bytes]) -> str:
        """Puts a file under data/; its SHA-256."""
        self.payload[f"data/{path}"] = digest = self._write(f"data/{path}", pieces)
        return digest

    def close(self, info: dict[str, str]) -> bytes:
        """Manifests and bag-info; the text of the tag manifest, which is what a time stamp seals."""
        lines = {**info, "Payload-Oxum": f"{self.size}.{len(self.payload)}"}
        tags = {
            "bagit.txt": _BAGIT,
            "bag-info.txt": "".join(f"{key}: {value}\n" for key, value in lines.items()).encode(),
            "manifest-sha256.txt": _manifest(self.payload),
        }
        digests = {name: self._write(name, [content]) for name, content in tags.items()}
        sealed = _manifest(digests)
        self._write("tagmanifest-sha256.txt", [sealed])
        return sealed

    def seal(self, token: bytes, listed: bytes = b"") -> None:
        """The time stamp lies beside the tag manifest, with the list of tag manifests that it is over; then the bag is
        complete. Without a list the stamp is over the tag manifest itself."""
        if token:
            if listed:
                self._write(LISTED, [listed])
            self._write(SEAL, [token])
        self._zip.close()

    def drop(self) -> None:
        """Gives up; what was written is no package."""
        self._zip.close()

    def _write(self, path: str, pieces: Iterable[bytes]) -> str:
        digest = hashlib.sha256()
        entry = zipfile.ZipInfo(f"{self.name}/{path}", _FIXED)
        with self._zip.open(entry, "w", force_zip64=True) as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
                self.size += len(piece) if path.startswith("data/") else 0
        return digest.hexdigest()


def _manifest(digests: dict[str, str]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()


class Opened:
    """A bag being read."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
            self.name = self._zip.namelist()[0].split("/", 1)[0]
        except (zipfile.BadZipFile, IndexError) as error:
            raise Broken("không mở được gói") from error

    def names(self) -> list[str]:
        """The payload files, without data/."""
        start = f"{self.name}/data/"
        return [name.removeprefix(start) for name in self._zip.namelist() if name.startswith(start)]

    def read(self, path: str) -> bytes:
        """A whole file of the bag, by its path in it. Raises Broken."""
        return b"".join(self.pieces(path))

    def pieces(self, path: str) -> Iterator[bytes]:
        try:
            with self._zip.open(f"{self.name}/{path}") as file:
                while piece := file.read(PIECE):
                    yield piece
        except (KeyError, zipfile.BadZipFile, OSError, EOFError) as error:
            raise Broken(f"{path}: không đọc được") from error

    def check(self) -> bytes:
        """Every manifest against every byte; the tag manifest's text. Raises Broken at the first difference."""
        sealed = self.read("tagmanifest-sha256.txt")
        payload: dict[str, str] = {}
        for path, digest in _lines(sealed):
            self._same(path, digest)
        for path, digest in _lines(self.read("manifest-sha256.txt")):
            self._same(path, digest)
            payload[path] = digest
        if extra := {f"data/{name}" for name in self.names()} - set(payload):
            raise Broken(f"{sorted(extra)[0]}: không có trong danh mục")
        return sealed

    def seal(self) -> bytes:
        """The time stamp, empty when the bag has none."""
        return self._tag(SEAL)

    def stamped(self, sealed: bytes) -> bytes:
        """What the time stamp is over: the list that names this tag manifest, else the tag manifest. Raises Broken."""
        listed = self._tag(LISTED)
        if listed and hashlib.sha256(sealed).hexdigest() not in listed.decode(errors="replace").splitlines():
            raise Broken("dấu thời gian không nói đến gói này")
        return listed or sealed

    def _tag(self, name: str) -> bytes:
        return self.read(name) if f"{self.name}/{name}" in self._zip.namelist() else b""

    def _same(self, path: str, digest: str) -> None:
        found = hashlib.sha256()
        for piece in self.pieces(path):
            found.update(piece)
        if found.hexdigest() != digest:
            raise Broken(f"{path}: khác lúc đóng gói")


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Opened]:
    with file:
        yield Opened(file)


def _lines(manifest: bytes) -> Iterator[tuple[str, str]]:
    for line in manifest.decode().splitlines():
        found = _LINE.fullmatch(line)
        if found is None:
            raise Broken("danh mục sai dạng")
        yield found[2], found[1]
