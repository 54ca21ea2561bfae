"""The past as the simulation of steps wants it: when dossiers came, what they said, how long people worked.

Nothing is written. How long a step took is reckoned from who held what: while an officer holds several tasks
their time counts for each in equal parts, so that nobody has worked more hours than there were. A task that
was ended without having been taken first says nothing about work and counts as not recorded.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db.models import Min, Q

from dossiers.models import Dossier, Task, TaskKind, TaskOutcome
from portal.calendars.queries import working_time
from portal.calendars.working_time import WorkingTime
from procedures.simulating.past import History, Past, TeamKey


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
    worked, availability = _work_of([dossier.pk for dossier in found])
    return History([_told(dossier, worked.get(dossier.pk, {})) for dossier in found], availability)


def _told(dossier: Dossier, worked: Mapping[str, int]) -> Past:
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
    )


def _work_of(ids: list[int]) -> tuple[dict[int, dict[str, int]], dict[TeamKey, float]]:
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
        for task, minutes in zip(tasks, shared_minutes(tasks, hours), strict=True):
            team = given[task.agency_id, task.duty]
            team[1] += minutes
            if task.dossier_id in wanted:
                team[0] += minutes
                if task.outcome == TaskOutcome.DONE and minutes >= 1:
                    worked[task.dossier_id][task.step_id] = round(minutes)
    return worked, {key: own / every for key, (own, every) in given.items() if every > 0}


def shared_minutes(tasks: list[Task], hours: WorkingTime) -> list[float]:
    """Working minutes that one officer spent on each of their tasks, those held at once in equal parts."""
    moments: list[tuple[datetime, int, int]] = []
    for index, task in enumerate(tasks):
        assert task.taken_at is not None
        assert task.ended_at is not None
        if task.taken_at < task.ended_at:
            moments += [(task.taken_at, 1, index), (task.ended_at, -1, index)]
    each, at_begin, spent = 0.0, [0.0] * len(tasks), [0.0] * len(tasks)
    holding, before = 0, moments[0][0] if moments else None
    for at, change, index in sorted(moments):
        if holding and before is not None:
            each += max(hours.minutes_between(before, at), 0) / holding
        before, holding = at, holding + change
        if change > 0:
            at_begin[index] = each
        else:
            spent[index] = each - at_begin[index]
    return spent
