"""Warnings before and after a moment is missed. Each moment is warned of once (Warned)."""

from datetime import datetime

from django.db import transaction
from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value

from dossiers import clock
from dossiers.models import Dossier, HolderKind, Warned
from dossiers.states import OPEN, State
from portal.agencies.duties import handed_over
from portal.agencies.models import Duty, Officer
from portal.agencies.queries import in_service
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


SHARES = {"half": 50, "most": 80, "all": 100}
_LOOSE = {"half": 0.2, "most": 0.4, "all": 1.0}


def warn_shares() -> int:
    """At 50 % of the time given the holder hears, at 80 % their leaders too, at 100 % the head of the agency too.

    Returns how many warnings were given; each is given once for one appointment. Time is working time; one whose
    limit is shorter than a working day is not told of the half.
    """
    return sum(_warn_share(kind) for kind in SHARES)


def _warn_share(kind: str) -> int:
    at, loose = now(), _LOOSE[kind]
    known = Warned.objects.filter(dossier=OuterRef("pk"), kind=kind, due_at=OuterRef("due_at"))
    given = ExpressionWrapper(F("due_at") - F("received_at"), output_field=DurationField())
    run = ExpressionWrapper(Value(at) - F("received_at"), output_field=DurationField())
    found = (
        Dossier.objects.filter(state__in=(State.ACCEPTED, State.PROCESSING), due_at__isnull=False)
        .annotate(given=given, run=run)
        .filter(run__gte=F("given") * Value(loose))
        .filter(~Exists(known))
        .select_related("procedure", "holder_officer__user", "holder_agency", "competent_agency__calendar")
        .defer("answers")
    )
    told = 0
    for dossier in found.order_by("due_at").iterator(chunk_size=500):
        if not _has_used(dossier, SHARES[kind], at):
            continue
        with transaction.atomic():
            mark = Warned(dossier=dossier, kind=kind, due_at=dossier.due_at or at, at=at)
            Warned.objects.bulk_create([mark], ignore_conflicts=True)
            _tell_share(dossier, SHARES[kind])
        told += 1
        if told >= _AT_A_TIME:
            break
    return told


def _has_used(dossier: Dossier, share: int, at: datetime) -> bool:
    assert dossier.received_at is not None
    assert dossier.due_at is not None
    if share == 100:
        return at >= dossier.due_at
    time = clock.calendar_of(dossier)
    given = time.minutes_between(dossier.received_at, dossier.due_at)
    if share == 50 and given < DUE_SOON_MINUTES:
        return False
    return time.minutes_between(dossier.received_at, at) * 100 >= given * share


def to_be_told(dossier: Dossier, share: int) -> list[Officer]:
    """Who hears of a share of the time used up: holder; from 80 % the team's leaders; at 100 % the head too."""
    found = {officer.pk: officer for officer in holders(dossier)}
    for officer in leaders_over(dossier, share):
        found.setdefault(officer.pk, officer)
    return list(found.values())


def leaders_over(dossier: Dossier, share: int) -> list[Officer]:
    """The team's leaders from 80 % on, and the head of the agency that answers for the result at 100 %."""
    if share < 80:
        return []
    whose = Q(agency=dossier.holder_agency, duties__overlap=[Duty.DIVISION_LEADER, Duty.DESK_LEADER])
    if share >= 100:
        whose |= Q(agency=dossier.competent_agency, duties__contains=[Duty.AGENCY_LEADER])
    return list(in_service().filter(whose).select_related("user").order_by("pk"))


def _tell_share(dossier: Dossier, share: int) -> None:
    step, held = _what_is_due(dossier), dossier.holder_officer or dossier.holder_agency or ""
    for officer in to_be_told(dossier, share):
        notifications.queue(
            template="share_used",
            key=f"{dossier.reference}:share{share}:{dossier.due_at:%Y%m%d%H%M}:{officer.pk}",
            about=dossier.reference,
            user=officer.user,
            address=officer.user.email or "",
            context={
                "code": dossier.shown_code,
                "procedure": dossier.procedure.name,
                "step": step,
                "share": share,
                "holder": str(held),
                "due_at": dossier.due_at,
                "url": f"/lam-viec/ho-so/{dossier.shown_code}/",
            },
        )


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
    for officer in holders(dossier):
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


def holders(dossier: Dossier) -> list[Officer]:
    """The officer who has it, with whoever stands in for them today; else everybody of the team."""
    if (held_by := dossier.holder_officer) is not None:
        deputy = Exists(handed_over(now()).filter(giver=held_by, taker=OuterRef("pk")))
        return [held_by, *in_service().filter(deputy).exclude(pk=held_by.pk).order_by("pk")]
    team = in_service().filter(agency=dossier.holder_agency, duties__contains=[dossier.holder_duty])
    return list(team.select_related("user").order_by("pk"))
