"""Row `settle`: VNPay's callbacks at fifty a second, a third of them replays, too early, or forged.

Wall time as the caller sees it on loopback (p95), CPU of the worker and of PostgreSQL for each call, and the books
afterwards: every attempt that truly succeeded has one payment, nothing else has any. FULL=1: 20,000 calls.
"""

import random
import statistics
import time
from urllib.parse import urlencode

from portal.integrations.sandbox import signing
from tests.bench import cpu, money
from tests.bench.server import Person, serving

GOAL = {"p95_ms": 30.0, "lost": 0, "doubled": 0}
A_SECOND = 50


def run(full: bool) -> dict[str, object]:
    calls = 20_000 if full else 2_000
    database = money.database()
    known = money.attempts(calls * 2 // 3)
    sent = _calls(known, calls)
    with serving(database) as server, database.connect() as line:
        person, postgres = Person(server), cpu.postmaster(line)
        for _ in range(20):
            person.get("/thanh-toan/vnpay/ipn/?vnp_TxnRef=x")
        before, begun = server.cpu() + cpu.tree(postgres), time.perf_counter()
        seconds, late = [], 0.0
        for number, address in enumerate(sent):
            due = begun + number / A_SECOND
            wait = due - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            late = max(late, -wait)
            answer = person.get(address)
            seconds.append(answer.seconds)
        spent = server.cpu() + cpu.tree(postgres) - before
    booked = money.count("SELECT count(*) FROM payments_payment")
    doubled = money.count(
        "SELECT count(*) FROM (SELECT charge_id FROM payments_payment GROUP BY 1 HAVING count(*) > 1) AS twice"
    )
    open_ones = money.count(
        "SELECT count(*) FROM payments_charge c WHERE settled_at IS NULL OR 0 <>"
        " (SELECT after_vnd FROM payments_entry e"
        " WHERE e.charge_id = c.id ORDER BY number DESC LIMIT 1)"
    )
    value = {
        "p95_ms": round(1000 * statistics.quantiles(seconds, n=20)[-1], 1),
        "lost": len(known) - booked + open_ones,
        "doubled": doubled,
    }
    return {
        "row": "settle",
        "value": value,
        "goal": GOAL,
        "pass": value["p95_ms"] <= GOAL["p95_ms"] and not value["lost"] and not value["doubled"],
        "median_ms": round(1000 * statistics.median(seconds), 1),
        "cpu_ms": round(1000 * spent / len(sent), 2),
        "calls": len(sent),
        "true_ones": len(known),
        "most_behind_s": round(late, 2),
    }


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
