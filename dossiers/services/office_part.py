"""fill_office_part: the answers that only officers give, written at the desk or while the dossier is worked on."""

from typing import Any

from dossiers import clock
from dossiers.models import Dossier
from dossiers.permissions import why_not_fill_office_part
from dossiers.services import redating
from dossiers.services._step import step
from dossiers.services.redating import DATED
from portal.agencies.models import Officer
from portal.web.refusals import StepRefused
from procedures import eform
from procedures.definition import Definition, Page, Question
from procedures.queries import definition


def fill_office_part(
    *, dossier: Dossier, officer: Officer, answers: dict[str, Any], seen: int | None = None
) -> Dossier:
    """Keeps an officer's answers; what the applicant declared is never touched here.

    An answer that lengthens the limit (`limits.more`) moves the appointment, and the applicant is told why.
    Raises StepRefused: not this officer's dossier, not under way, or an answer that cannot be taken.
    """
    with step(dossier, "fill_office_part", by=officer.user, officer=officer, seen=seen) as locked:
        if refusal := why_not_fill_office_part(officer, locked):
            raise StepRefused(refusal)
        before = locked.due_at
        told = definition(locked.version)
        own = {key for one in _for_officers(told) for key in (one.id, one.other_id)}
        merged = {**locked.answers, **{key: value for key, value in answers.items() if key in own}}
        facts = eform.at_desk(locked.channel)
        if wrong := [text for key, text in eform.problems(told, merged, facts).items() if _of(key) in own]:
            raise StepRefused(" ".join(f"{text}." for text in wrong))
        limit = clock.limit_told(locked)
        locked.answers = eform.effective(told, merged, facts)
        now_limit = clock.limit_told(locked)
        if moved := now_limit != limit and locked.state in DATED:
            redating.count_anew(locked)
    if moved:
        redating.tell(dossier, before, f"Thời hạn giải quyết nay là {now_limit}")
    return dossier


def office_page(dossier: Dossier) -> Page | None:
    """The questions for officers that this dossier asks, as one page; None when there are none."""
    told = definition(dossier.version)
    if not _for_officers(told):
        return None
    asked = eform.asked(told, dossier.answers, eform.at_desk(dossier.channel))
    questions = tuple(question for _, on_page in asked for question in on_page if question.officer_only)
    return Page("phan_can_bo", "", "Phần cán bộ ghi", questions) if questions else None


def why_not_without_office_part(dossier: Dossier) -> str:
    """What the desk has to write before it accepts; "" when nothing is missing."""
    page = office_page(dossier)
    if page is None:
        return ""
    problems = eform.problems(definition(dossier.version), dossier.answers, eform.at_desk(dossier.channel))
    own = {question.id for question in page.questions}
    missing = [text for key, text in problems.items() if _of(key) in own]
    return f"Ghi phần của cán bộ trước khi tiếp nhận. {missing[0]}." if missing else ""


def _for_officers(told: Definition) -> list[Question]:
    return [question for question in told.by_id.values() if question.officer_only]


def _of(key: str) -> str:
    """The question whose fault stands under a field name (`con-2-ten`)."""
    return key.partition("-")[0]
