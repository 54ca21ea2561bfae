"""Row `screens`: what the main screens ask of the database and send over the line, at the long history.

Counted at the second visit, as a person's second page is: statements of the request, bytes of the page plain and
packed.
"""

import gzip
import sys

from tests.bench import ground, life
from tests.bench.server import Person, serving

GOAL = {"statements": 12, "hot_statements": 8}
HOT = {
    "/": "", "/tim-kiem/?q=khai+sinh": "", "/tra-cuu/": "", "/thu-tuc/1.001193/": "", "/ho-so/": "Người dân",
    "/nop/{draft}/con/": "Người dân", "/nop/{draft}/nhiem-vu/": "Người dân", "/lam-viec/": "Một cửa H",
    "/lam-viec/hang-doi/?view=tat-ca": "Một cửa H", "/lam-viec/ho-so/{sent}/": "Một cửa H",
}  # fmt: skip
OTHERS = {
    "/thu-tuc/": "", "/nop/{draft}/kiem-tra/": "Người dân", "/nop/{draft}/nhan-ket-qua/": "Người dân",
    "/ho-so/{sent}/": "Người dân", "/tai-khoan/": "Người dân", "/lam-viec/ho-so/{sent}/tiep-nhan/": "Một cửa H",
    "/lam-viec/ho-so/{sent}/lich-su/": "Một cửa H", "/lam-viec/ho-so/{sent}/thoi-han/": "Một cửa H",
    "/lam-viec/ho-so/{sent}/cac-buoc/": "Một cửa H", "/lam-viec/quay/": "Một cửa H",
}  # fmt: skip


def run(full: bool) -> dict[str, object]:
    """One JSON line, and the table of screens beside it."""
    _small, big = ground.databases(full)
    draft, sent = life.drafts(2)
    rows = []
    with serving(big, counting=True) as server:
        people = life.People(server)
        life.submit(people.of("Người dân"), sent)
        sent.refresh_from_db()
        nobody = Person(server)
        for path, role in {**HOT, **OTHERS}.items():
            person = people.of(role) if role else nobody
            address = path.format(draft=draft.reference, sent=sent.shown_code)
            person.get(address)
            answer = person.get(address)
            rows.append((path, path in HOT, answer))
    table = [
        {
            "screen": path, "hot": hot, "status": answer.status, "statements": answer.statements,
            "bytes": len(answer.body), "packed": len(gzip.compress(answer.body, 6)),
        }
        for path, hot, answer in rows
    ]  # fmt: skip
    for row in table:
        sys.stderr.write("{statements:4} {bytes:8} {packed:7}  {status} {screen}".format(**row) + "\n")
    value = {
        "statements": max(row["statements"] for row in table if not row["hot"]),
        "hot_statements": max(row["statements"] for row in table if row["hot"]),
    }
    return {
        "row": "screens",
        "value": value,
        "goal": GOAL,
        "pass": all(value[key] <= goal for key, goal in GOAL.items())
        and all(row["status"] == 200 for row in table),
        "over": [
            row["screen"]
            for row in table
            if row["statements"] > GOAL["hot_statements" if row["hot"] else "statements"]
            or row["status"] != 200
        ],
        "screens": table,
    }
