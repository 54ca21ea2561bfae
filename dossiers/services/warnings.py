"""Warnings before and after a moment is missed. Each is sent once: the outbox key names the moment."""

from django.db.models import Q, QuerySet

from dossiers.models import Dossier, HolderKind
from dossiers.states import OPEN, State
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.notifications import services as notifications
from portal.web.show import local

RECEIPT_WARNING_MINUTES = 120
DUE_SOON_MINUTES = 480
_AT_A_TIME = 1000


def warn_receipt_clock() -> int:
    """The desk hears two working hours before its answer is due (QN-13.2a). Returns how many were told."""
    until = working_time(None).add_minutes(now(), RECEIPT_WARNING_MINUTES)
    waiting = Dossier.objects.filter(state=State.REGISTERED, next_due_at__lte=until, next_due_at__gt=now())
    return sum(_tell_holder(dossier, "due_soon") for dossier in _with_holder(waiting))


def warn_due_soon() -> int:
    """The holder hears one working day before the next moment."""
    until = working_time(None).add_minutes(now(), DUE_SOON_MINUTES)
    near = Dossier.objects.filter(
        state__in=(State.ACCEPTED, State.PROCESSING), next_due_at__lte=until, next_due_at__gt=now()
    )
    return sum(_tell_holder(dossier, "due_soon") for dossier in _with_holder(near))


def warn_overdue() -> int:
    """The holder hears once that a moment has passed."""
    late = Dossier.objects.filter(state__in=OPEN, next_due_at__lt=now()).exclude(
        holder_kind=HolderKind.APPLICANT
    )
    return sum(_tell_holder(dossier, "overdue_officer") for dossier in _with_holder(late))


def hanging_dossiers() -> QuerySet[Dossier]:
    """Open dossiers that break P1: no holder, no next moment, or held by somebody who has left."""
    today = local(now()).date()
    gone = Q(holder_officer__isnull=False) & (
        Q(holder_officer__valid_to__lt=today) | Q(holder_officer__user__is_active=False)
    )
    return Dossier.objects.filter(state__in=OPEN).filter(Q(holder_kind="") | Q(next_due_at=None) | gone)


def _with_holder(found: QuerySet[Dossier]) -> QuerySet[Dossier]:
    return found.select_related("procedure", "holder_officer__user", "holder_agency").order_by("next_due_at")[
        :_AT_A_TIME
    ]


def _tell_holder(dossier: Dossier, template: str) -> int:
    """One message per holder and moment; returns how many were new."""
    told = 0
    for officer in _holders(dossier):
        notifications.queue(
            template=template,
            key=f"{dossier.reference}:{template}:{dossier.next_due_at:%Y%m%d%H%M}:{officer.pk}",
            about=dossier.reference,
            user=officer.user,
            address=officer.user.email or "",
            context={
                "code": dossier.shown_code,
                "procedure": dossier.procedure.name,
                "step": _what_is_due(dossier),
                "due_at": dossier.next_due_at,
                "url": f"/lam-viec/ho-so/{dossier.shown_code}/",
            },
        )
        told += 1
    return told


def _what_is_due(dossier: Dossier) -> str:
    task = dossier.tasks.filter(ended_at=None).order_by("due_at").first()
    return task.title if task else dossier.get_state_display()


def _holders(dossier: Dossier) -> list[Officer]:
    if dossier.holder_officer is not None:
        return [dossier.holder_officer]
    team = Officer.objects.filter(
        agency=dossier.holder_agency, duties__contains=[dossier.holder_duty], valid_to=None
    )
    return list(team.select_related("user"))
