"""A long history goes in faster without secondary indexes: dropped before and built again after, side by side."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection

from dossiers.generating.lives import TABLES

_FREE = """
    SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = ANY (%s::regclass[]) AND NOT i.indisprimary
    AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY 1
"""


@contextmanager
def rebuilt_afterwards(builders: int) -> Iterator[None]:
    """Takes away every index that no constraint stands on; builds them again whatever happens inside.

    Only for tables that nobody uses yet: until the end they are slow to read.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FREE, [list(TABLES)])
        found: list[tuple[str, str]] = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
    try:
        yield
    finally:
        with ThreadPoolExecutor(builders) as pool:
            list(pool.map(_build, [definition for _, definition in found]))


def _build(definition: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '256MB'")
            cursor.execute(definition)
    finally:
        connection.close()
