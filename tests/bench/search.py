"""Row `search`: ended dossiers by identity number and by name without diacritics, as the desk's search asks.

Names in three ways in turn: whole, the words turned round, the last two words alone.

Through dossiers.queue itself, on one connection to each database; wall time, because people wait for it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from tests.bench import cpu, ground
from tests.bench.ground import Database
from tests.bench.who import officer

GOAL = {"number_ms": 0.3, "name_p95_ms": 15.0, "history_ratio": 3.0, "index_bytes": 80}
ASKED = 40


def run(full: bool) -> dict[str, object]:
    """One JSON line; a turn asks forty numbers and forty names on one database."""
    small, big = ground.databases(full)
    names: dict[int, list[float]] = {small.size: [], big.size: []}
    numbers: dict[int, list[float]] = {small.size: [], big.size: []}
    statement: list[float] = []
    for _ in range(cpu.ROUNDS):
        for database in (big, small):
            with _on(database):
                _ask(database, numbers[database.size], names[database.size])
        with big.connect() as line:
            statement += _by_statement(line)
    with big.connect() as line:
        index_bytes = line.execute(
            "SELECT (pg_relation_size('dossiers_by_number') + pg_relation_size('dossiers_by_name'))::float"
            " / count(*) FROM dossiers_dossier"
        ).fetchone()
        plans = {name: _plan(line, where) for name, where in _WHERE.items()}
    assert index_bytes is not None
    slow = {size: cpu.percentile(found, 0.95) for size, found in names.items()}
    middle = {size: cpu.percentile(found, 0.5) for size, found in names.items()}
    value = {
        "number_ms": round(1000 * cpu.percentile(numbers[big.size], 0.5), 2),
        "name_p95_ms": round(1000 * slow[big.size], 2),
        "history_ratio": round(middle[big.size] / middle[small.size], 2),
        "index_bytes": round(index_bytes[0], 1),
    }
    return {
        "row": "search",
        "value": value,
        "goal": GOAL,
        "pass": all(value[key] <= goal for key, goal in GOAL.items()),
        "number_bare_statement_ms": round(1000 * cpu.percentile(statement, 0.5), 2),
        "name_p50_ms": round(1000 * middle[big.size], 2),
        "plans_of_bare_statements": plans,
        "dossiers": [small.size, big.size],
    }


_WHERE = {
    "number": "owner_number = %s",
    "name": "dossier_found_by(state, receiving_agency_id, competent_agency_id, owner_fold) @> array[%s::text]",
}


@contextmanager
def _on(database: Database) -> Iterator[None]:
    """Django's connection of this process, turned to that database for a while."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database.url.split("?")[0].rpartition("/")[2]
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _ask(database: Database, numbers: list[float], names: list[float]) -> None:
    from dossiers import queue

    at = officer("Một cửa H")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT owner_number, owner_fold FROM dossiers_dossier WHERE id IN"
            " (SELECT (random() * (SELECT max(id) FROM dossiers_dossier))::bigint FROM generate_series(1, %s))",
            [ASKED],
        )
        found = [row for row in cursor.fetchall() if row[0]]
    queue.closed_matches(at, found[0][0])
    numbers += [_seconds(lambda number=number: queue.closed_matches(at, number)) for number, _ in found]
    asked = [_ways(name)[number % 3] for number, (_, name) in enumerate(found)]
    names += [_seconds(lambda name=name: queue.closed_matches(at, name)) for name in asked]


def _ways(name: str) -> tuple[str, str, str]:
    """What people type of a name."""
    words = name.split(" ")
    return name, " ".join(reversed(words)), " ".join(words[-2:])


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _by_statement(line: "ground.psycopg.Connection[tuple]") -> list[float]:
    """The bare statement by number, prepared, without Django."""
    taken = []
    some = line.execute(
        "SELECT owner_number FROM dossiers_dossier TABLESAMPLE SYSTEM (0.1) LIMIT 40"
    ).fetchall()
    for (number,) in some:
        began = time.perf_counter()
        line.execute(
            f"SELECT id, code, owner_name FROM dossiers_dossier WHERE {_WHERE['number']} ORDER BY id DESC LIMIT 20",
            [number],
            prepare=True,
        ).fetchall()
        taken.append(time.perf_counter() - began)
    return taken


def _plan(line: "ground.psycopg.Connection[tuple]", where: str) -> str:
    """The index that the planner takes."""
    some = line.execute(
        "SELECT owner_number, owner_fold FROM dossiers_dossier WHERE owner_fold > 'm' LIMIT 1"
    )
    number, name = some.fetchone() or ("", "")
    values = [number if "number" in where else f"60:{name.split(' ')[-1]}"]
    told = line.execute(f"EXPLAIN SELECT id FROM dossiers_dossier WHERE {where}", values)
    return " / ".join(row[0].split("(")[0].strip(" ->") for row in told if "Scan" in row[0])
