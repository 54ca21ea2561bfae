"""Where generated rows go: one COPY for each table, each on a connection of its own, all committed or none."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import Queue
from threading import Barrier

from django.db import connection, models, transaction
from psycopg.copy import LibpqWriter

from dossiers.generating.lives import Rows
from dossiers.generating.plans import MODELS
from dossiers.generating.stencils import HEAD, TAIL, statement
from dossiers.models import Dossier
from portal.accounts.models import Party

_AHEAD = 1  # chunks of a table that may wait for PostgreSQL
_CHECKS_SLEEP = "SET LOCAL session_replication_role = replica"
# A table that is still (nearly) empty gets a new file. What is written into it in the same transaction may be frozen
# at once and, where wal_level is minimal, needs no write-ahead log: nobody else sees it until COMMIT.
_LEANED_ON = (
    Party,
    Dossier,
)  # foreign keys lean on them: they cannot be truncated, and keep their primary key
_NEW_FILE = "TRUNCATE {table}"
_NEW_FILE_OF_LEANED_ON = "CLUSTER {table} USING {table}_pkey; ALTER TABLE {table} SET WITHOUT CLUSTER"
Table = type[models.Model]


@contextmanager
def open_streams(*, fresh: bool) -> Iterator[Callable[[Rows], None]]:
    """Yields what takes the rows of a chunk. Row triggers sleep, because the rows are right by construction
    (dossiers.generating.proof looks afterwards); CHECKs, NOT NULLs and unique keys are still asked.

    `fresh`: nobody uses these tables yet. Raises what PostgreSQL refused; then nothing has been written.
    """
    written = Barrier(len(MODELS))
    queues: dict[Table, Queue[bytes | memoryview]] = {model: Queue(_AHEAD) for model in MODELS}
    with ThreadPoolExecutor(len(MODELS)) as pool:
        pouring = [pool.submit(_pour, model, queues[model], written, fresh) for model in MODELS]

        def take(rows: Rows) -> None:
            for model in MODELS:
                queues[model].put(rows.of(model))

        try:
            yield take
        except BaseException:
            written.abort()
            raise
        finally:
            for queue in queues.values():
                queue.put(TAIL)
    _raise_first(pouring)


def _pour(model: Table, waiting: "Queue[bytes | memoryview]", written: Barrier, fresh: bool) -> None:
    piece: bytes | memoryview = HEAD
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_CHECKS_SLEEP)
            if fresh:
                new_file = _NEW_FILE_OF_LEANED_ON if model in _LEANED_ON else _NEW_FILE
                cursor.execute(new_file.format(table=model._meta.db_table))
            at_once = LibpqWriter(cursor.cursor, flush_threshold=0)  # what waits is moved at every call
            with cursor.copy(statement(model, frozen=fresh), writer=at_once) as copy:
                while piece is not TAIL:
                    copy.write(piece)
                    piece = waiting.get()
                copy.write(TAIL)
            written.wait()
    except BaseException:
        written.abort()
        while piece is not TAIL:
            piece = waiting.get()
        raise
    finally:
        connection.close()


def _raise_first(pouring: "list[Future[None]]") -> None:
    """What PostgreSQL refused, rather than that another table had to stop for it."""
    errors = [error for one in pouring if (error := one.exception()) is not None]
    for error in sorted(errors, key=lambda error: type(error).__name__ == "BrokenBarrierError"):
        raise error
