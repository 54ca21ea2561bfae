"""Being away with end dates: a colleague acts with one's duties from a day to a day, and it ends by itself."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from portal.agencies.models import Delegation, Officer
from portal.agencies.queries import in_service, today
from portal.calendars.now import now
from portal.web.refusals import StepRefused
from portal.web.show import HANOI

LONGEST = timedelta(days=365)


def deputies(officer: Officer) -> QuerySet[Officer]:
    """Colleagues in service at the same agency or beside it under the same head."""
    beside = Q(agency_id=officer.agency_id) | Q(agency__parent_id=officer.agency_id)
    if officer.agency.parent_id:
        beside |= Q(agency_id=officer.agency.parent_id) | Q(agency__parent_id=officer.agency.parent_id)
    return (
        in_service().filter(beside).exclude(pk=officer.pk).select_related("user").order_by("user__full_name")
    )


@transaction.atomic
def be_away(*, giver: Officer, taker: Officer, starts_on: date, ends_on: date) -> list[Delegation]:
    """Hands every duty of `giver` to `taker` for these days, both included. Raises StepRefused."""
    if ends_on < starts_on or ends_on < today():
        raise StepRefused("Ngày cuối phải từ ngày đầu trở đi và chưa qua.")
    if ends_on - starts_on > LONGEST:
        raise StepRefused("Uỷ nhiệm dài nhất một năm.")
    if not deputies(giver).filter(pk=taker.pk).exists():
        raise StepRefused(f"{taker} không ở cùng đơn vị hoặc đã thôi việc.")
    starts = datetime.combine(starts_on, time(0), HANOI)
    ends = datetime.combine(ends_on + timedelta(days=1), time(0), HANOI)
    if Delegation.objects.filter(giver=taker, starts_at__lt=ends, ends_at__gt=starts).exists():
        raise StepRefused(f"{taker} cũng vắng trong những ngày ấy.")
    be_back(giver=giver, between=(starts, ends))
    return Delegation.objects.bulk_create(
        Delegation(giver=giver, taker=taker, duty=duty, starts_at=starts, ends_at=ends)
        for duty in giver.duties
    )


def be_back(*, giver: Officer, between: tuple[datetime, datetime] | None = None) -> None:
    """Ends what runs now and drops what was planned; with `between` only what meets those days."""
    mine = Delegation.objects.filter(giver=giver, ends_at__gt=now())
    if between is not None:
        mine = mine.filter(starts_at__lt=between[1], ends_at__gt=between[0])
    mine.filter(starts_at__gt=now()).delete()
    mine.update(ends_at=now())


def given_by(officer: Officer) -> list[Delegation]:
    """Running and planned, each deputy once for each stretch of days."""
    return _once(Delegation.objects.filter(giver=officer))


def taken_by(officer: Officer) -> list[Delegation]:
    """For whom one acts, now or later."""
    return _once(Delegation.objects.filter(taker=officer))


def away_now(officers: Iterable[int]) -> dict[int, str]:
    """Of these officers those who are away today, and who acts for them."""
    running = Delegation.objects.filter(giver__in=list(officers), starts_at__lte=now(), ends_at__gt=now())
    return {one.giver_id: one.taker.user.full_name for one in running.select_related("taker__user")}


def _once(found: QuerySet[Delegation]) -> list[Delegation]:
    rows = (
        found.filter(ends_at__gt=now())
        .select_related("taker__user", "giver__user")
        .order_by("starts_at", "pk")
    )
    return list({(row.giver_id, row.taker_id, row.starts_at, row.ends_at): row for row in rows}.values())
