"""Row `track`: somebody without an account follows a dossier by its code, with the limit on tries switched on.

Requests a second of the look-up over those of /healthz on the same worker; every request comes from another
address and asks another code, as from many people. And long history over short, in CPU.
"""

import time
from itertools import cycle

from tests.bench import cpu, ground
from tests.bench.server import Person, Server, serving

GOAL = {"of_hello": 0.25, "history_ratio": 1.05}
ASKED = 30


def run(full: bool) -> dict[str, object]:
    """One JSON line; a turn is thirty look-ups (or thirty times /healthz)."""
    small, big = ground.databases(full)
    with serving(small) as short, serving(big) as long, big.connect() as line:
        postgres = cpu.postmaster(line)
        asking = {server.port: _Asking(server) for server in (long, short)}
        for one in asking.values():
            one.turn(), one.hello()
        of_hello = cpu.turns(lambda: asking[long.port].turn(), lambda: asking[long.port].hello())

        def spent(server: Server) -> float:
            before = server.cpu() + cpu.tree(postgres)
            asking[server.port].turn()
            return (server.cpu() + cpu.tree(postgres) - before) / ASKED

        history = cpu.turns(lambda: spent(long), lambda: spent(short))
    value = {"of_hello": of_hello["ratio"], "history_ratio": history["ratio"]}
    return {
        "row": "track",
        "value": value,
        "goal": GOAL,
        "pass": value["of_hello"] >= GOAL["of_hello"] and value["history_ratio"] <= GOAL["history_ratio"],
        "of_hello_range": [of_hello["ratio_min"], of_hello["ratio_max"]],
        "history_ratio_range": [history["ratio_min"], history["ratio_max"]],
        "look_ups_per_s": round(of_hello["a"]),
        "hello_per_s": round(of_hello["b"]),
        "cpu_ms": round(1000 * history["a"], 2),
        "dossiers": [small.size, big.size],
    }


class _Asking:
    """Many people with their codes on one connection."""

    def __init__(self, server: Server) -> None:
        self.person = Person(server)
        self.person.get("/tra-cuu/")
        with server.database.connect() as line:
            found = line.execute(
                "SELECT code, right(owner_number, 4) FROM dossiers_dossier WHERE code IS NOT NULL"
                " ORDER BY md5(id::text) LIMIT 2000"
            ).fetchall() if server.database.size <= 10_000 else line.execute(
                "SELECT code, right(owner_number, 4) FROM dossiers_dossier TABLESAMPLE SYSTEM (2)"
                " WHERE code IS NOT NULL LIMIT 2000"
            ).fetchall()  # fmt: skip
        self.codes = cycle(found)
        self.number = int(time.time()) % 10**6 * 64

    def turn(self) -> float:
        """Look-ups a second."""
        began = time.perf_counter()
        for _ in range(ASKED):
            code, four = next(self.codes)
            self.number += 1
            self.person.address = f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}.{self.number & 255}"
            answer = self.person.post("/tra-cuu/", {"ma": code, "so": four})
            assert answer.status == 200, (answer.status, code)
        return ASKED / (time.perf_counter() - began)

    def hello(self) -> float:
        """Answers of /healthz a second."""
        began = time.perf_counter()
        for _ in range(ASKED * 5):
            assert self.person.get("/healthz").status == 200
        return ASKED * 5 / (time.perf_counter() - began)
