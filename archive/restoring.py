"""Packages back into an empty installation: each is proved first, then its file and its row are there."""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from django.core.files import File
from django.core.files.storage import storages

from archive import metadata, stamping
from archive.bag import PIECE, Broken, Opened
from archive.models import Package
from archive.sealing import row_of
from dossiers.models import Dossier
from portal.agencies.models import Agency
from portal.documents import closed, store


@dataclass(frozen=True)
class Restored:
    """What became of one file: the code, and why it was not taken ("" when it was)."""

    file: str
    code: str = ""
    problem: str = ""


def restore(paths: Iterable[Path]) -> Iterator[Restored]:
    """Takes package files in, one after another. What is there already stays; what is broken is told and left out."""
    for path in paths:
        try:
            yield Restored(path.name, _take(path))
        except (Broken, ValueError, KeyError) as error:
            yield Restored(path.name, problem=str(error))
        except OSError as error:
            yield Restored(path.name, problem=error.strerror or str(error))


def _take(path: Path) -> str:
    with _readable(path) as file:
        bag = Opened(file)
        sealed, token = bag.check(), bag.seal()
        if token:
            stamping.check(bag.stamped(sealed), token)
        check_journal(bag.read("data/nhat-ky.json"))
        told = metadata.read(bag.read("data/ho-so.xml"))
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        size = file.tell()
    known = Package.objects.filter(code=told.code).first()
    if known is not None and known.sha256 != sha256:
        raise Broken(f"{told.code}: trong danh mục đã có gói khác")
    if known is None:
        agency = Agency.objects.filter(code=told.agency_code).first()
        dossier = Dossier.objects.filter(code=told.code).first()
        key = store.closes_with(storages["archive"])
        known = row_of(
            told, sha256=sha256, size=size, stamp=token, agency=agency, dossier=dossier, closed_with=key
        )
    if not storages["archive"].exists(known.path):
        with _readable(path) as file:
            storages["archive"].save(known.path, File(file))
    if known.pk is None:
        known.save()
    return told.code


@contextmanager
def _readable(path: Path) -> Iterator[IO[bytes]]:
    """A package as it was sealed, or one from a copy of an archive's folder that our keys have closed."""
    with path.open("rb") as file:
        head = file.read(closed.HEAD)
        file.seek(0)
        if not closed.key_of(head):
            yield file
            return
        with closed.Reading(file, path.name) as opened:
            yield cast(IO[bytes], opened)


def export(package: Package, folder: Path) -> Path:
    """The package as it was sealed, as a file in the folder; whoever holds it needs no key of ours to read it."""
    target = folder / package.path
    target.parent.mkdir(parents=True, exist_ok=True)
    with storages["archive"].open(package.path, "rb") as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy, PIECE)
    return target


def check_journal(content: bytes) -> int:
    """Recomputes the chain of a journal in a package; the number of rows. Raises Broken."""
    previous, rows = "", json.loads(content)["rows"]
    for number, row in enumerate(rows, 1):
        sound = hashlib.sha256(row["text"].encode()).hexdigest() == row["hash"]
        if not sound or json.loads(row["text"])[-1] != previous:
            raise Broken(f"nhật ký: dòng {number} không nối tiếp")
        previous = row["hash"]
    return len(rows)
