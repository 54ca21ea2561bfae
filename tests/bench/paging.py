"""Row `paging`: a page deep in a long queue over its first page, by the keys that the links carry.

Through dossiers.queue, in wall time; the deep page lies where half of the view has been passed.
"""

import time

from tests.bench import cpu, ground
from tests.bench.who import officer

GOAL = {"ratio": 1.1}
PAGES = 10


def run(full: bool) -> dict[str, object]:
    """One JSON line; also counts that going through the view meets each dossier once."""
    from dossiers import queue

    _small, big = ground.databases(full)
    at, view = officer("Một cửa tỉnh"), queue.BY_SLUG["tat-ca"]
    keys, seen = [None], []
    while True:
        page = queue.page(at, view, after=keys[-1], size=10)
        seen += [row.pk for row in page.rows]
        if page.after is None:
            break
        keys.append(page.after)
    deep = keys[len(keys) // 2]

    def turn(key: "queue.Key | None") -> float:
        began = time.perf_counter()
        for _ in range(PAGES):
            queue.page(at, view, after=key, size=10)
        return (time.perf_counter() - began) / PAGES

    turn(deep), turn(None)
    found = cpu.turns(lambda: turn(deep), lambda: turn(None))
    return {
        "row": "paging",
        "value": {"ratio": found["ratio"]},
        "goal": GOAL,
        "pass": found["ratio"] <= GOAL["ratio"] and len(seen) == len(set(seen)),
        "ratio_range": [found["ratio_min"], found["ratio_max"]],
        "deep_ms": round(1000 * found["a"], 2),
        "first_ms": round(1000 * found["b"], 2),
        "rows_of_view": len(seen),
        "met_twice": len(seen) - len(set(seen)),
        "dossiers": big.size,
    }
