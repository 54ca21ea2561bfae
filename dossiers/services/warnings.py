"""Warnings before and after a moment is missed. Each moment is warned of once (Warned)."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from dossiers.models import Dossier, HolderKind, Warned
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
    return _warn(waiting, "due_soon")


def warn_due_soon() -> int:
    """The holder hears one working day before the next moment."""
    until = working_time(None).add_minutes(now(), DUE_SOON_MINUTES)
    near = Dossier.objects.filter(
        state__in=(State.ACCEPTED, State.PROCESSING), next_due_at__lte=until, next_due_at__gt=now()
    )
    return _warn(near, "due_soon")


def warn_overdue() -> int:
    """The holder hears once that a moment has passed."""
    late = Dossier.objects.filter(state__in=OPEN, next_due_at__lt=now()).exclude(
        holder_kind=HolderKind.APPLICANT
    )
    return _warn(late, "overdue_officer")


def hanging_dossiers() -> QuerySet[Dossier]:
    """Open dossiers that break P1: no holder, no next moment, or held by somebody who has left."""
    today = local(now()).date()
    gone = Q(holder_officer__isnull=False) & (
        Q(holder_officer__valid_to__lt=today) | Q(holder_officer__user__is_active=False)
    )
    return Dossier.objects.filter(state__in=OPEN).filter(Q(holder_kind="") | Q(next_due_at=None) | gone)


def _warn(found: QuerySet[Dossier], kind: str) -> int:
    """Tells the holder of each dossier that has not been warned of this moment; returns how many were."""
    known = Warned.objects.filter(dossier=OuterRef("pk"), kind=kind, due_at=OuterRef("next_due_at"))
    fresh = found.filter(~Exists(known)).select_related("procedure", "holder_officer__user", "holder_agency")
    count = 0
    for dossier in fresh.order_by("next_due_at")[:_AT_A_TIME]:
        with transaction.atomic():
            due_at = dossier.next_due_at or now()
            mark = Warned(dossier=dossier, kind=kind, due_at=due_at, at=now())
            Warned.objects.bulk_create([mark], ignore_conflicts=True)
            _tell_holder(dossier, kind)
        count += 1
    return count


def _tell_holder(dossier: Dossier, template: str) -> None:
    """One message to each person who may act."""
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
