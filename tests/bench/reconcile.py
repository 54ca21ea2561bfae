"""Row `reconcile`: a settlement file of 100,000 lines is read and compared with as many payments of ours.

Wall and CPU seconds, and how much this process grew while it read (resident, at its highest).
One line in a hundred differs.
"""

import resource
import time
from datetime import date

from django.db import connection

from tests.bench import cpu, money

GOAL = {"seconds": 30.0, "grown_mb": 64.0}
LINES, DAY = 100_000, date(2026, 11, 16)
# Ours are laid in bulk, with their books; the constraints hold for them as for any other.
_OURS = """
INSERT INTO payments_charge (subject, timing, lines, total_vnd, payer_name, about, matter, settled_task, opened_at)
SELECT 'ds-' || n, 'at_receipt', '[]', 1000, '', '', '', '', %(at)s FROM generate_series(1, %(number)s) AS n;
"""
_PAID = """
INSERT INTO payments_payment (charge_id, amount_vnd, method, key, provider_ref, paid_at, booked_at)
SELECT id, 1000, 'vnpay', subject, 'P' || subject, %(at)s, %(at)s FROM payments_charge WHERE subject LIKE 'ds-%%'
"""


def run(full: bool) -> dict[str, object]:
    money.database()
    with connection.cursor() as cursor:
        at = {"at": "2026-11-16T03:00:00Z", "number": LINES}
        cursor.execute(_OURS, at)
        cursor.execute(_PAID, at)
        cursor.execute("ANALYZE payments_payment")
    rows = [f"Pds-{n};{n};{1000 if n % 100 else 999}\n" for n in range(1, LINES + 1)]
    content = "".join(rows).encode()
    del rows
    from payments import reconciling
    from payments.settlement import settlement_rows

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int((cursor.fetchone() or [0])[0])
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, mine, theirs = time.perf_counter(), time.process_time(), cpu.tree(backend)
    reconciling.load_file(
        provider="vnpay", day=DAY, name="a.csv", content=content, rows=settlement_rows(content), by=None
    )
    check = reconciling.reconcile(provider="vnpay", day=DAY)
    seconds = time.perf_counter() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) / 1024
    value = {"seconds": round(seconds, 1), "grown_mb": round(grown, 1)}
    right = (check.matched, check.differences) == (LINES - LINES // 100, LINES // 100)
    return {
        "row": "reconcile",
        "value": value,
        "goal": GOAL,
        "pass": right and value["seconds"] <= GOAL["seconds"] and value["grown_mb"] <= GOAL["grown_mb"],
        "cpu_s": round(time.process_time() - mine + cpu.tree(backend) - theirs, 1),
        "matched": check.matched,
        "differences": check.differences,
    }
