"""Generating N dossiers: scripts once, then two processes that write and COPY side by side."""

import itertools
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from multiprocessing import get_context
from typing import Any

from django.db import connection, connections, transaction

from dossiers.generating.copying import statement
from dossiers.generating.indexes import rebuilt_afterwards
from dossiers.generating.lives import TABLES, Batch, Writer
from dossiers.generating.moments import Moments
from dossiers.generating.scripts import Script, somebody, write_script
from dossiers.models import CodeCounter, Dossier
from portal.accounts.models import Party, User
from portal.agencies.models import Agency
from portal.agencies.routing import RoutingProblem, competent_agency
from portal.calendars.now import now
from portal.documents.models import FileState
from portal.documents.store import keep_bytes
from procedures.queries import definition, in_force
from procedures.samples import sample_answers

YEARS = 3
CHUNK = 2000
MAX_AGENCIES = 60
WORTH_REBUILDING = 20_000
_shared: dict[str, Any] = {}


def generate(
    count: int, *, open_count: int = 17_000, processes: int = 2, seed: int = 1, agencies: int = MAX_AGENCIES
) -> float:
    """Writes `count` dossiers, `open_count` of them at most still open, decided by the first `agencies`
    communes and by the province. Returns dossiers a second."""
    began = time.monotonic()
    somebody.cache_clear()
    scripts = list(all_scripts(agencies))
    if not scripts:
        raise LookupError("Chưa có thủ tục nào đang hiệu lực. Nạp tỉnh trước: manage.py load_province.")
    moments = Moments(now(), YEARS)
    open_count = min(open_count, count // 5)
    first = 1 + max(_last(Dossier), _last(Party))
    user, file_id = _filer(), _specimen()
    _shared.update(moments=moments, scripts=scripts, user=user.pk, file=file_id, open=open_count, seed=seed)
    _shared.update(processes=processes, sequences=_sequences())
    spans = _spans(first, count, processes)
    tasks = [(n, start, stop, count) for n, (start, stop) in enumerate(spans)]
    with _without_indexes(count, processes):
        connections.close_all()
        with get_context("fork").Pool(processes) as pool:
            counters = pool.map(_work, tasks)
    _after(counters)
    return count / (time.monotonic() - began)


def _without_indexes(count: int, processes: int) -> AbstractContextManager[None]:
    """Only where there is nothing yet that somebody may be reading."""
    if count < WORTH_REBUILDING or Dossier.objects.exists():
        return nullcontext()
    return rebuilt_afterwards(processes)


def all_scripts(agencies: int) -> Iterator[Script]:
    """One for each procedure in force at each agency that decides it."""
    communes = list(
        Agency.objects.filter(kind="commune", valid_to=None).select_related("admin_unit").order_by("code")
    )[:agencies]
    for version in in_force(now().date()).select_related("procedure"):
        told = definition(version)
        places = communes if told.competence.kind == "commune" else communes[:1]
        for place in places:
            commune = place.admin_unit.code if place.admin_unit else ""
            answers = sample_answers(told, seed=place.pk, commune=commune)
            try:
                competent = competent_agency(told.competence, answers, commune)
                yield write_script(version, told, competent, answers)
            except (RoutingProblem, LookupError):
                continue


def _work(task: tuple[int, int, int, int]) -> dict[tuple[str, str], int]:
    number, start, stop, total = task
    moments, scripts = _shared["moments"], _shared["scripts"]
    desks = sorted({script.desk.pk for script in scripts})[number :: _shared["processes"]]
    share = [script for script in scripts if script.desk.pk in desks]
    writer = Writer(moments, share, _shared["user"], _shared["file"], _shared["seed"] * 100 + number)
    writer.sequences = _shared["sequences"]
    open_here = _shared["open"] * (stop - start) // total
    for low in range(start, stop, CHUNK):
        batch = Batch()
        keys = range(low, min(low + CHUNK, stop))
        for key, script_number in zip(keys, writer.pick(len(keys)), strict=True):
            _one(writer, batch, key, script_number, is_open=key - start < open_here)
        _copy(batch)
    return writer.sequences


def _one(writer: Writer, batch: Batch, key: int, script_number: int, *, is_open: bool) -> None:
    acts = len(writer.scripts[script_number].acts)
    last = writer.moments.now_minute
    if is_open:
        length = writer.chance.choice([1, 1, 2, 3, 3, 4, 4, max(acts - 1, 1)])
        length = min(length, acts - 1)
        start = last - writer.chance.randrange(200, 4800)
    else:
        length = acts
        start = writer.chance.randrange(0, last - 25_000)
    writer.write(batch, key, script_number, start, length)


def _copy(batch: Batch) -> None:
    """All tables of one batch in one transaction; row triggers need not ask what is right by construction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL synchronous_commit = off")
        for table in TABLES:
            with cursor.copy(statement(table)) as copy:
                copy.write("".join(batch.lines[table]))


def _after(counters: list[dict[tuple[str, str], int]]) -> None:
    """Sequences and counters go on behind what was written."""
    with connection.cursor() as cursor:
        for table in ("accounts_party", "dossiers_dossier"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608
    rows: dict[tuple[str, str], int] = {}
    for key, last in itertools.chain.from_iterable(counter.items() for counter in counters):
        rows[key] = max(last, rows.get(key, 0))
    CodeCounter.objects.bulk_create(
        [
            CodeCounter(agency_code=code, day=f"20{day[:2]}-{day[2:4]}-{day[4:]}", last=last)
            for (code, day), last in rows.items()
        ],
        update_conflicts=True,
        unique_fields=["agency_code", "day"],
        update_fields=["last"],
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _sequences() -> dict[tuple[str, str], int]:
    """The last number given by each desk on each day, so that codes go on from there."""
    rows = CodeCounter.objects.values_list("agency_code", "day", "last")
    return {(code, f"{day:%y%m%d}"): last for code, day, last in rows}


def _spans(first: int, count: int, processes: int) -> list[tuple[int, int]]:
    size = -(-count // processes)
    return [(first + n * size, min(first + (n + 1) * size, first + count)) for n in range(processes)]


def _last(model: type[Any]) -> int:
    return model.objects.order_by("-id").values_list("id", flat=True).first() or 0


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
