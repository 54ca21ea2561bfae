"""What a procedure asks of people and of offices, counted: so that a rebuilt process shows what it saved (ST-23.1)."""

from collections.abc import Mapping

from procedures.definition import Definition
from procedures.steps import longest_minutes

WORDS = {
    "questions": "câu phải trả lời",
    "filled": "câu được điền sẵn",
    "papers": "giấy tờ phải nộp",
    "steps": "bước giải quyết",
    "minutes": "phút xử lý theo các bước",
}


def measured(told: Definition) -> dict[str, int]:
    """The measures of one definition."""
    asked = [one for page in told.form.pages for one in page.questions if not one.officer_only]
    return {
        "questions": sum(one.kind != "computed" for one in asked),
        "filled": sum(bool(one.prefill) for one in asked),
        "papers": sum(paper.required for paper in told.papers),
        "steps": len(told.steps),
        "minutes": longest_minutes(told),
    }


def told(before: Mapping[str, int], after: Mapping[str, int]) -> str:
    """“giấy tờ phải nộp 5 → 3, bước giải quyết 6 → 4”; "" when nothing differs or nothing was measured."""
    return ", ".join(
        f"{words} {before[key]:,} → {after[key]:,}".replace(",", ".")
        for key, words in WORDS.items()
        if key in before and key in after and before[key] != after[key]
    )
