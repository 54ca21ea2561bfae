"""Packages back into an empty installation: each is proved first, then its file and its row are there."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.files import File
from django.core.files.storage import storages

from archive import metadata
from archive.bag import Broken, Opened
from archive.models import Package
from archive.sealing import row_of
from dossiers.models import Dossier
from portal.agencies.models import Agency
from portal.documents import store


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


def _take(path: Path) -> str:
    with path.open("rb") as file:
        bag = Opened(file)
        bag.check()
        check_journal(bag.read("data/nhat-ky.json"))
        told, token = metadata.read(bag.read("data/ho-so.xml")), bag.seal()
    sha256, size = store.digest(path)
    known = Package.objects.filter(code=told.code).first()
    if known is not None and known.sha256 != sha256:
        raise Broken(f"{told.code}: trong danh mục đã có gói khác")
    if known is None:
        agency = Agency.objects.filter(code=told.agency_code).first()
        dossier = Dossier.objects.filter(code=told.code).first()
        known = row_of(told, sha256=sha256, size=size, stamp=token, agency=agency, dossier=dossier)
    if not storages["archive"].exists(known.path):
        with path.open("rb") as file:
            storages["archive"].save(known.path, File(file))
    if known.pk is None:
        known.save()
    return told.code


def check_journal(content: bytes) -> int:
    """Recomputes the chain of a journal in a package; the number of rows. Raises Broken."""
    previous, rows = "", json.loads(content)["rows"]
    for number, row in enumerate(rows, 1):
        sound = hashlib.sha256(row["text"].encode()).hexdigest() == row["hash"]
        if not sound or json.loads(row["text"])[-1] != previous:
            raise Broken(f"nhật ký: dòng {number} không nối tiếp")
        previous = row["hash"]
    return len(rows)
