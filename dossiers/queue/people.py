"""Who works here, how much each has to do, what they wait for."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from dossiers.models import Dossier, Talk, Task
from dossiers.states import OPEN
from portal.agencies.duties import acting_duties
from portal.agencies.models import Officer
from portal.agencies.queries import in_service
from portal.calendars.now import now


def colleague(officer: Officer, pk: str) -> Officer | None:
    """One of the people whom this officer may give work to."""
    return next((person for person in load_of_team(officer) if str(person.pk) == pk), None)


def load_of_team(officer: Officer) -> list[Officer]:
    """Those in service at the agencies the officer acts for and at their divisions, the least busy first.

    Each carries `open_count` and `late_count` of tasks.
    """
    agencies = {agency for agency, _ in acting_duties(officer)}
    at_work = in_service().filter(Q(agency_id__in=agencies) | Q(agency__parent_id__in=agencies))
    return _with_load(at_work)


def people_for(task: Task) -> list[Officer]:
    """Those in service who have the duty of this step at its agency, the least busy first."""
    fitting = in_service().filter(agency_id=task.agency_id, duties__contains=[task.duty])
    return _with_load(fitting)


def people_for_many(officer: Officer, ids: list[int]) -> list[Officer]:
    """Those to whom the officer may give at least one of these dossiers; who can do most of them first, then the
    least busy. Each carries `fits`: how many of the dossiers wait for a duty they have."""
    waiting = Task.objects.filter(dossier__in=ids, ended_at=None).order_by()
    counted = waiting.values_list("agency_id", "duty").annotate(n=Count("dossier", distinct=True))
    wanted = {(agency, duty): n for agency, duty, n in counted}
    found: list[Any] = load_of_team(officer)
    for person in found:
        can = sum(wanted.get((person.agency_id, duty), 0) for duty in person.duties)
        person.fits = min(can, len(ids))
    return sorted((one for one in found if one.fits), key=lambda one: -one.fits)


def _with_load(people: QuerySet[Officer]) -> list[Officer]:
    opened = Q(tasks__ended_at=None, tasks__isnull=False)
    return list(
        people.annotate(
            open_count=Count("tasks", filter=opened),
            late_count=Count("tasks", filter=opened & Q(tasks__due_at__lt=now())),
        ).order_by("open_count", "user__full_name")
    )


def waiting_on_others(officer: Officer, most: int = 6) -> list[Task]:
    """Opinions that others owe on dossiers which this officer holds, the oldest first."""
    mine = Task.objects.filter(officer=officer, ended_at=None, is_lead=True).values("dossier")
    found = Task.objects.filter(dossier__in=mine, step_id="opinion", ended_at=None)
    return list(found.select_related("dossier", "agency").defer("dossier__answers").order_by("due_at")[:most])


def unread_talks(officer: Officer, most: int = 6) -> list[Talk]:
    """The newest words of applicants on dossiers with this officer and of colleagues who named them, not yet
    answered by the office, or by this officer."""
    mine = Dossier.objects.filter(holder_officer=officer, state__in=OPEN).values("pk")
    last = Talk.objects.filter(dossier=OuterRef("dossier"), internal=False).order_by("-id").values("id")[:1]
    found = Talk.objects.filter(dossier__in=mine, from_office=False, id=Subquery(last))
    mine_since = Talk.objects.filter(
        dossier=OuterRef("dossier"), author=officer.user_id, id__gt=OuterRef("id")
    )
    named = Talk.objects.filter(~Exists(mine_since), mentioned=officer, dossier__state__in=OPEN)
    both = [
        said
        for some in (found, named)
        for said in some.select_related("author", "dossier").defer("dossier__answers").order_by("-id")[:most]
    ]
    return sorted(both, key=lambda said: -said.pk)[:most]
