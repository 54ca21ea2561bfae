"""A long history goes in faster without secondary indexes: dropped before and built again after, side by side."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection

from dossiers.generating.plans import MODELS

_TABLES = [model._meta.db_table for model in MODELS]
_FREE = """
    SELECT c.relname, i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid),
        (SELECT k.contype FROM pg_constraint k WHERE k.conindid = i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = ANY (%s::regclass[])
    AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) !~ %s)
    AND NOT EXISTS (SELECT 1 FROM pg_constraint f WHERE f.conindid = i.indexrelid AND f.contype = 'f') ORDER BY 1
"""
# What is open, organisations, accounts, filed for somebody else, corrected.
_OF_A_FEW = r"\mstate\M|\mended_at IS NULL|\m(file|user|submitter|replaces)_id\M|\mtax_code\M"
_ROWS_A_TARGET = 300  # PostgreSQL reads so many rows for each unit of its statistics target
_KINDS = {"p": "PRIMARY KEY", "u": "UNIQUE"}


@contextmanager
def rebuilt_afterwards(builders: int, sample: int) -> Iterator[None]:
    """Takes away every index of whole tables on which no foreign key leans; builds them again, and the unique
    keys and primary keys that stood on them, whatever happens inside. A key broken meanwhile is refused then.

    Indexes of a few rows (open dossiers, open steps) stay: that costs less than reading all rows again.
    `sample`: of how many rows of each table the planner's figures are made.
    Only for tables that nobody uses yet: until the end they are slow to read.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FREE, [_TABLES, _OF_A_FEW])
        found: list[tuple[str, str, str, str | None]] = cursor.fetchall()
        for name, table, _, kind in found:
            gone = f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' if kind else f'DROP INDEX "{name}"'
            cursor.execute(gone)
    try:
        yield
    finally:
        build([(table, definition) for _, table, definition, _ in found], builders, sample)
        with connection.cursor() as cursor:
            for name, table, _, kind in found:
                if kind:
                    key = f'"{name}" {_KINDS[kind]} USING INDEX "{name}"'
                    cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {key}")


def build(definitions: list[tuple[str, str]], builders: int, sample: int) -> None:
    """Indexes of the largest tables first, each table counted by the planner once its rows are in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT t, pg_table_size(t::regclass) FROM unnest(%s::text[]) AS t", [_TABLES])
        sizes: dict[str, int] = dict(cursor.fetchall())
    jobs = sorted(definitions, key=lambda one: -sizes[one[0]])
    work = [sql for _, sql in jobs] + [f"ANALYZE {table}" for table in _TABLES]
    with ThreadPoolExecutor(builders) as pool:
        list(pool.map(_run, work, [max(sample // _ROWS_A_TARGET, 1)] * len(work)))


def _run(statement: str, target: int) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('default_statistics_target', %s, false)", [str(target)])
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute("SET max_parallel_maintenance_workers = 0")
            cursor.execute("SET synchronous_commit = off")
            cursor.execute(statement)
    finally:
        connection.close()
