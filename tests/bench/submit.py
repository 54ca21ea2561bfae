"""Row `submit`: the page that shows everything, then the POST that sends a prepared draft with its paper.

CPU of the server process and PostgreSQL over that of the bare statements of a submission.
"""

from tests.bench import cpu, ground, life
from tests.bench.raw import Raw
from tests.bench.server import serving

GOAL = {"ratio": 12.0, "postgres_ratio": 1.5, "commits": 1}
EACH, RAW_EACH = 5, 100


def run(full: bool) -> dict[str, object]:
    """One JSON line; a turn is five submissions (or a hundred bare ones)."""
    _small, big = ground.databases(full)
    waiting = life.drafts(EACH * (cpu.ROUNDS + 1) + 2)
    with serving(big, counting=True) as counted:
        person = life.People(counted).of("Người dân")
        for _ in range(2):
            draft = waiting.pop()
            page, sent = life.check_page(person, draft), life.submit(person, draft)
    with serving(big) as server, big.connect() as line:
        postgres = cpu.postmaster(line)
        person, raw = life.People(server).of("Người dân"), Raw(big.url)
        parts: dict[str, list[float]] = {"app": [], "postgres": [], "raw_client": [], "raw_postgres": []}

        def ours() -> float:
            app, base = server.cpu(), cpu.tree(postgres)
            for _ in range(EACH):
                draft = waiting.pop()
                life.check_page(person, draft)
                life.submit(person, draft)
            app, base = (server.cpu() - app) / EACH, (cpu.tree(postgres) - base) / EACH
            parts["app"].append(app)
            parts["postgres"].append(base)
            return app + base

        def bare() -> float:
            return bare_turn(raw.submit, postgres, RAW_EACH, parts)

        ours(), bare()
        parts = {name: [] for name in parts}
        found = cpu.turns(ours, bare)
        raw.close()
    middle = {name: cpu.percentile(values, 0.5) for name, values in parts.items()}
    value = {
        "ratio": found["ratio"],
        "postgres_ratio": round(middle["postgres"] / middle["raw_postgres"], 2),
        "commits": sent.commits,
    }
    return {
        "row": "submit",
        "value": value,
        "goal": GOAL,
        "pass": all(value[key] <= goal for key, goal in GOAL.items()),
        "ratio_range": [found["ratio_min"], found["ratio_max"]],
        "ms": {name: round(1000 * seconds, 2) for name, seconds in middle.items()},
        "statements": {"page": page.statements, "send": sent.statements},
        "page_bytes": len(page.body),
        "dossiers": big.size,
    }


def bare_turn(act: "object", postgres: int, times: int, parts: dict[str, list[float]]) -> float:
    """CPU seconds of one bare act, client and PostgreSQL."""
    import time

    client, base = time.process_time(), cpu.tree(postgres)
    for _ in range(times):
        act()  # type: ignore[operator]
    client, base = (time.process_time() - client) / times, (cpu.tree(postgres) - base) / times
    parts["raw_client"].append(client)
    parts["raw_postgres"].append(base)
    return client + base
