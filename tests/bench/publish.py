"""Row `publish`: everything that is looked at before a version is published, for a graph of thirty steps.

The steps go to communes, their divisions, the desk, the police and three departments, so that every office of the
province that would get one is asked for its people; with sixty questions under forty conditions and ten test
dossiers."""

import time
from typing import Any

from tests.bench.page import sixty

GOAL = {"cpu_ms": 200}
STEPS = 30
_AGENCIES = (
    "unit:justice",
    "unit:economy",
    "competent",
    "department:finance",
    "desk",
    "department:construction",
    "police",
)


def run(full: bool) -> dict[str, object]:
    """One JSON line; `full` looks twenty times instead of five."""
    from procedures.models import Procedure, ProcedureVersion
    from procedures.publishing import review
    from procedures.services import sha256_of

    made = document()
    version = ProcedureVersion(
        procedure=Procedure(code=made["code"], name=made["name"]),
        number=1,
        definition=made,
        sha256=sha256_of(made),
    )
    version.pk = 0
    review(version)
    times, walls = [], []
    for _ in range(20 if full else 5):
        begun, at = time.process_time(), time.perf_counter()
        found = review(version)
        times.append((time.process_time() - begun) * 1000)
        walls.append((time.perf_counter() - at) * 1000)
    worst = max(times)
    return {
        "row": "publish",
        "value": {"cpu_ms": round(worst, 1)},
        "goal": GOAL,
        "pass": worst <= GOAL["cpu_ms"] and not found.failed and found.definition is not None,
        "wall_ms": round(max(walls), 1),
        "steps": STEPS,
        "test_dossiers": len(found.trials),
        "refusals": len(found.refusals),
        "warnings": len(found.warnings),
    }


def document() -> dict[str, Any]:
    """Ten columns of three parallel steps between drafting and approval, all of them joined."""
    made = sixty()
    made["form"]["pages"][0]["questions"].insert(
        0, {"id": "noi", "kind": "commune", "scope": "province", "label": "Nơi giải quyết"}
    )
    made["competence"] = {"kind": "commune", "question": "noi"}
    made["limits"]["processing"] = {"value": 30, "unit": "working_day"}
    made["steps"] = _steps()
    made["tests"] = [_test(number) for number in range(10)]
    return made


def _steps() -> list[dict[str, Any]]:
    def step(key: str, kind: str, agency: str, duty: str, after: list[str], **more: Any) -> dict[str, Any]:
        facts = {"id": key, "name": f"Bước {key}", "kind": kind, "agency": agency, "duty": duty}
        return {**facts, "minutes": 120, "after": after, **more}

    steps = [step("soan", "work", "unit:justice", "case_officer", [], lead=True, produces="result")]
    before = ["soan"]
    for column in range(9):
        row = [
            step(
                f"s{column}_{n}", "work", _AGENCIES[(column * 3 + n) % 7], _duty((column * 3 + n) % 7), before
            )
            for n in range(3)
        ]
        steps += row
        before = [one["id"] for one in row]
    steps.append(step("duyet", "approve", "competent", "agency_leader", before))
    steps.append(step("phat", "issue", "competent", "clerk", ["duyet"]))
    return steps


def _duty(agency: int) -> str:
    return (
        "case_officer",
        "case_officer",
        "agency_leader",
        "case_officer",
        "desk_officer",
        "case_officer",
        "case_officer",
    )[agency]


def _test(number: int) -> dict[str, Any]:
    from tests.bench.page import _answers

    answers = {**_answers(), "noi": "@xa"}
    answers |= {f"q{index}": answers[f"q{index - 10}"] for index in range(50, 60)}
    steps = [step["id"] for step in _steps()]
    return {
        "id": f"thu_{number}",
        "name": f"Hồ sơ thử {number}",
        "received": f"2026-11-{16 + number % 5}T08:30",
        "answers": answers,
        "expect": {"papers": [], "fee_vnd": 0, "steps": steps},
    }
