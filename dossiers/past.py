"""The past as the simulation of steps wants it: when dossiers came, what they said, how long people worked.

Nothing is written. How long a step took is reckoned from who held what: while an officer holds several tasks
their time counts for each in equal parts, so that nobody has worked more hours than there were. A task that
was ended without having been taken first says nothing about work and counts as not recorded.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.db.models import Min, Q

from dossiers.models import Dossier, PaymentRequest, SupplementRequest, Task, TaskKind, TaskOutcome
from portal.calendars.queries import working_time
from portal.calendars.working_time import WorkingTime
from procedures.simulating.past import History, Past, TeamKey

Pauses = dict[int, list[tuple[datetime, datetime]]]


def past(version_id: int, most: int) -> History:
    """The last dossiers under a version whose steps have begun, oldest first; test dossiers never count."""
    found = list(
        Dossier.objects.filter(version=version_id, is_test=False, received_at__isnull=False)
        .annotate(begun_at=Min("tasks__started_at", filter=~Q(tasks__kind=TaskKind.DESK)))
        .filter(begun_at__isnull=False, competent_agency__isnull=False, receiving_agency__isnull=False)
        .order_by("-received_at", "-pk")
        .only(
            "answers",
            "channel",
            "received_at",
            "due_at",
            "original_due_at",
            "finished_at",
            "competent_agency",
            "receiving_agency",
        )[:most]
    )
    found.reverse()
    pauses = _pauses_of([dossier.pk for dossier in found])
    worked, availability = _work_of([dossier.pk for dossier in found], pauses)
    waited = _waited_of(pauses)
    return History(
        [_told(dossier, worked.get(dossier.pk, {}), waited.get(dossier.pk, {})) for dossier in found],
        availability,
    )


def _pauses_of(ids: list[int]) -> Pauses:
    """Dossier → when the applicant was waited for: papers to be supplied, money to be paid."""
    found: Pauses = defaultdict(list)
    for model, end in ((SupplementRequest, "answered_at"), (PaymentRequest, "settled_at")):
        rows = model.objects.filter(dossier__in=ids, **{f"{end}__isnull": False})
        for pk, begun, ended in rows.values_list("dossier", "requested_at", end):
            found[pk].append((begun, ended))
    return found


def _waited_of(pauses: Pauses) -> dict[int, dict[str, timedelta]]:
    """Dossier → step → how long its applicant was waited for, by the leading step then open."""
    waited: dict[int, dict[str, timedelta]] = defaultdict(dict)
    tasks = Task.objects.filter(dossier__in=pauses.keys()).exclude(kind=TaskKind.DESK)
    for task in tasks.order_by("-is_lead", "pk"):
        for begun, ended in list(pauses[task.dossier_id]):
            if task.started_at <= begun and (task.ended_at is None or begun <= task.ended_at):
                own = waited[task.dossier_id]
                own[task.step_id] = own.get(task.step_id, timedelta()) + (ended - begun)
                pauses[task.dossier_id].remove((begun, ended))
    return waited


def _told(dossier: Dossier, worked: Mapping[str, int], waited: Mapping[str, timedelta]) -> Past:
    assert dossier.received_at is not None
    assert dossier.competent_agency_id is not None
    assert dossier.receiving_agency_id is not None
    return Past(
        key=dossier.pk,
        answers=dossier.answers,
        channel=dossier.channel,
        received_at=dossier.received_at,
        arrived_at=dossier.begun_at,  # type: ignore[attr-defined]
        competent_id=dossier.competent_agency_id,
        receiving_id=dossier.receiving_agency_id,
        due_at=dossier.original_due_at or dossier.due_at,
        finished_at=dossier.finished_at,
        worked=worked,
        waited=waited,
    )


def _work_of(ids: list[int], pauses: Pauses) -> tuple[dict[int, dict[str, int]], dict[TeamKey, float]]:
    """Dossier → step → minutes worked; and which part of its people's work each team gave these dossiers."""
    done = Task.objects.filter(taken_at__isnull=False, ended_at__isnull=False, officer__isnull=False)
    done = done.exclude(kind=TaskKind.DESK)
    own = done.filter(dossier__in=ids)
    held: dict[int, list[Task]] = defaultdict(list)
    since = own.aggregate(first=Min("taken_at"))["first"]
    if since is not None:
        officers = own.values("officer").distinct()
        rows = done.filter(officer__in=officers, ended_at__gte=since).select_related("agency__calendar")
        for task in rows.order_by("taken_at", "pk"):
            held[task.officer_id or 0].append(task)
    wanted = set(ids)
    worked: dict[int, dict[str, int]] = defaultdict(dict)
    given: dict[TeamKey, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for tasks in held.values():
        hours = working_time(tasks[0].agency.calendar)
        for task, minutes in zip(tasks, shared_minutes(tasks, hours, pauses), strict=True):
            team = given[task.agency_id, task.duty]
            team[1] += minutes
            if task.dossier_id in wanted:
                team[0] += minutes
                if task.outcome == TaskOutcome.DONE and minutes >= 1:
                    worked[task.dossier_id][task.step_id] = round(minutes)
    return worked, {key: own / every for key, (own, every) in given.items() if every > 0}


def shared_minutes(tasks: list[Task], hours: WorkingTime, pauses: Pauses | None = None) -> list[float]:
    """Working minutes that one officer spent on each of their tasks, those held at once in equal parts; while the
    applicant was waited for nothing was done."""
    moments: list[tuple[datetime, int, int]] = []
    for index, task in enumerate(tasks):
        for begun, ended in _at_work(task, (pauses or {}).get(task.dossier_id, [])):
            moments += [(begun, 1, index), (ended, -1, index)]
    each, at_begin, spent = 0.0, [0.0] * len(tasks), [0.0] * len(tasks)
    holding, before = 0, moments[0][0] if moments else None
    for at, change, index in sorted(moments):
        if holding and before is not None:
            each += max(hours.minutes_between(before, at), 0) / holding
        before, holding = at, holding + change
        if change > 0:
            at_begin[index] = each
        else:
            spent[index] += each - at_begin[index]
    return spent


def _at_work(task: Task, pauses: list[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    """From taking to ending a task, without the pauses in between."""
    assert task.taken_at is not None
    assert task.ended_at is not None
    since = task.taken_at
    for begun, ended in sorted(pauses):
        if since < begun < task.ended_at:
            yield since, begun
        if begun < task.ended_at and ended > since:
            since = ended
    if since < task.ended_at:
        yield since, task.ended_at
