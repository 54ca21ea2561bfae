"""Acts held in their middle: by an outside system that does not answer, by a row that somebody else holds."""

import threading
from typing import Any

import psycopg
from django.db import models


class Gate:
    """Outside systems do what they are asked for and say so only when they are let."""

    def __init__(self) -> None:
        self.open, self.reached = threading.Event(), set[str]()
        self.open.set()

    def stand_before(self, outside: Any, act: str) -> None:
        true = getattr(outside, act)

        def held(*told: Any) -> Any:
            said = true(*told)
            self.reached.add(told[0] if isinstance(told[0], str) else act)
            self.open.wait(60)
            return said

        setattr(outside, act, held)

    def shut(self) -> None:
        self.reached.clear()
        self.open.clear()


class Rows:
    """Rows held by somebody else: who wants them waits in the middle of its act."""

    def __init__(self, where: dict[str, Any]) -> None:
        self.line = psycopg.connect(host=where["HOST"], user=where["USER"], dbname=where["NAME"])

    def hold(self, row: models.Model) -> None:
        self.line.execute(f"SELECT 1 FROM {row._meta.db_table} WHERE id = %s FOR UPDATE", [row.pk])

    def wanted_by(self) -> int:
        return self.line.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted").fetchone()[0]

    def let_go(self) -> None:
        self.line.close()
