"""Small definitions for tests: everything a document must have, the questions are the test's."""

from datetime import date
from typing import Any

from procedures.definition import Definition, parse

START = date(2026, 1, 1)


def question(key: str, kind: str = "text", **facts: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"id": key, "kind": kind, "label": facts.pop("label", f"Mục {key}")}
    if kind in ("choice", "choices") and "options" not in facts:
        made["options"] = [{"id": "mot", "label": "Một"}, {"id": "hai", "label": "Hai"}]
    return made | facts


def page(key: str, *questions: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {"id": key, "title": f"Trang {key}", "questions": list(questions)} | facts


def step(key: str, kind: str = "work", *after: str, **facts: Any) -> dict[str, Any]:
    made = {"id": key, "name": f"Bước {key}", "kind": kind, "agency": "competent", "duty": "case_officer"}
    return made | {"minutes": 60, "after": list(after)} | facts


STEPS = [
    step("soan", produces="result", lead=True),
    step("duyet", "approve", "soan", duty="agency_leader"),
    step("phat", "issue", "duyet", duty="clerk"),
]


def document(*pages: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A document that can be published."""
    made = {
        "schema": 1,
        "code": "9.000001",
        "name": "Thủ tục thử",
        "field": {"code": "G99", "name": "Thử"},
        "summary": "Để thử.",
        "level": "commune",
        "online": "full",
        "competence": {"kind": "department", "specialty": "office"},
        "legal": [{"number": "01/2026/NĐ-CP"}],
        "result": {"name": "Kết quả"},
        "limits": {"processing": {"value": 3, "unit": "working_day"}},
        "form": {
            "code": "9.000001/TK",
            "title": "Tờ khai",
            "pages": list(pages) or [page("p", question("a"))],
        },
        "steps": STEPS,
        "retention": 5,
    }
    return made | changes


def definition(*pages: dict[str, Any], **changes: Any) -> Definition:
    return parse(document(*pages, **changes))


def eq(key: str, value: Any) -> dict[str, Any]:
    return {"op": "eq", "args": [{"q": key}, {"v": value}]}
