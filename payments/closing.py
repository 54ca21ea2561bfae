"""Closing a month: each of its days was compared after it ended, every difference is explained (domain.md §8.1)."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Sum

from payments.gateways import GATEWAYS
from payments.models import BankLine, DayCheck, Difference, MonthClose, Payment
from payments.reconciling import reconcile, refuse_closed
from portal.accounts.models import User
from portal.calendars.now import now
from portal.web.refusals import StepRefused
from portal.web.show import HANOI
from portal.web.show import day as shown_day

BY_STATEMENT = "vietqr"
SHOWN = "transfer"  # shown to an officer at the counter; proved by the same statements
NIGHTLY_DAYS = 7  # how far back the nightly comparison looks for days that nobody compared

# A day counts when it was compared after its end, and nothing was booked into it afterwards.
_MISSING = """
SELECT side, midnight::date FROM unnest(%(providers)s::text[]) AS side,
    generate_series(%(first)s::timestamp, %(last)s::timestamp, '1 day') AS midnight
WHERE NOT EXISTS (
    SELECT FROM payments_daycheck c WHERE c.provider = side AND c.day = midnight::date
    AND c.checked_at >= (midnight + interval '1 day') AT TIME ZONE 'Asia/Ho_Chi_Minh'
    AND NOT EXISTS (
        SELECT FROM payments_payment p WHERE p.booked_at > c.checked_at
        AND (p.method = side OR (side = 'vietqr' AND p.method = 'transfer'))
        AND p.paid_at >= midnight AT TIME ZONE 'Asia/Ho_Chi_Minh'
        AND p.paid_at < (midnight + interval '1 day') AT TIME ZONE 'Asia/Ho_Chi_Minh'
    )
) ORDER BY 2, 1
"""


def missing_days(first: date, after: date) -> list[tuple[str, date]]:
    """(provider, day) from `first` to before `after`, ended days only, that no comparison stands for."""
    after = min(after, now().astimezone(HANOI).date())
    providers = _providers(first, after)
    if not providers or after <= first:
        return []
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"providers": providers, "first": first, "last": after - timedelta(days=1)}
        cursor.execute(_MISSING, asked)
        return [(provider, day) for provider, day in cursor.fetchall()]


def _providers(first: date, after: date) -> list[str]:
    """Gateways with an account here, or that brought money then; transfers where there were any."""
    start, end = _span(first, after)
    came = Payment.objects.filter(
        paid_at__gte=start, paid_at__lt=end, method__in=[*GATEWAYS, BY_STATEMENT, SHOWN]
    )
    found = {code for code, gateway in GATEWAYS.items() if gateway.configured()}
    methods = set(came.order_by("method").values_list("method", flat=True).distinct())
    found |= {BY_STATEMENT if method == SHOWN else method for method in methods}
    if BankLine.objects.filter(at__gte=start, at__lt=end).exists():
        found.add(BY_STATEMENT)
    return sorted(found)


def compare_missing(*, first: date, after: date, by: User | None = None) -> list[DayCheck]:
    """Compares every day that is missing with what is there; money of ours without a file of theirs shows as
    a difference. Raises StepRefused for a closed month."""
    return [reconcile(provider=provider, day=day, by=by) for provider, day in missing_days(first, after)]


def compare_lately() -> int:
    """The nightly comparison: ended days of the last week that nobody compared; closed months are left alone."""
    today = now().astimezone(HANOI).date()
    closed = set(MonthClose.objects.values_list("month", flat=True))
    missing = missing_days(today - timedelta(days=NIGHTLY_DAYS), today)
    for provider, day in (one for one in missing if one[1].replace(day=1) not in closed):
        reconcile(provider=provider, day=day)
    return len(missing)


def month_of(day: date) -> tuple[date, date]:
    """The first day of a month and the first of the next."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def close_month(*, month: date, by: User) -> MonthClose:
    """Locks a month that is over, whose days were each compared and whose differences are all explained; totals are
    kept with it. Raises StepRefused."""
    first, after = month_of(month)
    with transaction.atomic():
        refuse_closed(first)
        if after > now().astimezone(HANOI).date():
            raise StepRefused("Tháng này chưa hết.")
        if missing := missing_days(first, after):
            days = sorted({day for _, day in missing})
            raise StepRefused(f"Còn {len(days)} ngày chưa đối soát, sớm nhất là {shown_day(days[0])}.")
        open_ones = Difference.objects.filter(
            check_of__day__gte=first, check_of__day__lt=after, resolved_at=None
        ).count()
        if open_ones:
            raise StepRefused(f"Còn {open_ones} chênh lệch chưa làm rõ.")
        return MonthClose.objects.create(
            month=first, closed_by=by, closed_at=now(), totals=totals(first, after)
        )


def totals(first: date, after: date) -> dict[str, Any]:
    """What came in between two days, by way of paying: {"cash": {"count": 3, "vnd": 24000}}."""
    start, end = _span(first, after)
    rows = (
        Payment.objects.filter(paid_at__gte=start, paid_at__lt=end)
        .values_list("method")
        .annotate(Count("id"), Sum("amount_vnd"))
    )
    return {method: {"count": count, "vnd": vnd} for method, count, vnd in rows.order_by("method")}


def totals_of(agencies: set[int], day: date) -> list[tuple[str, int, int]]:
    """What agencies took on one day: (way of paying as shown, number, whole đồng)."""
    start, end = _span(day, day + timedelta(days=1))
    rows = (
        Payment.objects.filter(charge__agency__in=agencies, paid_at__gte=start, paid_at__lt=end)
        .values_list("method")
        .annotate(Count("id"), Sum("amount_vnd"))
    )
    names = dict(Payment._meta.get_field("method").flatchoices)
    return [(str(names.get(method, method)), count, vnd) for method, count, vnd in rows.order_by("method")]


def _span(first: date, after: date) -> tuple[datetime, datetime]:
    return datetime.combine(first, time(), HANOI), datetime.combine(after, time(), HANOI)
