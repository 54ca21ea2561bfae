"""Work of those who have left service goes to a colleague or back to the team: no dossier hangs (P1)."""

from django.db.models import QuerySet

from dossiers.models import Task
from dossiers.permissions import GIVE_WORK
from dossiers.services._step import step
from portal.agencies.duties import acting_duties
from portal.agencies.models import Officer
from portal.agencies.queries import in_service, officers_of
from portal.calendars.now import now
from portal.notifications import services as notifications
from portal.web.refusals import StepRefused
from portal.web.show import local


def left_behind() -> QuerySet[Task]:
    """Open tasks held by officers who are no longer in service."""
    return (
        Task.objects.filter(ended_at=None, officer__isnull=False)
        .exclude(officer__in=in_service())
        .select_related("dossier", "officer__work_goes_to__user", "officer__user")
        .defer("dossier__answers")
    )


def hand_over(*, task: Task) -> Task:
    """
    Takes the task from an officer who has left: to the colleague named on leaving when that one serves and has its
    duty at its agency, else to the team. Raises StepRefused when somebody in service holds it by now.
    """
    to = _heir(task)
    data = {
        "step": task.step_id,
        "from_name": task.officer.user.full_name if task.officer else "",
        "to_name": to.user.full_name if to else "",
    }
    with step(task.dossier, "hand_over", by=None, data=data) as locked:
        fresh = Task.objects.select_related("officer__user").get(pk=task.pk, dossier=locked)
        if fresh.ended_at is not None or fresh.officer_id is None:
            raise StepRefused("Bước này không còn ở người đã thôi việc.")
        if in_service().filter(pk=fresh.officer_id).exists():
            raise StepRefused(f"{fresh.officer} đang làm việc và giữ bước này.")
        fresh.officer, fresh.taken_at = to, (now() if to else None)
        fresh.save(update_fields=["officer", "taken_at"])
        _tell(fresh, task.officer)
    return fresh


def _tell(task: Task, left: Officer | None) -> None:
    """One message a day to whoever holds the work of one who left, however many steps it was."""
    if left is None:
        return
    held = Task.objects.filter(officer=left, ended_at=None)
    facts = {
        "from_name": left.user.full_name,
        "count": held.count() + 1,
        "late": held.filter(due_at__lt=now()).count() + (task.due_at < now()),
        "named": task.officer is not None,
        "url": "/lam-viec/hang-doi/",
    }
    for officer in [task.officer] if task.officer else _team(task):
        notifications.queue(
            template="work_handed_over",
            key=f"left:{left.pk}:{task.agency_id}:{task.duty}:{officer.pk}:{local(now()):%Y%m%d}",
            user=officer.user,
            address=officer.user.email or "",
            context=facts,
        )


def _team(task: Task) -> list[Officer]:
    """Whoever has the duty there; where nobody is left who has, those who give out the work."""
    if team := list(officers_of(task.agency, task.duty)):
        return team
    above = [task.agency_id, task.agency.parent_id]
    return list(in_service().filter(agency__in=above, duties__overlap=[str(duty) for duty in GIVE_WORK]))


def _heir(task: Task) -> Officer | None:
    named = task.officer.work_goes_to if task.officer else None
    if named is None or not in_service().filter(pk=named.pk).exists():
        return None
    return named if (task.agency_id, task.duty) in acting_duties(named) else None


def told_work(officer: Officer) -> str:
    """What an officer holds, in a sentence for the one who lets them go."""
    held = Task.objects.filter(officer=officer, ended_at=None)
    count, late = held.count(), held.filter(due_at__lt=now()).count()
    if not count:
        return "Không giữ bước nào của hồ sơ nào."
    return f"Đang giữ {count} bước của hồ sơ" + (f", {late} bước quá hạn." if late else ".")
