"""CPU time of process trees in seconds, and the rule that A and B take turns."""

import statistics
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg

ROUNDS = 7


def tree(root: int) -> float:
    """Seconds on a processor of a process and all that descend from it, ended children included."""
    return sum(_one(pid) for pid in _descendants(root))


def resident(root: int) -> dict[int, int]:
    """Resident bytes of each process of a tree."""
    found = {}
    for pid in _descendants(root):
        with suppress(OSError, IndexError):
            found[pid] = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
    return found


def proportional(root: int) -> int:
    """Bytes of a tree with shared pages counted once (PSS); resident ones where that may not be read."""
    total = 0
    for pid, size in resident(root).items():
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
        except (OSError, StopIteration):
            total += size
    return total


def postmaster(connection: "psycopg.Connection[tuple]") -> int:
    """The parent of the PostgreSQL process that serves this connection."""
    (backend,) = connection.execute("SELECT pg_backend_pid()").fetchone() or (0,)
    return _parent(backend)


def backends(connection: "psycopg.Connection[tuple]") -> float:
    """Seconds on a processor of the PostgreSQL processes that serve the same database, and no other."""
    found = connection.execute(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    ).fetchall()
    return sum(_one(pid) for (pid,) in found)


def turns(a: Callable[[], float], b: Callable[[], float], rounds: int = ROUNDS) -> dict[str, float]:
    """A B A B …: the medians of both and of their ratio round by round, with its extremes."""
    pairs = [(a(), b()) for _ in range(rounds)]
    ratios = [one / other for one, other in pairs]
    return {
        "a": statistics.median(one for one, _ in pairs),
        "b": statistics.median(other for _, other in pairs),
        "ratio": round(statistics.median(ratios), 3),
        "ratio_min": round(min(ratios), 3),
        "ratio_max": round(max(ratios), 3),
        "rounds": rounds,
    }


def percentile(values: list[float], part: float) -> float:
    """The value below which that part of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def _descendants(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                children.setdefault(_parent(int(entry.name)), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _one(pid: int) -> float:
    """Of its threads to the nanosecond; of children that it has waited for, to the clock tick."""
    spent = 0.0
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                spent += int((task / "schedstat").read_text().split()[0]) / 1e9
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        spent += (int(fields[13]) + int(fields[14])) / 100
    return spent
