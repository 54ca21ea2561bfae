"""Row `generate`: the long history written anew, by `manage.py generate` into a database that has none.

Judged by the seconds on a processor of the command and of PostgreSQL together, over two cores: what two cores with
nothing else to do would reach. The seconds on the wall stand beside it. The proof afterwards is not counted.
"""

from tests.bench import ground

GOAL = 20_000
CORES = 2


def run(full: bool) -> dict[str, object]:
    """One JSON line; the other rows stand on what this one has written."""
    big = ground.long_history(full)
    took = ground.make(big)
    spent = took.python + took.postgres
    with big.connect() as line:
        (size,) = line.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
    value = round(CORES * big.size / spent)
    return {
        "row": "generate",
        "value": value,
        "goal": GOAL,
        "pass": value >= GOAL,
        "wall_per_s": round(big.size / took.seconds),
        "wall_s": round(took.seconds, 1),
        "python_cpu_s": round(took.python, 1),
        "postgres_cpu_s": round(took.postgres, 1),
        "bytes_a_dossier": round(size / big.size),
        "dossiers": big.size,
    }
