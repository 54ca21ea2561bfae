"""Reminders of opinions that were asked for: each has a term of its own, whoever was asked hears of it (T14)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from dossiers.models import Dossier, Task, TaskKind, Warned
from dossiers.states import State
from portal.agencies.models import Duty, Officer
from portal.agencies.queries import in_service
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.notifications import services as notifications

SHARES = (50, 80, 100)
_A_DAY = 480
_AT_A_TIME = 1_000


def remind_opinions() -> int:
    """At 50, 80 and 100 % of the term: whoever was asked, from 80 % their leaders too, at 100 % whoever asked.

    Returns how many reminders were given; each is given once for one term. Time is working time of the agency asked.
    """
    open_ones = Task.objects.filter(kind=TaskKind.CONSULT, ended_at=None, dossier__state=State.PROCESSING)
    known = set(
        Warned.objects.filter(dossier__tasks__in=open_ones, kind__startswith="opinion")
        .values_list("kind", "due_at")
        .distinct()
    )
    shown = ("dossier__procedure", "agency__calendar", "agency__parent", "officer__user")
    given = 0
    for task in open_ones.select_related(*shown).defer("dossier__answers").order_by("due_at")[:_AT_A_TIME]:
        share = _share(task, now())
        if share and (_mark(task, share), task.due_at) not in known:
            given += _remind(task, share)
    return given


def reminders_of(dossier: Dossier) -> dict[int, list[tuple[int, datetime]]]:
    """By opinion asked for (key of its task): which share of the term had passed when it was reminded of, and when."""
    found: dict[int, list[tuple[int, datetime]]] = {}
    for kind, at in (
        dossier.warned.filter(kind__startswith="opinion").order_by("at").values_list("kind", "at")
    ):
        share, _, pk = kind.removeprefix("opinion").partition("-")
        found.setdefault(int(pk), []).append((int(share), at))
    return found


def _mark(task: Task, share: int) -> str:
    return f"opinion{share}-{task.pk}"


def _share(task: Task, at: datetime) -> int:
    """The highest share of the term that has passed; a term shorter than a working day is not told of its half."""
    if at >= task.due_at:
        return 100
    time = working_time(task.agency.calendar if task.agency.calendar_id else None)
    given = time.minutes_between(task.started_at, task.due_at)
    used = time.minutes_between(task.started_at, at) * 100
    if used >= given * 80:
        return 80
    return 50 if used >= given * 50 and given >= _A_DAY else 0


def _remind(task: Task, share: int) -> int:
    with transaction.atomic():
        mark = Warned(dossier=task.dossier, kind=_mark(task, share), due_at=task.due_at, at=now())
        Warned.objects.bulk_create([mark], ignore_conflicts=True)
        for officer in to_be_told(task, share):
            notifications.queue(
                template="opinion_due",
                key=f"{task.dossier.reference}:{mark.kind}:{task.due_at:%Y%m%d%H%M}:{officer.pk}",
                about=task.dossier.reference,
                user=officer.user,
                address=officer.user.email or "",
                context={
                    "code": task.dossier.shown_code,
                    "procedure": task.dossier.procedure.name,
                    "agency": task.agency.name,
                    "share": share,
                    "due_at": task.due_at,
                    "text": task.question,
                    "url": f"/lam-viec/ho-so/{task.dossier.shown_code}/cac-buoc/",
                },
            )
    return 1


def to_be_told(task: Task, share: int) -> list[Officer]:
    """Who holds the opinion, else the team that may give it; from 80 % the leaders there; at 100 % who waits for it."""
    asked = Q(pk=task.officer_id) if task.officer_id else Q(agency=task.agency, duties__contains=[task.duty])
    if share >= 80:
        leads = [Duty.DIVISION_LEADER, Duty.AGENCY_LEADER, Duty.DESK_LEADER]
        asked |= Q(agency=task.agency, duties__overlap=leads)
    if share >= 100:
        waiting = Task.objects.filter(dossier=task.dossier, ended_at=None, is_lead=True)
        asked |= Q(pk__in=waiting.filter(officer__isnull=False).values("officer"))
        asked |= Q(user__in=task.dossier.journal.filter(verb="ask_opinion").values("user_id"))
    return list(in_service().filter(asked).select_related("user").order_by("pk").distinct())
