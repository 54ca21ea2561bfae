"""What was expected of a test dossier and what came, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.web.show import moment, vnd
from procedures.definition import Definition
from procedures.trials import Finding

WORDS = {
    "asked": "Câu hỏi phải hiện",
    "not_asked": "Câu hỏi không được hiện",
    "papers": "Giấy tờ bắt buộc",
    "fee_vnd": "Phí, lệ phí",
    "steps": "Các bước chạy",
    "due": "Hẹn trả",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One expectation in words; `came` says only what is wrong where a list was expected to hold something."""

    label: str
    expected: str
    came: str
    fine: bool


def told_finding(definition: Definition, finding: Finding) -> Told:
    expected, came = finding.expected, finding.came
    if finding.key == "asked":
        came = [key for key in expected if key in came]
    return Told(
        WORDS[finding.key],
        _said(definition, finding.key, expected),
        _said(definition, finding.key, came),
        finding.fine,
    )


def _said(definition: Definition, key: str, value: Any) -> str:
    if key == "fee_vnd":
        return vnd(value)
    if key == "due":
        return moment(value) if isinstance(value, datetime) else "chưa tính được"
    return ", ".join(_named(definition, key, one) for one in value) or "không có"


def _named(definition: Definition, key: str, one: str) -> str:
    if key == "papers":
        paper = definition.paper(one)
        return paper.name if paper else one
    if key == "steps":
        step = definition.step(one)
        return step.name if step else one
    question = definition.question(one)
    return f"“{question.called()}”" if question else one
