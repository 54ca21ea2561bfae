"""Opening and ending tasks: the desk's own and those of the version's step graph."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from dossiers import board, clock
from dossiers.models import ChosenAgency, Dossier, Task, TaskKind, TaskOutcome
from portal.agencies.models import Agency, Duty, Officer
from portal.agencies.routing import RoutingProblem, agency_for_step, heir_of
from portal.calendars.now import now
from portal.web.refusals import StepRefused
from procedures import steps
from procedures.definition import Step
from procedures.definition.steps import CHOSEN
from procedures.queries import definition

DESK_TITLES = {
    "accept": "Chờ tiếp nhận",
    "transfer": "Chờ chuyển cơ quan giải quyết",
    "return_result": "Chờ trả kết quả",
    "decide_withdrawal": "Chờ giải quyết yêu cầu rút",
}


def open_desk_task(dossier: Dossier, step_id: str, due_at: datetime, officer: Officer | None = None) -> Task:
    """Work of the receiving desk; `officer` keeps it with the person who has begun."""
    assert dossier.receiving_agency_id is not None
    begun = Task(
        step_id=step_id,
        title=DESK_TITLES[step_id],
        kind=TaskKind.DESK,
        agency_id=dossier.receiving_agency_id,
        duty=Duty.DESK_OFFICER,
        officer=officer,
        taken_at=now() if officer else None,
        started_at=now(),
        due_at=due_at,
    )
    return board.add(dossier, begun)


def end_tasks(dossier: Dossier, outcome: str, *step_ids: str, note: str = "") -> None:
    """Ends the open tasks with these step ids, or all open ones when none is named."""
    ending = [one for one in board.open_tasks(dossier) if not step_ids or one.step_id in step_ids]
    told: dict[str, Any] = {"ended_at": now(), "outcome": outcome, **({"note": note} if note else {})}
    for one in ending:
        for name, value in told.items():
            setattr(one, name, value)
    if keys := [one.pk for one in ending if one.pk is not None]:
        Task.objects.filter(pk__in=keys).update(**told)


def begin_ready_steps(dossier: Dossier) -> list[Task]:
    """Opens a task for each step whose turn has come; a sent-back step comes again."""
    newest = _newest_tasks(dossier)
    done = {step_id for step_id, task in newest.items() if task.outcome == TaskOutcome.DONE}
    told = definition(dossier.version)
    return [
        _open_step(dossier, ready, newest.get(ready.id))
        for ready in steps.ready(told, done, dossier.answers, dossier.channel)
        if ready.id not in newest or newest[ready.id].ended_at is not None
    ]


def steps_done(dossier: Dossier) -> set[str]:
    """Steps whose newest task ended well."""
    newest = _newest_tasks(dossier)
    return {step_id for step_id, task in newest.items() if task.outcome == TaskOutcome.DONE}


def _newest_tasks(dossier: Dossier) -> dict[str, Task]:
    return {task.step_id: task for task in board.tasks(dossier)}


def all_steps_done(dossier: Dossier) -> bool:
    return steps.all_done(definition(dossier.version), steps_done(dossier), dossier.answers, dossier.channel)


def agency_of(dossier: Dossier, ready: Step) -> Agency:
    """Where a step goes. One that an officer directs goes, while nobody has, to the first agency it names."""
    if ready.agency != CHOSEN:
        return _agency_meant(dossier, ready.agency)
    chosen = dossier.chosen_agencies.filter(step_id=ready.id).select_related("agency").first()
    return heir_of(chosen.agency) if chosen else _agency_meant(dossier, ready.among[0])


def agencies_among(dossier: Dossier, ready: Step) -> list[Agency]:
    """The agencies from which an officer picks one for a step, each once; those not standing are left out."""
    found: dict[int, Agency] = {}
    for selector in ready.among:
        with suppress(RoutingProblem):
            agency = _agency_meant(dossier, selector)
            found.setdefault(agency.pk, agency)
    return list(found.values())


def steps_to_direct(dossier: Dossier, task: Task) -> list[Step]:
    """The steps that begin when this task ends well and wait to be told their agency."""
    told = definition(dossier.version)
    if not any(step.agency == CHOSEN for step in told.steps):
        return []
    newest = _newest_tasks(dossier)
    done = {step_id for step_id, one in newest.items() if one.outcome == TaskOutcome.DONE}
    running = {step_id for step_id, one in newest.items() if one.ended_at is None}
    following = steps.ready(told, done | {task.step_id}, dossier.answers, dossier.channel)
    return [step for step in following if step.agency == CHOSEN and step.id not in running]


def direct(dossier: Dossier, task: Task, officer: Officer, chosen: Mapping[str, int]) -> None:
    """Keeps where the officer sends the steps that follow. Raises StepRefused for an agency not named there."""
    wanted = {step.id: step for step in steps_to_direct(dossier, task)}
    for step_id, agency_id in chosen.items():
        if step_id not in wanted:
            continue
        if agency_id not in {agency.pk for agency in agencies_among(dossier, wanted[step_id])}:
            raise StepRefused(f"Bước “{wanted[step_id].name}” không chuyển đến cơ quan này được.")
        ChosenAgency.objects.update_or_create(
            dossier=dossier,
            step_id=step_id,
            defaults={"agency_id": agency_id, "officer": officer, "at": now()},
        )


def _agency_meant(dossier: Dossier, selector: str) -> Agency:
    assert dossier.competent_agency is not None
    assert dossier.receiving_agency is not None
    return agency_for_step(selector, dossier.competent_agency, dossier.receiving_agency, dossier.answers)


def _open_step(dossier: Dossier, ready: Step, before: Task | None) -> Task:
    at = now()
    agency = agency_of(dossier, ready)
    begun = Task(
        step_id=ready.id,
        title=ready.name,
        kind=ready.kind,
        is_lead=ready.kind != TaskKind.CONSULT,
        agency=agency,
        duty=ready.duty,
        officer=_who_did(before, agency),
        started_at=at,
        due_at=clock.step_due_at(dossier, at, ready.minutes),
    )
    return board.add(dossier, begun)


def _who_did(before: Task | None, agency: Agency) -> Officer | None:
    """Sent-back work goes to the person who did it, while they still serve there."""
    officer = before.officer if before else None
    still_there = officer and officer.valid_to is None and officer.agency_id == agency.pk
    return officer if still_there else None


def go_on(dossier: Dossier) -> None:
    """Work goes on after a pause: each open step gets its share from now, what became ready meanwhile begins."""
    re_date_open_tasks(dossier)
    begin_ready_steps(dossier)


def re_date_open_tasks(dossier: Dossier) -> None:
    """After a pause each open step gets its share anew, counted from now."""
    shares = {told.id: told.minutes for told in definition(dossier.version).steps}
    at = now()
    for task in board.open_tasks(dossier):
        task.due_at = clock.step_due_at(dossier, at, shares.get(task.step_id, 480))
        task.save(update_fields=["due_at"])
