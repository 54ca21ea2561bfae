"""Row `footprint`: from the start of the process to the first page answered, memory of a worker, the idle stack."""

import statistics
import subprocess
import sys
import time

from tests.bench import cpu, ground
from tests.bench.ground import ROOT, Database
from tests.bench.server import Person, compiled, serving

GOAL = {"cold_s": 1.2, "worker_mb": 110, "stack_mb": 500}
MB = 1_000_000


def run(full: bool) -> dict[str, object]:
    """One JSON line; starts seven times, the median counts."""
    _small, big = ground.databases(full)
    with serving(big):
        pass  # compiles what a first start compiles
    colds = []
    for _ in range(cpu.ROUNDS):
        with serving(big) as server:
            colds.append(server.cold_seconds)
    with serving(big) as server, big.connect() as line:
        person = Person(server)
        for path in ("/", "/thu-tuc/", "/tra-cuu/", "/dang-nhap/") * 5:
            person.get(path)
        worker = max(cpu.resident(server.process.pid).values())
        web = cpu.proportional(server.process.pid)
        tasks = _celery(big)
        postgres = cpu.proportional(cpu.postmaster(line))
    value = {
        "cold_s": round(statistics.median(colds), 2),
        "worker_mb": round(worker / MB),
        "stack_mb": round((web + postgres + 2 * tasks["worker"] + tasks["beat"]) / MB),
    }
    return {
        "row": "footprint",
        "value": value,
        "goal": GOAL,
        "pass": all(value[key] <= goal for key, goal in GOAL.items()),
        "cold_range_s": [round(min(colds), 2), round(max(colds), 2)],
        "stack_parts_mb": {
            "web": round(web / MB),
            "postgres": round(postgres / MB),
            **{name: round(size / MB) for name, size in tasks.items()},
        },
    }


def _celery(database: Database) -> dict[str, int]:
    """Bytes of one Celery worker (there are two, one for each queue) and of beat, some seconds after their start."""
    found = {}
    for name, words in {"worker": ["--pool=solo"], "beat": ["-s", "/tmp/motcua-bench-beat"]}.items():
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "portal", name, "-l", "error", *words],
            cwd=ROOT, env=compiled(database.environment()), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(8)
        found[name] = cpu.proportional(process.pid)
        process.terminate()
        process.wait(20)
    return found
