"""A long history goes in faster without secondary indexes: dropped before and built again after, side by side."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection

from dossiers.generating.plans import MODELS

_TABLES = [model._meta.db_table for model in MODELS]
_FREE = """
    SELECT c.relname, i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = ANY (%s::regclass[]) AND NOT i.indisprimary
    AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY 1
"""


@contextmanager
def rebuilt_afterwards(builders: int) -> Iterator[None]:
    """Takes away every index that no constraint stands on; builds them again whatever happens inside.

    Only for tables that nobody uses yet: until the end they are slow to read.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FREE, [_TABLES])
        found: list[tuple[str, str, str]] = cursor.fetchall()
        for name, _, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
    try:
        yield
    finally:
        build([(table, definition) for _, table, definition in found], builders)


def build(definitions: list[tuple[str, str]], builders: int) -> None:
    """Indexes of the largest tables first, each table counted by the planner once its rows are in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT t, pg_table_size(t::regclass) FROM unnest(%s::text[]) AS t", [_TABLES])
        sizes: dict[str, int] = dict(cursor.fetchall())
    jobs = sorted(definitions, key=lambda one: -sizes[one[0]])
    work = [sql for _, sql in jobs] + [f"ANALYZE {table}" for table in _TABLES]
    with ThreadPoolExecutor(builders) as pool:
        list(pool.map(_run, work))


def _run(statement: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute("SET max_parallel_maintenance_workers = 0")
            cursor.execute("SET synchronous_commit = off")
            cursor.execute(statement)
    finally:
        connection.close()
