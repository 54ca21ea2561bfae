"""Reads the test dossiers of a definition: answers and papers, and what is expected of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.web.show import HANOI
from procedures.definition.reader import Reader, unique
from procedures.definition.shapes import (
    CHANNELS,
    EXEMPTION,
    Expected,
    FeeRule,
    Form,
    PaperSpec,
    Question,
    Step,
    TrialCase,
)

MOST_TESTS = 100


@dataclass(frozen=True)
class Known:
    """The ids that a test dossier may name."""

    questions: frozenset[str]
    answers: frozenset[str]
    papers: frozenset[str]
    exemptions: frozenset[str]
    steps: frozenset[str]

    @classmethod
    def of(
        cls, form: Form, papers: Iterable[PaperSpec], fees: Iterable[FeeRule], steps: Iterable[Step]
    ) -> "Known":
        outer = [question for page in form.pages for question in page.questions]
        inner = [question for group in outer for question in group.questions]
        return cls(
            questions=frozenset(question.id for question in (*outer, *inner)),
            answers=frozenset(_answer_ids(outer)),
            papers=frozenset(paper.id for paper in papers),
            exemptions=frozenset(exemption.id for fee in fees for exemption in fee.exempt),
            steps=frozenset(step.id for step in steps),
        )


def _answer_ids(questions: Iterable[Question]) -> Iterable[str]:
    for question in questions:
        if question.kind not in ("computed", "statement"):
            yield question.id
            if question.other:
                yield question.other_id


def read_trial_case(reader: Reader, known: Known) -> TrialCase:
    return TrialCase(
        id=reader.id(),
        name=reader.text("name", required=True, most=200),
        channel=reader.one_of("channel", CHANNELS, "online"),
        received=_moment(reader, "received", required=True) or datetime(2026, 1, 1, tzinfo=HANOI),
        answers=_answers(reader, known),
        papers=_ids(reader, "papers", known.papers, "giấy tờ"),
        exemption=reader.maybe_of("exemption", known.exemptions),
        expect=reader.child("expect", lambda item: _expected(item, known)) or Expected(),
    )


def _expected(reader: Reader, known: Known) -> Expected:
    expected = Expected(
        asked=_ids(reader, "asked", known.questions, "câu hỏi"),
        not_asked=_ids(reader, "not_asked", known.questions, "câu hỏi"),
        papers=_ids(reader, "papers", known.papers, "giấy tờ"),
        fee_vnd=reader.whole("fee_vnd"),
        steps=_ids(reader, "steps", known.steps, "bước"),
        due=_moment(reader, "due"),
    )
    if expected == Expected() and not reader.broken:
        reader.fault("", "Nêu ít nhất một điều mong đợi: asked, not_asked, papers, fee_vnd, steps hoặc due.")
    return expected


def _answers(reader: Reader, known: Known) -> Mapping[str, Any]:
    value = reader.raw("answers")
    if value is None:
        return {}
    if not isinstance(value, dict):
        reader.fault("answers", "Phải là một đối tượng { }.")
        return {}
    for key in value:
        if key == EXEMPTION:
            reader.fault("answers", "Diện miễn, giảm phí ghi ở mục exemption, không ghi trong answers.")
        elif key not in known.answers:
            reader.fault("answers", f"Tờ khai không có câu hỏi “{key}”.")
    return value


def _ids(reader: Reader, key: str, known: frozenset[str], what: str) -> tuple[str, ...] | None:
    """The named ids; None where the key is left out. An empty list says: none of them."""
    if reader.raw(key) is None:
        return None
    ids = reader.texts(key)
    for name in ids:
        if name not in known:
            reader.fault(key, f"Không có {what} “{name}”.")
    unique(reader.problems, f"{reader.path}.{key}", list(ids))
    return ids


def _moment(reader: Reader, key: str, *, required: bool = False) -> datetime | None:
    """A moment on the Vietnamese clock, written 2026-11-16T08:30."""
    text = reader.text(key, required=required, most=16)
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=HANOI)
    except ValueError:
        reader.fault(key, "Phải là ngày giờ dạng 2026-11-16T08:30.")
        return None
