"""A long history goes in faster without secondary indexes: dropped before and built again after, side by side."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connection

from dossiers.generating.plans import MODELS

TABLES = [model._meta.db_table for model in MODELS]
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


@dataclass(frozen=True)
class Index:
    """An index that can be built later; `kind` of the key that stands on it (p, u), if one does."""

    name: str
    table: str
    definition: str
    kind: str | None

    @property
    def gone(self) -> str:
        """Takes it away."""
        if self.kind:
            return f'ALTER TABLE {self.table} DROP CONSTRAINT "{self.name}"'
        return f'DROP INDEX "{self.name}"'

    @property
    def key(self) -> str:
        """Makes a key of it again."""
        words = f'"{self.name}" {_KINDS[self.kind or ""]} USING INDEX "{self.name}"'
        return f"ALTER TABLE {self.table} ADD CONSTRAINT {words}"


def in_the_way() -> list[Index]:
    """Every index of whole tables on which no foreign key leans.

    Indexes of a few rows (open dossiers, open steps) are not among them: keeping them costs less than reading
    all rows again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FREE, [TABLES, _OF_A_FEW])
        return [Index(*row) for row in cursor.fetchall()]


def build(indexes: list[Index], builders: int, sample: int) -> None:
    """Builds them again, those of the largest tables first, and the keys that stood on them; a key broken meanwhile
    is refused now. Each table is counted by the planner, from a `sample` of so many rows, once its rows are in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT t, pg_table_size(t::regclass) FROM unnest(%s::text[]) AS t", [TABLES])
        sizes: dict[str, int] = dict(cursor.fetchall())
    jobs = sorted(indexes, key=lambda one: -sizes[one.table])
    work = [one.definition for one in jobs] + [f"ANALYZE {table}" for table in TABLES]
    with ThreadPoolExecutor(builders) as pool:
        list(pool.map(_run, work, [max(sample // _ROWS_A_TARGET, 1)] * len(work)))
    with connection.cursor() as cursor:
        for one in indexes:
            if one.kind:
                cursor.execute(one.key)


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
