"""Generating N dossiers: scripts once, then chunk after chunk into PostgreSQL's COPY, indexes at the end.

Where few dossiers are there, their tables are closed to everybody while the rows go in, and have no indexes
for some seconds more: a portal that runs on them stands still meanwhile. The command is not for real data.
"""

import gc
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import connection, models

from dossiers.generating.indexes import Index, build, in_the_way
from dossiers.generating.lives import Writer
from dossiers.generating.moments import Moments
from dossiers.generating.plans import MODELS
from dossiers.generating.scripts import all_scripts
from dossiers.generating.streams import InUse, Take, open_streams
from dossiers.models import CodeCounter, Dossier
from portal.accounts.models import User
from portal.calendars.now import now
from portal.documents.models import FileState
from portal.documents.store import keep_bytes

YEARS = 3
CHUNK = 100_000
FIRST_CHUNK = 12_500  # PostgreSQL begins early; each later chunk is twice as long until they are whole ones
MAX_AGENCIES = 60
WORTH_REBUILDING = 20_000
_FEW = 20  # as many dossiers as a twentieth of the new ones are few
_SAMPLE = 10_000
_ROOM = 1_000  # keys left free behind what is there, for those who file meanwhile
_EPOCH = 719_163  # proleptic day of 1970-01-01
_MOST_OPEN = 17_000
_SWITCH_SECONDS = 0.0005  # the threads that feed PostgreSQL wait no longer for the one that writes rows
Serials = dict[tuple[str, int], int]


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Threads take quick turns, and nobody looks for circles among millions of rows that have none."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        sys.setswitchinterval(usual)


@_undisturbed()
def generate(
    count: int,
    *,
    open_count: int | None = None,
    builders: int = 2,
    seed: int = 1,
    agencies: int = MAX_AGENCIES,
) -> float:
    """Writes `count` dossiers, `open_count` of them still open (else a fifth, 17,000 at most), decided by the
    first `agencies` communes and by the province; all of them or, when something is refused, none.
    Returns dossiers a second."""
    began = time.monotonic()
    scripts = list(all_scripts(agencies))
    if not scripts:
        raise LookupError("Chưa có thủ tục nào đang hiệu lực. Nạp tỉnh trước: manage.py load_province.")
    writer = Writer(Moments(now(), YEARS), scripts, _filer().pk, _specimen(), seed, _first())
    writer.serials = _serials()
    still_open = min(_MOST_OPEN, count // 5) if open_count is None else min(open_count, count)
    indexes = in_the_way() if _outweighs(count) else []
    with ExitStack() as streams:
        take, indexes = _opened(streams, indexes)
        ended = count - still_open
        for low, size in _chunks(ended):
            take(writer.write(writer.ended(size, low / ended, size / ended)))
        for _, size in _chunks(still_open):
            take(writer.write(writer.open(size)))
    try:
        _go_on_behind(writer)
    finally:
        if indexes:
            build(indexes, builders, sample=min(count // 10, _SAMPLE))
    return count / (time.monotonic() - began)


def _chunks(count: int) -> Iterator[tuple[int, int]]:
    """(where it begins, how many) of each chunk of so many dossiers."""
    low, most = 0, FIRST_CHUNK
    while low < count:
        size = min(most, count - low)
        yield low, size
        low, most = low + size, min(most * 2, CHUNK)


def _outweighs(count: int) -> bool:
    """Whether so many are worth building all indexes anew, and those that are there are few beside them."""
    few = count // _FEW
    return count >= WORTH_REBUILDING and Dossier.objects.all()[: few + 1].count() <= few


def _opened(streams: ExitStack, indexes: list[Index]) -> tuple[Take, list[Index]]:
    """What takes the rows, and which indexes are away meanwhile: none where somebody uses the tables just now."""
    try:
        return streams.enter_context(open_streams(indexes)), indexes
    except InUse:
        return streams.enter_context(open_streams([])), []


def _go_on_behind(writer: Writer) -> None:
    """Sequences and counters go on behind what was written."""
    rows = writer.serials
    codes, days = [code for code, _ in rows], [day + _EPOCH for _, day in rows]
    with connection.cursor() as cursor:
        for model in MODELS:
            table = model._meta.db_table
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [table, writer.keys[model]]
            )
        cursor.execute(
            f"INSERT INTO {CodeCounter._meta.db_table} (agency_code, day, last)"  # noqa: S608
            " SELECT code, DATE '0001-01-01' + day - 1, last"
            " FROM unnest(%s::text[], %s::int[], %s::int[]) AS t(code, day, last)"
            " ON CONFLICT (agency_code, day) DO UPDATE SET last = excluded.last",
            [codes, days, list(rows.values())],
        )


def _serials() -> Serials:
    """The last number given by each desk on each day, so that codes go on from there."""
    rows = CodeCounter.objects.values_list("agency_code", "day", "last")
    return {(code, day.toordinal() - _EPOCH): last for code, day, last in rows}


def _first() -> dict[type[models.Model], int]:
    """The first key of each table for the history."""
    last = {model: model._default_manager.aggregate(last=models.Max("id"))["last"] for model in MODELS}
    return {model: 1 if key is None else key + _ROOM for model, key in last.items()}


def _filer() -> User:
    user, _ = User.objects.get_or_create(
        email="lich-su@demo.example", defaults={"full_name": "Người nộp mẫu"}
    )
    return user


def _specimen() -> int:
    file = keep_bytes(b"%PDF-1.4\n% mau\n%%EOF\n")
    if file.state != FileState.CLEAN:
        file.state = FileState.CLEAN
        file.save(update_fields=["state"])
    return file.pk
