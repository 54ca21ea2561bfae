"""Opening and ending tasks: the desk's own and those of the version's step graph."""

from datetime import datetime

from dossiers import clock
from dossiers.models import Dossier, Task, TaskKind, TaskOutcome
from portal.agencies.models import Agency, Duty, Officer
from portal.agencies.routing import agency_for_step
from portal.calendars.now import now
from procedures import steps
from procedures.definition import Step
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
    return Task.objects.create(
        dossier=dossier,
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


def end_tasks(dossier: Dossier, outcome: str, *step_ids: str, note: str = "") -> None:
    """Ends the open tasks with these step ids, or all open ones when none is named."""
    tasks = Task.objects.filter(dossier=dossier, ended_at=None)
    if step_ids:
        tasks = tasks.filter(step_id__in=step_ids)
    tasks.update(ended_at=now(), outcome=outcome, **({"note": note} if note else {}))


def begin_ready_steps(dossier: Dossier) -> list[Task]:
    """Opens a task for each step whose turn has come; a sent-back step comes again."""
    told = definition(dossier.version)
    begun = []
    open_ids = set(Task.objects.filter(dossier=dossier, ended_at=None).values_list("step_id", flat=True))
    for ready in steps.ready(told, steps_done(dossier), dossier.answers, dossier.channel):
        if ready.id not in open_ids:
            begun.append(_open_step(dossier, ready))
    return begun


def steps_done(dossier: Dossier) -> set[str]:
    """Steps whose newest task ended well."""
    newest: dict[str, str] = {}
    for step_id, outcome in (
        Task.objects.filter(dossier=dossier).order_by("id").values_list("step_id", "outcome")
    ):
        newest[step_id] = outcome
    return {step_id for step_id, outcome in newest.items() if outcome == TaskOutcome.DONE}


def all_steps_done(dossier: Dossier) -> bool:
    return steps.all_done(definition(dossier.version), steps_done(dossier), dossier.answers, dossier.channel)


def agency_of(dossier: Dossier, ready: Step) -> Agency:
    assert dossier.competent_agency is not None
    assert dossier.receiving_agency is not None
    return agency_for_step(ready.agency, dossier.competent_agency, dossier.receiving_agency)


def _open_step(dossier: Dossier, ready: Step) -> Task:
    at = now()
    return Task.objects.create(
        dossier=dossier,
        step_id=ready.id,
        title=ready.name,
        kind=ready.kind,
        is_lead=ready.kind != TaskKind.CONSULT,
        agency=agency_of(dossier, ready),
        duty=ready.duty,
        officer=_last_officer(dossier, ready.id),
        started_at=at,
        due_at=clock.step_due_at(dossier, at, ready.minutes),
    )


def _last_officer(dossier: Dossier, step_id: str) -> Officer | None:
    """Sent-back work goes to the person who did it before, while they still serve there."""
    last = (
        Task.objects.filter(dossier=dossier, step_id=step_id, officer__valid_to=None)
        .exclude(officer=None)
        .select_related("officer")
        .order_by("-id")
        .first()
    )
    return last.officer if last and last.officer and last.officer.agency_id == last.agency_id else None


def re_date_open_tasks(dossier: Dossier) -> None:
    """After a pause each open step gets its share anew, counted from now."""
    shares = {told.id: told.minutes for told in definition(dossier.version).steps}
    at = now()
    for task in Task.objects.filter(dossier=dossier, ended_at=None):
        task.due_at = clock.step_due_at(dossier, at, shares.get(task.step_id, 480))
        task.save(update_fields=["due_at"])
