"""Yardstick B: the bare statements of a dossier's life, by psycopg, into tables of the same shape and indexes.

A submission is three inserts in one transaction; each further act locks the dossier, updates it and writes its
journal row: 18 statements (13 writes) in 6 transactions for a life of submission and five acts.
"""

import time

import psycopg

TABLES = ("dossiers_dossier", "dossiers_task", "dossiers_journalentry")
ACTS = 5
_TEXT = ("json", "jsonb")  # read and written as they are told


class Raw:
    """One connection and the rows of one dossier to write again and again under other keys."""

    def __init__(self, url: str) -> None:
        self.line = psycopg.connect(url, prepare_threshold=1)
        with self.line.transaction():
            self.line.execute("DROP SCHEMA IF EXISTS bench_raw CASCADE")
            self.line.execute("CREATE SCHEMA bench_raw")
            for table in TABLES:
                self.line.execute(f"CREATE TABLE bench_raw.{table} (LIKE public.{table} INCLUDING ALL)")
        self.rows = {table: self._sample(table) for table in TABLES}
        self.key = time.time_ns() // 1000

    def _sample(self, table: str) -> tuple[str, list[object]]:
        """(the INSERT, the values of one row that stands there)."""
        named = self.line.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        ).fetchall()
        shown = ", ".join(f'"{n}"::text' if kind in _TEXT else f'"{n}"' for n, kind in named)
        row = self.line.execute(f"SELECT {shown} FROM {table} LIMIT 1").fetchone()
        assert row is not None
        names = ", ".join(f'"{n}"' for n, _ in named)
        holes = ", ".join(f"%({n})s::{kind}" if kind in _TEXT else f"%({n})s" for n, kind in named)
        self.line.commit()
        columns = [n for n, _ in named]
        sql = f"INSERT INTO bench_raw.{table} ({names}) OVERRIDING SYSTEM VALUE VALUES ({holes})"
        return sql, list(zip(columns, row, strict=True))

    def _insert(self, table: str, **other: object) -> None:
        sql, row = self.rows[table]
        self.line.execute(sql, {**dict(row), **other})  # type: ignore[call-overload]

    def submit(self) -> int:
        """Three writes, one COMMIT; returns the key."""
        self.key += 10
        key = self.key
        with self.line.transaction():
            self._insert("dossiers_dossier", id=key, reference=f"R-{key}", code=f"R-{key}")
            self._insert("dossiers_task", id=key, dossier_id=key)
            self._insert("dossiers_journalentry", id=key, dossier_id=key, number=1, hash=_digest(key))
        return key

    def act(self, key: int, number: int) -> None:
        """Lock, update, journal, COMMIT."""
        with self.line.transaction():
            self.line.execute(
                "SELECT * FROM bench_raw.dossiers_dossier WHERE id = %s FOR UPDATE", [key]
            ).fetchone()
            self.line.execute(
                "UPDATE bench_raw.dossiers_dossier SET revision = %s, journal_number = %s, next_due_at = now()"
                " WHERE id = %s",
                [number, number, key],
            )
            row = key + number
            self._insert("dossiers_journalentry", id=row, dossier_id=key, number=number, hash=_digest(row))

    def life(self) -> None:
        """Submission and five acts."""
        key = self.submit()
        for number in range(2, 2 + ACTS):
            self.act(key, number)

    def close(self) -> None:
        self.line.execute("DROP SCHEMA bench_raw CASCADE")
        self.line.commit()
        self.line.close()


def _digest(key: int) -> bytes:
    return key.to_bytes(32)
