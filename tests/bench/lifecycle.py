"""Row `lifecycle`: a birth registration from sending to the returned result, seven POSTs by five people.

CPU of the server process and PostgreSQL over that of the bare statements of submission and five acts. The pages
that people read between the acts and the PDF that a worker draws are not in it, as they are not in the yardstick.
"""

from tests.bench import cpu, ground, life
from tests.bench.raw import Raw
from tests.bench.server import serving
from tests.bench.submit import bare_turn

GOAL = {"ratio": 8.0, "commits": 6, "statements": 45}
EACH, RAW_EACH = 2, 40


def run(full: bool) -> dict[str, object]:
    """One JSON line; a turn is two lives (or forty bare ones)."""
    _small, big = ground.databases(full)
    waiting = life.drafts(EACH * (cpu.ROUNDS + 1) + 2)
    with serving(big, counting=True) as counted:
        people = life.People(counted)
        for _ in range(2):
            draft = waiting.pop()
            sent = life.submit(people.of("Người dân"), draft)
            counts = {"gui": (sent.statements, sent.commits)}
            for act in life.ACTS:
                done = life.do(people, act, *life.prepared(people, act, draft))
                counts[act.page] = (done.statements, done.commits)
    with serving(big) as server, big.connect() as line:
        postgres = cpu.postmaster(line)
        people, raw = life.People(server), Raw(big.url)
        parts: dict[str, list[float]] = {"app": [], "postgres": [], "raw_client": [], "raw_postgres": []}

        def ours() -> float:
            app = base = 0.0
            drawn = [waiting.pop() for _ in range(EACH)]
            for act in (None, *life.ACTS):
                ready = [life.prepared(people, act, one) for one in drawn] if act else []
                app_before, base_before = server.cpu(), cpu.tree(postgres)
                for place, one in enumerate(drawn):
                    if act is None:
                        life.submit(people.of("Người dân"), one)
                    else:
                        life.do(people, act, *ready[place])
                app += server.cpu() - app_before
                base += cpu.tree(postgres) - base_before
            parts["app"].append(app / EACH)
            parts["postgres"].append(base / EACH)
            return (app + base) / EACH

        def bare() -> float:
            return bare_turn(raw.life, postgres, RAW_EACH, parts)

        ours(), bare()
        parts = {name: [] for name in parts}
        found = cpu.turns(ours, bare)
        raw.close()
    value = {
        "ratio": found["ratio"],
        "commits": sum(commits for _, commits in counts.values()),
        "statements": sum(statements for statements, _ in counts.values()),
    }
    return {
        "row": "lifecycle",
        "value": value,
        "goal": GOAL,
        "pass": all(value[key] <= goal for key, goal in GOAL.items()),
        "ratio_range": [found["ratio_min"], found["ratio_max"]],
        "ms": {name: round(1000 * cpu.percentile(values, 0.5), 2) for name, values in parts.items()},
        "statements_and_commits": counts,
        "bare_statements": {"statements": 18, "writes": 13, "commits": 6},
        "dossiers": big.size,
    }
