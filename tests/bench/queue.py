"""Row `queue`: a desk officer's queue of fifty rows with its badges, over HTTP, by history.

CPU of the whole server process and of PostgreSQL for one page: long history over short, with the same number of
open dossiers in both; and how long the ninety-fifth of a hundred waits.
"""

from tests.bench import cpu, ground
from tests.bench.server import Person, Server, serving
from tests.bench.who import signed_in

GOAL = {"ratio": 1.05, "cpu_ms": 4.0, "p95_ms": 25.0}
PAGE = "/lam-viec/hang-doi/?view=tat-ca"
PAGES = 15


def run(full: bool) -> dict[str, object]:
    """One JSON line; a turn is fifteen pages."""
    small, big = ground.databases(full)
    with serving(small) as short, serving(big) as long, big.connect() as line:
        postgres = cpu.postmaster(line)
        people = {server.port: signed_in(server, "Một cửa H") for server in (long, short)}
        first = people[long.port].get(PAGE)
        assert first.status == 200, first.status
        waits: list[float] = []
        taken: dict[str, list[float]] = {"app": [], "postgres": []}

        def turn(server: Server) -> float:
            return _turn(server, people[server.port], postgres, waits, taken)

        turn(long), turn(short)
        waits.clear(), taken["app"].clear(), taken["postgres"].clear()
        found = cpu.turns(lambda: turn(long), lambda: turn(short))
    value = {
        "ratio": found["ratio"],
        "cpu_ms": round(1000 * found["a"], 2),
        "p95_ms": round(1000 * cpu.percentile(waits, 0.95), 1),
    }
    return {
        "row": "queue",
        "value": value,
        "goal": GOAL,
        "pass": all(value[key] <= goal for key, goal in GOAL.items()),
        "ratio_range": [found["ratio_min"], found["ratio_max"]],
        "short_history_cpu_ms": round(1000 * found["b"], 2),
        "app_ms": round(1000 * cpu.percentile(taken["app"], 0.5), 2),
        "postgres_ms": round(1000 * cpu.percentile(taken["postgres"], 0.5), 2),
        "p50_ms": round(1000 * cpu.percentile(waits, 0.5), 1),
        "rows": first.text.count('name="d"'),
        "bytes": len(first.body),
        "dossiers": [small.size, big.size],
    }


def _turn(
    server: Server, person: Person, postgres: int, waits: list[float], taken: dict[str, list[float]]
) -> float:
    """CPU seconds of one page, app and PostgreSQL together."""
    app, base = server.cpu(), cpu.tree(postgres)
    waits += [person.get(PAGE).seconds for _ in range(PAGES)]
    app, base = (server.cpu() - app) / PAGES, (cpu.tree(postgres) - base) / PAGES
    taken["app"].append(app)
    taken["postgres"].append(base)
    return app + base
