"""Generating N dossiers: scripts once, then processes that write and COPY side by side, indexes at the end."""

import time
from contextlib import AbstractContextManager, nullcontext
from multiprocessing import get_context
from typing import Any

from django.db import connection, connections, models, transaction

from dossiers.generating.indexes import rebuilt_afterwards
from dossiers.generating.lives import Keys, Rows, Writer
from dossiers.generating.moments import Moments
from dossiers.generating.plans import MODELS
from dossiers.generating.scripts import Script, all_scripts
from dossiers.generating.stencils import HEAD, TAIL, statement
from dossiers.models import CodeCounter, Dossier, JournalEntry, Task
from portal.accounts.models import User
from portal.calendars.now import now
from portal.documents.models import FileState
from portal.documents.store import keep_bytes

YEARS = 3
CHUNK = 20_000
MAX_AGENCIES = 60
WORTH_REBUILDING = 20_000
_EPOCH = 719_163  # proleptic day of 1970-01-01
Serials = dict[tuple[str, int], int]
_shared: dict[str, Any] = {}


def generate(
    count: int, *, open_count: int = 17_000, processes: int = 2, seed: int = 1, agencies: int = MAX_AGENCIES
) -> float:
    """Writes `count` dossiers, `open_count` of them at most still open, decided by the first `agencies`
    communes and by the province. Returns dossiers a second."""
    began = time.monotonic()
    scripts = list(all_scripts(agencies))
    if not scripts:
        raise LookupError("Chưa có thủ tục nào đang hiệu lực. Nạp tỉnh trước: manage.py load_province.")
    _shared.update(
        moments=Moments(now(), YEARS), scripts=scripts, user=_filer().pk, file=_specimen(), seed=seed,
        open=min(open_count, count // 5), count=count, processes=processes, serials=_serials(), first=_first(),
    )  # fmt: skip
    with _without_indexes(count, processes):
        connections.close_all()
        with get_context("fork").Pool(processes) as pool:
            counted = pool.map(_work, range(processes))
        _go_on_behind(counted)
    return count / (time.monotonic() - began)


def _without_indexes(count: int, processes: int) -> AbstractContextManager[None]:
    """Only where there is nothing yet that somebody may be reading."""
    if count < WORTH_REBUILDING or Dossier.objects.exists():
        return nullcontext()
    return rebuilt_afterwards(processes)


def _work(number: int) -> Serials:
    """One process: its desks, its keys, its share of the dossiers. Returns the last serial by desk and day."""
    share = _share_of_desks(number)
    keys, wanted, still_open = _keys(number, share)
    writer = Writer(
        _shared["moments"], share, _shared["user"], _shared["file"], _shared["seed"] * 100 + number, keys
    )
    writer.serials = dict(_shared["serials"])
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
    ended = wanted - still_open
    for low in range(0, ended, CHUNK):
        size = min(CHUNK, ended - low)
        _copy(writer.write(writer.ended(size, low / ended, size / ended)))
    for low in range(0, still_open, CHUNK):
        _copy(writer.write(writer.open(min(CHUNK, still_open - low))))
    connection.close()
    return writer.serials


def _share_of_desks(number: int) -> list[Script]:
    """A desk's codes are counted in one process, so all its scripts stay together."""
    scripts: list[Script] = _shared["scripts"]
    mine = sorted({script.desk.pk for script in scripts})[number :: _shared["processes"]]
    return [script for script in scripts if script.desk.pk in mine]


def _keys(number: int, share: list[Script]) -> tuple[Keys, int, int]:
    """(its ranges of keys, how many dossiers, how many of them open); nothing for a process without a desk."""
    processes, scripts = _shared["processes"], _shared["scripts"]
    busy = min(processes, len({script.desk.pk for script in scripts}))
    parts = [_part(_shared["count"], n, busy) for n in range(busy)]
    most = {
        JournalEntry: max(len(script.acts) for script in scripts),
        Task: max(len(script.works) for script in scripts),
    }
    before = sum(parts[:number])
    first = {model: key + before * most.get(model, 1) for model, key in _shared["first"].items()}
    if not share:
        return Keys(first), 0, 0
    return Keys(first), parts[number], _part(_shared["open"], number, busy)


def _part(whole: int, number: int, among: int) -> int:
    return whole // among + (number < whole % among)


def _copy(rows: Rows) -> None:
    """All tables of one chunk in one transaction; row triggers need not ask what is right by construction
    (CHECKs, NOT NULLs and unique keys are still asked)."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model in MODELS:
            found = rows.tables.pop(model, [])
            with cursor.copy(statement(model)) as copy:
                copy.write(b"".join([HEAD, *found, TAIL]))


def _go_on_behind(counted: list[Serials]) -> None:
    """Sequences and counters go on behind what was written."""
    rows: Serials = {}
    for serials in counted:
        for key, last in serials.items():
            rows[key] = max(last, rows.get(key, 0))
    codes, days = [code for code, _ in rows], [day + _EPOCH for _, day in rows]
    with connection.cursor() as cursor:
        for model in MODELS:
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608
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
    """The first free key of each table."""
    return {
        model: 1 + (model._default_manager.aggregate(last=models.Max("id"))["last"] or 0) for model in MODELS
    }


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
