"""Test dossiers: what a version says comes of given answers, beside what really comes (nothing is stored).

A trial is no dossier: it appears in no list, no figure and no archive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, cast

from portal.agencies.queries import profile
from portal.calendars.queries import working_time
from portal.calendars.working_time import Limit, Mode, OutOfCalendar, Unit, WorkingTime
from procedures import eform, places
from procedures.definition import EXEMPTION, Definition, Question, Step, TrialCase
from procedures.expressions import Given, given
from procedures.fees import fee_sum
from procedures.more_time import limit_for
from procedures.steps import in_order, skipped

HERE = "@xa"
"""In the answers of a test dossier: any commune that this portal serves, so that a package suits every province."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One expectation: its key, what was expected, what came."""

    key: str
    expected: Any
    came: Any
    fine: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that comes of a test dossier. Ids; whole đồng; `problems` keep it from being filed at all."""

    asked: tuple[str, ...]
    papers: tuple[str, ...]
    fee_vnd: int
    steps: tuple[str, ...]
    due: datetime | None
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    case: TrialCase
    findings: tuple[Finding, ...]
    outcome: Outcome

    @property
    def passed(self) -> bool:
        return not self.outcome.problems and all(finding.fine for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How this province counts: its calendar, by hours or by days, until when "today" is still today."""

    working: WorkingTime
    mode: Mode
    cutoff: time


def reckoning() -> Reckoning:
    """As the province counts now: the same three things that the clock of a dossier counts with."""
    settings = profile()
    return Reckoning(working_time(), cast(Mode, settings.deadline_mode), settings.cutoff)


def run_trials(definition: Definition, by: Reckoning | None = None) -> list[Trial]:
    """Every test dossier of a definition, in its order, judged as if filed at its own moment."""
    by = by or reckoning()
    return [run_trial(definition, case, by) for case in definition.tests]


def run_trial(definition: Definition, case: TrialCase, by: Reckoning) -> Trial:
    outcome = outcome_of(definition, case, by)
    return Trial(case, tuple(_findings(case, outcome)), outcome)


def failed(trials: Sequence[Trial]) -> list[Trial]:
    return [trial for trial in trials if not trial.passed]


def outcome_of(definition: Definition, case: TrialCase, by: Reckoning) -> Outcome:
    """What comes of the answers: questions shown, papers required, fee, steps, due moment."""
    facts = given(case.channel, case.received.date())
    answers = with_places(case.answers)
    if case.exemption:
        answers[EXEMPTION] = case.exemption
    papers = eform.papers_asked(definition, answers, facts)
    required = tuple(paper.id for paper in papers if paper.required)
    problems = list(eform.problems(definition, answers, facts).values())
    problems += _exemption_problems(definition, case, answers, facts)
    if case.papers is not None:
        problems += _paper_problems(definition, case.papers, required, {paper.id for paper in papers})
    due, problem = _due(definition, case, answers, facts, by)
    return Outcome(
        asked=tuple(_asked(definition, answers, facts)),
        papers=required,
        fee_vnd=fee_sum(definition, answers, case.channel, facts.today, case.exemption).total_vnd,
        steps=tuple(step.id for step in running(definition, answers, facts)),
        due=due,
        problems=(*problems, *problem),
    )


def running(definition: Definition, answers: Mapping[str, Any], facts: Given) -> list[Step]:
    """The steps that run, each after those it waits for; those in a circle never do."""
    past = skipped(definition, answers, facts)
    return [step for step in in_order(definition) if step.id not in past]


def _asked(definition: Definition, answers: Mapping[str, Any], facts: Given) -> list[str]:
    """The questions shown, those of a repeated group when at least one item shows them."""
    found: list[str] = []
    counting = eform.effective(definition, answers, facts)
    for _, questions in eform.asked(definition, answers, facts):
        for question in questions:
            found.append(question.id)
            if question.kind == "group":
                found += _asked_inside(question, answers, counting, facts)
    return found


def _asked_inside(
    group: Question, answers: Mapping[str, Any], counting: Mapping[str, Any], facts: Given
) -> list[str]:
    shown = {
        inner.id
        for asked, _ in eform.items(group, answers.get(group.id), counting, facts)
        for inner in asked
        if inner.kind != "computed"
    }
    return [inner.id for inner in group.questions if inner.id in shown]


def _due(
    definition: Definition, case: TrialCase, answers: Mapping[str, Any], facts: Given, by: Reckoning
) -> tuple[datetime | None, list[str]]:
    kind = eform.case_of(definition, answers, facts)
    published = limit_for(definition, case.channel, kind, answers, facts)
    limit = Limit(published.value, cast(Unit, published.unit))
    try:
        return by.working.due(case.received, limit, by.mode, by.cutoff), []
    except OutOfCalendar as error:
        return None, [str(error)]


def _paper_problems(
    definition: Definition, handed: tuple[str, ...], required: tuple[str, ...], asked: set[str]
) -> list[str]:
    names = {paper.id: paper.name for paper in definition.papers}
    lacking = [f"Thiếu giấy tờ: {names[key]}" for key in required if key not in handed]
    stray = [f"Hồ sơ này không cần giấy tờ: {names[key]}" for key in handed if key not in asked]
    return lacking + stray


def _exemption_problems(
    definition: Definition, case: TrialCase, answers: Mapping[str, Any], facts: Given
) -> list[str]:
    offered = {exemption.id for exemption in eform.exemptions_offered(definition, answers, facts)}
    if not case.exemption or case.exemption in offered:
        return []
    return [f"Hồ sơ này không được chọn diện miễn, giảm “{case.exemption}”."]


def _findings(case: TrialCase, came: Outcome) -> list[Finding]:
    want, found = case.expect, []
    if want.asked is not None:
        missing = [key for key in want.asked if key not in came.asked]
        found.append(Finding("asked", want.asked, came.asked, not missing))
    if want.not_asked is not None:
        shown = [key for key in want.not_asked if key in came.asked]
        found.append(Finding("not_asked", want.not_asked, tuple(shown), not shown))
    if want.papers is not None:
        found.append(Finding("papers", want.papers, came.papers, set(want.papers) == set(came.papers)))
    if want.fee_vnd is not None:
        found.append(Finding("fee_vnd", want.fee_vnd, came.fee_vnd, want.fee_vnd == came.fee_vnd))
    if want.steps is not None:
        found.append(Finding("steps", want.steps, came.steps, want.steps == came.steps))
    if want.due is not None:
        found.append(Finding("due", want.due, came.due, want.due == came.due))
    return found


def is_of_here(definition: Definition, case: TrialCase) -> bool:
    """Whether this province serves every commune that the case names where only its own may be named. A package ships
    with dossiers about single places (an island of Quảng Ninh); elsewhere they say nothing."""
    for question in definition.by_id.values():
        answer = case.answers.get(question.id) if question.scope == "province" else None
        code = answer.get("commune") if isinstance(answer, Mapping) else answer
        place = places.place(code) if isinstance(code, str) and code != HERE else None
        if place is not None and not place.served:
            return False
    return True


def with_places(answers: Mapping[str, Any]) -> dict[str, Any]:
    """`@xa` replaced by a commune served here, at any depth."""
    if HERE not in str(answers):
        return dict(answers)
    code = places.any_served()
    return {key: _placed(value, code) for key, value in answers.items()}


def _placed(value: Any, code: str) -> Any:
    if isinstance(value, dict):
        return {key: _placed(inner, code) for key, inner in value.items()}
    if isinstance(value, list):
        return [_placed(item, code) for item in value]
    return code if value == HERE else value
