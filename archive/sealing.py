"""A closed dossier becomes a sealed package in the archive's own storage. Memory stays flat, twice does no harm."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Mod

from archive import contents, metadata, reading, stamping
from archive.alone import alone
from archive.bag import Bag
from archive.models import Package
from dossiers.models import Dossier, JournalEntry
from dossiers.services import resting
from dossiers.states import State
from portal.calendars.now import now
from portal.documents import store
from portal.documents.lasting import lasting
from portal.web.show import HANOI, local
from portal.web.text import fold
from procedures.queries import definition

CLOSED = (State.RETURNED, State.STOPPED, State.NOT_ACCEPTED)


def closed_between(first: date, last: date, part: tuple[int, int] = (0, 1)) -> Iterator[int]:
    """Keys of the dossiers that ended in these Vietnamese days and are not sealed yet (read by the journal's days).
    `part` (which, of how many) shares them among processes."""
    starts = datetime.combine(first, time.min, HANOI)
    ends = datetime.combine(last + timedelta(days=1), time.min, HANOI)
    ended = JournalEntry.objects.filter(at__gte=starts, at__lt=ends, to_state__in=CLOSED)
    rows = ended.filter(dossier__archived=None, dossier__is_test=False, dossier__state__in=CLOSED)
    which, parts = part
    if parts > 1:
        rows = rows.alias(share=Mod(F("dossier_id"), parts)).filter(share=which)
    yield from rows.order_by("at", "id").values_list("dossier_id", flat=True).iterator(chunk_size=500)


@dataclass
class Bagged:
    """A dossier whose bag is written up to its tag manifest and waits for the time stamp."""

    dossier: Dossier
    bag: Bag
    path: Path
    told: metadata.Described
    sealed: bytes


def seal(pk: int) -> Package | None:
    """Seals one dossier under a stamp of its own; what is sealed already stays. None while a paper of it is still being
    drawn, or another process seals it. Raises TryLater while the time-stamping authority does not answer."""
    with alone([pk]) as ours, store.scratch() as path:
        if (known := reading.packages([pk]).get(pk)) is not None or not ours:
            return known
        if (bagged := prepare(reading.dossiers([pk])[0], path)) is None:
            return None
        listed = stamping.listed([bagged.sealed])
        return register([finish(bagged, listed, stamping.stamp(listed))])[0]


def prepare(dossier: Dossier, path: Path) -> Bagged | None:
    """The bag at `path` of a dossier from `reading`, to be stamped; None when it cannot be sealed yet."""
    if dossier.state not in CLOSED or _under_way(dossier):
        return None
    return _write(dossier, path)


def finish(bagged: Bagged, listed: bytes, token: bytes) -> Package:
    """The stamped bag goes into the archive's storage; its row, which is not saved yet."""
    bagged.bag.seal(token, listed)
    package = _row(bagged, token)
    with bagged.path.open("rb") as file:
        storages["archive"].delete(package.path)  # of an attempt that did not come to its row
        storages["archive"].save(package.path, File(file))
    bagged.path.unlink()
    return package


def register(packages: list[Package]) -> list[Package]:
    """The rows of the catalogue and the dossiers' journals for packages that lie in their place; as they are kept."""
    keys = [one.dossier_id for one in packages]
    with transaction.atomic():
        Package.objects.bulk_create(packages, ignore_conflicts=True)
        kept = list(Package.objects.select_for_update().filter(dossier__in=keys))
        told = set(
            JournalEntry.objects.filter(dossier__in=keys, verb="archive").values_list("dossier", flat=True)
        )
        new = {
            one.dossier_id: {"sha256": one.sha256, "documents": one.documents, "stamped": bool(one.stamp)}
            for one in kept
            if one.dossier_id and one.dossier_id not in told
        }
        if new:
            resting.note_many(new, "archive")
    return kept


def _under_way(dossier: Dossier) -> bool:
    return any(one.file_id is None for one in dossier.slips.all()) or any(
        one.issued_on is not None and one.file_id is None for one in dossier.results.all()
    )


def _write(dossier: Dossier, path: Path) -> Bagged:
    """The bag at `path`, everything in it but the time stamp."""
    bag, papers = Bag(path, dossier.shown_code), []
    try:
        for one in contents.documents(dossier):
            one.sha256 = bag.add(one.path, one.pieces())
            one.content = b""
            _add_lasting(bag, one)
            papers.append(one)
        told = _described(dossier, papers)
        bag.add("nhat-ky.json", [contents.journal_of(dossier)])
        bag.add("du-lieu.json", [contents.data_of(dossier)])
        bag.add("ho-so.xml", [metadata.write(told, papers)])
        sealed = bag.close(
            {
                "Source-Organization": told.agency_name,
                "External-Identifier": told.code,
                "Internal-Sender-Description": told.title,
                "Bagging-Date": local(now()).date().isoformat(),
            }
        )
    except BaseException:
        bag.drop()
        raise
    return Bagged(dossier, bag, path, told, sealed)


def _row(bagged: Bagged, token: bytes) -> Package:
    """The catalogue's row of a bag that is complete, not saved yet."""
    sha256, size = store.digest(bagged.path)
    dossier = bagged.dossier
    return row_of(
        bagged.told,
        sha256=sha256,
        size=size,
        stamp=token,
        closed_with=store.closes_with(storages["archive"]),
        dossier=dossier,
        agency=dossier.competent_agency or dossier.receiving_agency,
    )


def _add_lasting(bag: Bag, one: contents.Document) -> None:
    """Beside what was handed in lies its PDF/A, when it is not one itself; why there is none is kept with it."""
    if one.file is None or one.format:
        return
    with lasting(one.file, one.turn) as made:
        one.format, one.as_is = made.format, made.why
        if made.made:
            one.copy_path = f"{one.path.rsplit('.', 1)[0]}.pdfa.pdf"
            one.copy_sha256 = bag.add(one.copy_path, made.pieces())


def row_of(told: metadata.Described, **more: object) -> Package:
    """The catalogue's row from a description."""
    return Package(
        code=told.code, agency_code=told.agency_code, procedure_code=told.procedure_code, title=told.title[:600],
        title_fold=fold(told.title)[:600], year=told.ended_on.year, started_on=told.started_on,
        ended_on=told.ended_on, retention=told.retention, keep_until=told.keep_until, documents=told.documents,
        pages=told.pages, as_is=told.as_is, sealed_at=now(), checked_at=now(), **more,
    )  # fmt: skip


def _described(dossier: Dossier, papers: list[contents.Document]) -> metadata.Described:
    agency = dossier.competent_agency or dossier.receiving_agency
    assert agency is not None and dossier.submitted_at is not None
    return metadata.Described(
        dossier.shown_code, agency.code, agency.name, dossier.procedure.code,
        f"{dossier.procedure.name}, {dossier.owner_name or dossier.owner.name}",
        local(dossier.submitted_at).date(), local(dossier.ended_at or dossier.touched_at).date(),
        definition(dossier.version).retention, len(papers), sum(one.pages for one in papers),
        sum(bool(one.as_is) for one in papers),
    )  # fmt: skip
