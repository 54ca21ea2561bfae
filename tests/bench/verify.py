"""Row `verify`: the check page of a result, by a key that exists and by one that does not, in milliseconds.

The time of a request on one connection, middle of two hundred; the goal of 50 ms is for the server alone, this includes
the way over loopback.
"""

import time
from statistics import median

from tests.bench import ground
from tests.bench.server import Person, serving

GOAL = {"most_ms": 50}
ASKED = 200


def run(full: bool) -> dict[str, object]:
    _small, big = ground.databases(full)
    with big.connect() as line:
        found = line.execute(
            "SELECT verify_key FROM dossiers_dossierresult WHERE issued_on IS NOT NULL LIMIT 50"
        ).fetchall()
    keys = [key for (key,) in found]
    with serving(big) as server:
        person = Person(server)
        person.get("/xac-minh/")
        known = [_one(person, keys[number % len(keys)], 200) for number in range(ASKED)]
        unknown = [_one(person, f"khong-co-ma-{number:08}", 404) for number in range(ASKED)]
    value = {"known_ms": round(median(known), 1), "unknown_ms": round(median(unknown), 1)}
    return {"row": "verify", "value": value, "goal": GOAL, "pass": max(value.values()) <= GOAL["most_ms"]}


def _one(person: Person, key: str, status: int) -> float:
    began = time.perf_counter()
    answer = person.get(f"/xac-minh/{key}/")
    assert answer.status == status, answer.status
    return 1000 * (time.perf_counter() - began)
