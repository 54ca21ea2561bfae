"""The day's comparison with a provider, in the database: 100,000 lines need no memory here (domain.md §8.1)."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Sum

from payments.models import DayCheck, Difference, MonthClose, Payment, ProviderFile
from portal.accounts.models import User
from portal.calendars.now import now
from portal.calendars.queries import province_calendar, working_time
from portal.web.refusals import StepRefused
from portal.web.show import HANOI

DAYS_TO_CLEAR = 3  # working days for saying why

# Ours: one row per payment of that provider whose bank time lies in the day. Theirs: the day's newest file.
_COMPARE = """
WITH ours AS (
    SELECT p.id, COALESCE(a.reference, p.provider_ref) AS reference, p.amount_vnd
    FROM payments_payment p LEFT JOIN payments_attempt a ON a.payment_id = p.id
    WHERE p.method = %(provider)s AND p.paid_at >= %(start)s AND p.paid_at < %(end)s
), theirs AS (
    SELECT l.reference, min(l.amount_vnd) AS amount_vnd, sum(l.amount_vnd) AS sum_vnd, count(*) AS times
    FROM payments_providerline l WHERE l.file_id = %(file)s GROUP BY l.reference
), joined AS (
    SELECT COALESCE(o.reference, t.reference) AS reference, o.id, o.amount_vnd AS ours, t.amount_vnd AS theirs,
           t.sum_vnd, t.times
    FROM ours o FULL JOIN theirs t ON t.reference = o.reference
), judged AS (
    SELECT *, CASE WHEN id IS NULL THEN 'missing_internal' WHEN theirs IS NULL THEN 'missing_provider'
              WHEN times > 1 THEN 'duplicate' WHEN ours <> theirs THEN 'amount_diff' END AS kind
    FROM joined
), told AS (
    INSERT INTO payments_difference
        (check_of_id, kind, reference, ours_vnd, theirs_vnd, payment_id, due_on, resolution)
    SELECT %(check)s, kind, reference, ours, sum_vnd, id, %(due)s, '' FROM judged WHERE kind IS NOT NULL
    ON CONFLICT (check_of_id, kind, reference) DO NOTHING
)
SELECT count(*) FILTER (WHERE kind IS NULL), count(*) FILTER (WHERE kind IS NOT NULL),
       COALESCE(sum(ours), 0), COALESCE(sum(sum_vnd), 0) FROM judged
"""


def load_file(
    *,
    provider: str,
    day: date,
    name: str,
    content: bytes,
    rows: Iterable[tuple[str, str, int]],
    by: User | None,
) -> ProviderFile:
    """Takes a settlement file of (our reference, their number, whole đồng) by COPY; the same bytes once."""
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        _still_open(day)
        file, made = ProviderFile.objects.get_or_create(
            provider=provider,
            day=day,
            sha256=digest,
            defaults={"name": name[:200], "loaded_by": by, "loaded_at": now()},
        )
        if made:
            file.lines_count = _copy(file, rows)
            file.save(update_fields=["lines_count"])
    return file


def _copy(file: ProviderFile, rows: Iterable[tuple[str, str, int]]) -> int:
    count = 0
    with connection.cursor() as cursor:
        into = "COPY payments_providerline (file_id, reference, provider_ref, amount_vnd) FROM STDIN"
        with cursor.copy(into) as copy:
            for reference, number, vnd in rows:
                copy.write_row((file.pk, reference[:60], number[:60], vnd))
                count += 1
    return count


def reconcile(*, provider: str, day: date) -> DayCheck:
    """Compares anew; what somebody has already explained stays explained. Raises StepRefused for a closed month."""
    with transaction.atomic():
        _still_open(day)
        check, _ = DayCheck.objects.select_for_update().get_or_create(provider=provider, day=day)
        Difference.objects.filter(check_of=check, resolved_at=None).delete()
        file = ProviderFile.objects.filter(provider=provider, day=day).order_by("-id").first()
        start = datetime.combine(day, time(), HANOI)
        due = working_time(province_calendar()).add_working_days(now(), DAYS_TO_CLEAR, "civil")
        asked: dict[str, Any] = {
            "provider": provider,
            "start": start,
            "end": start + timedelta(days=1),
            "file": file.pk if file else 0,
            "check": check.pk,
            "due": due.astimezone(HANOI).date(),
        }
        with connection.cursor() as cursor:
            cursor.execute(_COMPARE, asked)
            row = cursor.fetchone()
        check.matched, check.differences, check.ours_vnd, check.theirs_vnd = (
            int(value) for value in row or ()
        )
        check.checked_at = now()
        check.save()
    return check


def resolve(*, difference: Difference, why: str, by: User) -> None:
    """Says why two records part. Raises StepRefused without a reason, twice, or after the month was closed."""
    with transaction.atomic():
        held = (
            Difference.objects.select_for_update(of=("self",))
            .select_related("check_of")
            .get(pk=difference.pk)
        )
        _still_open(held.check_of.day)
        if held.resolved_at:
            raise StepRefused("Chênh lệch này đã được làm rõ.")
        if not why.strip():
            raise StepRefused("Ghi rõ vì sao lệch và đã xử lý thế nào.")
        held.resolution, held.resolved_by, held.resolved_at = why[:300], by, now()
        held.save(update_fields=["resolution", "resolved_by", "resolved_at"])


def close_month(*, month: date, by: User) -> MonthClose:
    """Locks a month whose differences are all explained; totals are kept with it. Raises StepRefused."""
    first = month.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    with transaction.atomic():
        _still_open(first)
        if after > now().astimezone(HANOI).date():
            raise StepRefused("Tháng này chưa hết.")
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
    start, end = (datetime.combine(day, time(), HANOI) for day in (first, after))
    rows = (
        Payment.objects.filter(paid_at__gte=start, paid_at__lt=end)
        .values_list("method")
        .annotate(Count("id"), Sum("amount_vnd"))
    )
    return {method: {"count": count, "vnd": vnd} for method, count, vnd in rows.order_by("method")}


def totals_of(agencies: set[int], day: date) -> list[tuple[str, int, int]]:
    """What agencies took on one day: (way of paying as shown, number, whole đồng)."""
    start = datetime.combine(day, time(), HANOI)
    rows = (
        Payment.objects.filter(
            charge__agency__in=agencies, paid_at__gte=start, paid_at__lt=start + timedelta(days=1)
        )
        .values_list("method")
        .annotate(Count("id"), Sum("amount_vnd"))
    )
    names = dict(Payment._meta.get_field("method").flatchoices)
    return [(str(names.get(method, method)), count, vnd) for method, count, vnd in rows.order_by("method")]


def _still_open(day: date) -> None:
    if MonthClose.objects.filter(month=day.replace(day=1)).exists():
        raise StepRefused(f"Sổ tháng {day.month}/{day.year} đã khóa.")
