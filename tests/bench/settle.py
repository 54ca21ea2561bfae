"""Row `settle`: VNPay's callbacks at fifty a second, a third of them replays, too early, or forged.

Each is sent at its own moment over one of four lines, whatever became of those before it. Time in the server (p95) and
as the caller sees it on loopback, CPU of the worker and of PostgreSQL for each call, and the books afterwards: every
attempt that truly succeeded has one payment, nothing else has any, and every call is kept word for word with what came
of it. FULL=1: 20,000 calls, about seven minutes.
"""

import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from portal.integrations.sandbox import signing
from tests.bench import cpu, money
from tests.bench.server import Person, serving

GOAL = {"p95_ms": 30.0, "lost": 0, "doubled": 0}
A_SECOND, LINES = 50, 4


def run(full: bool) -> dict[str, object]:
    calls = 20_000 if full else 2_000
    database = money.database()
    known = money.attempts(calls * 2 // 3)
    sent = _calls(known, calls)
    with serving(database, timing=True) as server, database.connect() as line:
        people = [Person(server) for _ in range(LINES)]
        for number in range(40):
            people[number % LINES].get("/thanh-toan/vnpay/ipn/?vnp_TxnRef=x")
        before, begun = server.cpu() + cpu.backends(line), time.perf_counter() + 0.1
        with ThreadPoolExecutor(LINES) as callers:
            shares = [(person, sent[at::LINES], begun, at) for at, person in enumerate(people)]
            told = [call for part in callers.map(lambda one: _send(*one), shares) for call in part]
        spent = server.cpu() + cpu.backends(line) - before
    booked = money.count("SELECT count(*) FROM payments_payment")
    doubled = money.count(
        "SELECT count(*) FROM (SELECT charge_id FROM payments_payment GROUP BY 1 HAVING count(*) > 1) AS twice"
    )
    open_ones = money.count(
        "SELECT count(*) FROM payments_charge c WHERE settled_at IS NULL OR 0 <>"
        " (SELECT after_vnd FROM payments_entry e"
        " WHERE e.charge_id = c.id ORDER BY number DESC LIMIT 1)"
    )
    kept = money.count("SELECT count(*) FROM payments_callback WHERE outcome <> ''") - 40
    inside, seen = [call[0] for call in told], [call[1] for call in told]
    value = {
        "p95_ms": round(1000 * cpu.percentile(inside, 0.95), 1),
        "lost": len(known) - booked + open_ones + len(sent) - kept,
        "doubled": doubled,
    }
    return {
        "row": "settle",
        "value": value,
        "goal": GOAL,
        "pass": value["p95_ms"] <= GOAL["p95_ms"] and not value["lost"] and not value["doubled"],
        "median_ms": round(1000 * statistics.median(inside), 1),
        "p99_ms": round(1000 * cpu.percentile(inside, 0.99), 1),
        "seen_p95_ms": round(1000 * cpu.percentile(seen, 0.95), 1),
        "cpu_ms": round(1000 * spent / len(sent), 2),
        "calls": len(sent),
        "true_ones": len(known),
        "most_behind_s": round(max(call[2] for call in told), 2),
    }


def _send(person: Person, addresses: list[str], begun: float, first: int) -> list[tuple[float, float, float]]:
    """Every LINESth call from the `first` on, each at its time: (seconds inside, as seen, behind its time)."""
    told = []
    for number, address in enumerate(addresses):
        due = begun + (first + number * LINES) / A_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        late = time.perf_counter() - due
        answer = person.get(address)
        told.append((answer.inside, answer.seconds, late))
    return told


def _calls(known: list[tuple[str, int]], calls: int) -> list[str]:
    """Each attempt's true callback once, and a third more: replays, forgeries, other sums; all mixed up."""
    rng = random.Random(11)
    sent = [_address(reference, vnd) for reference, vnd in known]
    while len(sent) < calls:
        reference, vnd = rng.choice(known)
        way = rng.choice(["replay", "forged", "sum"])
        forged = "x" if way == "forged" else ""
        sent.append(_address(reference, vnd + (way == "sum"), forged))
    rng.shuffle(sent)
    return sent


def _address(reference: str, vnd: int, spoil: str = "") -> str:
    fields = {
        "vnp_Amount": str(vnd * 100), "vnp_BankCode": "NCB", "vnp_PayDate": "20260302083512",
        "vnp_ResponseCode": "00", "vnp_TmnCode": money.SECRETS["VNPAY_TMN_CODE"],
        "vnp_TransactionNo": reference[-8:], "vnp_TransactionStatus": "00", "vnp_TxnRef": reference,
    }  # fmt: skip
    return f"/thanh-toan/vnpay/ipn/?{urlencode(signing.vnpay(fields, money.SECRETS['VNPAY_SECRET'] + spoil))}"
