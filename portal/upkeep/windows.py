"""Planned maintenance: on every page before it and while it lasts, a message to every officer (ST-23.10, HG-13.5-6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction

from portal.agencies.queries import in_service
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.notifications import services as notifications
from portal.upkeep.models import Maintenance
from portal.web.cache import near
from portal.web.language import Said, translated
from portal.web.refusals import StepRefused

_KEY, _SECONDS = "upkeep:windows", 3600
AHEAD = timedelta(days=7)
_AT_ONCE = 100


@dataclass(frozen=True)
class Window:
    """What the strip above every page says."""

    starts_at: datetime
    ends_at: datetime
    what: object
    running: bool
    same_day: bool


def _coming() -> list[Maintenance]:
    kept: list[Maintenance] | None = near(_KEY)
    if kept is None:
        kept = list(
            Maintenance.objects.filter(cancelled_at=None, ends_at__gt=now()).order_by("starts_at")[:9]
        )
        cache.set(_KEY, kept, _SECONDS)
    return kept


def window() -> Window | None:
    """The maintenance that runs or comes within seven days; None on an ordinary day."""
    at = now()
    for one in _coming():
        if one.ends_at > at and one.starts_at - AHEAD <= at:
            english = translated() and bool(one.what_en)
            what = Said.of(one.what_en, one.what) if english else one.what
            same = (one.starts_at + timedelta(hours=7)).date() == (one.ends_at + timedelta(hours=7)).date()
            return Window(one.starts_at, one.ends_at, what, one.starts_at <= at, same)
    return None


def plan(maintenance: Maintenance) -> None:
    """Keeps it, new or changed, and has every officer told. Raises StepRefused for one that has begun."""
    if maintenance.starts_at <= now():
        raise StepRefused("Báo bảo trì phải trước khi bắt đầu. Chọn giờ còn ở phía trước.")
    with transaction.atomic():
        maintenance.announced_at = None
        maintenance.save()
        cache.delete(_KEY)
        start_on_commit("upkeep.announce", maintenance.pk)
    cache.delete(_KEY)


def cancel(maintenance: Maintenance) -> None:
    Maintenance.objects.filter(pk=maintenance.pk, cancelled_at=None).update(cancelled_at=now())
    cache.delete(_KEY)


def announce(pk: int) -> int:
    """One message to each officer in service, once for each pair of hours; how many people that were. Safe twice."""
    found = Maintenance.objects.filter(
        pk=pk, announced_at=None, cancelled_at=None, starts_at__gt=now()
    ).first()
    if found is None:
        return 0
    officers = list(in_service().order_by("pk"))
    for first in range(0, len(officers), _AT_ONCE):
        with transaction.atomic():
            for officer in officers[first : first + _AT_ONCE]:
                notifications.queue(
                    template="maintenance_planned",
                    key=f"maintenance:{pk}:{found.starts_at:%Y%m%d%H%M}:{found.ends_at:%m%d%H%M}:{officer.pk}",
                    user=officer.user,
                    context={"what": found.what, "starts_at": found.starts_at, "ends_at": found.ends_at},
                )
    Maintenance.objects.filter(pk=pk, starts_at=found.starts_at, ends_at=found.ends_at).update(
        announced_at=now()
    )
    return len(officers)


def announce_waiting() -> int:
    """Those whose start was lost."""
    waiting = Maintenance.objects.filter(announced_at=None, cancelled_at=None, starts_at__gt=now())
    return sum(announce(pk) for pk in waiting.values_list("pk", flat=True))
