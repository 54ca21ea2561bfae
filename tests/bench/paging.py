"""Row `paging`: a page deep in a long queue over its first page, by the keys that the links carry.

Through dossiers.queue, in wall time; the view is the whole province's open dossiers and the deep
page lies where half of it has been passed.
"""

import time

from tests.bench import cpu, ground

GOAL = {"ratio": 1.1}
PAGE, PAGES = 50, 10


def run(full: bool) -> dict[str, object]:
    """One JSON line; also counts that going through the view meets each dossier once."""
    from dossiers import queue
    from portal.agencies.models import Duty, Officer

    _small, big = ground.databases(full)
    leader = Officer.objects.filter(duties__contains=[Duty.PROVINCE_LEADER]).select_related("user", "agency")
    at, view = leader[0], queue.BY_SLUG["tat-ca"]
    keys, seen = [None], []
    while True:
        page = queue.page(at, view, after=keys[-1], size=PAGE)
        seen += [row.pk for row in page.rows]
        if page.after is None:
            break
        keys.append(page.after)
    deep = keys[len(keys) // 2]

    def turn(key: "queue.Key | None") -> float:
        began = time.perf_counter()
        for _ in range(PAGES):
            queue.page(at, view, after=key, size=PAGE)
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
