"""Where generated rows go: one COPY for each table, each on a connection of its own, all committed or none."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import Queue
from threading import Barrier, BrokenBarrierError

from django.db import OperationalError, connection, models, transaction
from psycopg.copy import LibpqWriter
from psycopg.errors import DeadlockDetected, LockNotAvailable

from dossiers.generating.indexes import Index
from dossiers.generating.lives import Rows
from dossiers.generating.plans import MODELS
from dossiers.generating.stencils import HEAD, TAIL, statement

_AHEAD = 1  # chunks of a table that may wait for PostgreSQL
_CHECKS_SLEEP = "SET LOCAL session_replication_role = replica"
# A table with few rows gets a new file. What is written into it in the same transaction may be frozen at once and,
# where wal_level is minimal, needs no write-ahead log: nobody else sees it until COMMIT.
_NEW_FILE = (
    "SET LOCAL lock_timeout = '5s'",
    "CLUSTER {table} USING {table}_pkey",
    "ALTER TABLE {table} SET WITHOUT CLUSTER",
)
Table = type[models.Model]
Take = Callable[[Rows], None]


class InUse(Exception):
    """Somebody holds a table, so that it cannot get a new file."""


@contextmanager
def open_streams(without: list[Index]) -> Iterator[Take]:
    """Yields what takes the rows of a chunk. Row triggers sleep, because the rows are right by construction
    (dossiers.generating.proof looks afterwards); CHECKs, NOT NULLs and the keys that are left are still asked.

    `without`: the tables get new files without these indexes, and nobody else reads them until all is written;
    none named: rows go behind those that are there. Raises InUse, or what PostgreSQL refused; then nothing has been
    written and no index is gone.
    """
    ready, written = Barrier(len(MODELS) + 1), Barrier(len(MODELS))
    queues: dict[Table, Queue[bytes | memoryview]] = {model: Queue(_AHEAD) for model in MODELS}
    with ThreadPoolExecutor(len(MODELS)) as pool:
        pouring = [
            pool.submit(_pour, model, queues[model], (ready, written), _prepared(model, without))
            for model in MODELS
        ]

        def take(rows: Rows) -> None:
            for model in MODELS:
                queues[model].put(rows.of(model))

        try:
            ready.wait()
            yield take
        except BrokenBarrierError:
            pass
        except BaseException:
            written.abort()
            raise
        finally:
            for queue in queues.values():
                queue.put(TAIL)
    _raise_first(pouring)


def _prepared(model: Table, without: list[Index]) -> list[str]:
    table = model._meta.db_table
    if not without:
        return []
    new_file = [one.format(table=table) for one in _NEW_FILE]
    return new_file + [one.gone for one in without if one.table == table]


def _pour(
    model: Table, waiting: "Queue[bytes | memoryview]", barriers: tuple[Barrier, Barrier], prepared: list[str]
) -> None:
    ready, written = barriers
    piece: bytes | memoryview = HEAD
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for one in (_CHECKS_SLEEP, *prepared):
                cursor.execute(one)
            ready.wait()
            at_once = LibpqWriter(cursor.cursor, flush_threshold=0)  # what waits is moved at every call
            with cursor.copy(statement(model, frozen=bool(prepared)), writer=at_once) as copy:
                while piece is not TAIL:
                    copy.write(piece)
                    piece = waiting.get()
                copy.write(TAIL)
            written.wait()
    except BaseException:
        ready.abort()
        written.abort()
        while piece is not TAIL:
            piece = waiting.get()
        raise
    finally:
        connection.close()


def _raise_first(pouring: "list[Future[None]]") -> None:
    """What PostgreSQL refused, rather than that another table had to stop for it."""
    errors = [error for one in pouring if (error := one.exception()) is not None]
    for error in sorted(errors, key=lambda error: isinstance(error, BrokenBarrierError)):
        if isinstance(error, OperationalError) and isinstance(
            error.__cause__, LockNotAvailable | DeadlockDetected
        ):
            raise InUse from error
        raise error
