"""The day's comparison with a provider, in the database: 100,000 lines need no memory here (domain.md §8.1)."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction

from payments.models import DayCheck, Difference, MonthClose, ProviderFile, Record
from portal.accounts.models import User
from portal.calendars.now import now
from portal.calendars.queries import province_calendar, working_time
from portal.web.refusals import StepRefused
from portal.web.show import HANOI

DAYS_TO_CLEAR = 3  # working days for saying why

# Ours: one row per payment of that provider whose bank time lies in the day; with the statements also transfers that a
# counter was shown, by the bank's number once its line came. Theirs: the day's newest file of that
# record, or for VietQR the lines of our own bank statements (what a notice told and no statement has is missing there).
_FROM_FILE = """
    SELECT l.reference, min(l.amount_vnd) AS amount_vnd, sum(l.amount_vnd) AS sum_vnd, count(*) AS times
    FROM payments_providerline l WHERE l.file_id = %(file)s GROUP BY l.reference
"""
_FROM_STATEMENT = """
    SELECT b.bank_ref AS reference, min(b.amount_vnd) AS amount_vnd, sum(b.amount_vnd) AS sum_vnd, count(*) AS times
    FROM payments_bankline b WHERE b.stated_at IS NOT NULL AND b.set_aside = ''
    AND b.at >= %(start)s AND b.at < %(end)s GROUP BY b.bank_ref
"""
_COMPARE = """
WITH ours AS (
    SELECT p.id, COALESCE(a.reference, p.provider_ref) AS reference, p.amount_vnd
    FROM payments_payment p LEFT JOIN payments_attempt a ON a.payment_id = p.id
    WHERE p.method = %(provider)s AND p.paid_at >= %(start)s AND p.paid_at < %(end)s
    UNION ALL
    SELECT p.id, COALESCE(b.bank_ref, p.key), p.amount_vnd
    FROM payments_payment p LEFT JOIN payments_bankline b ON b.payment_id = p.id
    WHERE %(provider)s = 'vietqr' AND p.method = 'transfer'
    AND COALESCE(b.at, p.paid_at) >= %(start)s AND COALESCE(b.at, p.paid_at) < %(end)s
), theirs AS ({theirs}), joined AS (
    SELECT COALESCE(o.reference, t.reference) AS reference, o.id, o.amount_vnd AS ours, t.amount_vnd AS theirs,
           t.sum_vnd, t.times
    FROM ours o FULL JOIN theirs t ON t.reference = o.reference
), judged AS (
    SELECT *, CASE WHEN id IS NULL THEN 'missing_internal' WHEN theirs IS NULL THEN 'missing_provider'
              WHEN times > 1 THEN 'duplicate' WHEN ours <> theirs THEN 'amount_diff' END AS kind
    FROM joined
), told AS (
    INSERT INTO payments_difference
        (check_of_id, record, kind, reference, ours_vnd, theirs_vnd, payment_id, due_on, resolution, owner_id)
    SELECT %(check)s, %(record)s, kind, reference, ours, sum_vnd, id, %(due)s, '', %(owner)s
    FROM judged WHERE kind IS NOT NULL
    ON CONFLICT (check_of_id, record, kind, reference) DO NOTHING
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
    record: str = Record.PROVIDER,
) -> ProviderFile:
    """Takes a settlement file, or the treasury's record, of (our reference, their number, whole đồng) by COPY;
    the same bytes once."""
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        refuse_closed(day)
        file, made = ProviderFile.objects.get_or_create(
            record=record,
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


def reconcile(*, provider: str, day: date, by: User | None = None) -> DayCheck:
    """Compares anew with the provider, and with the treasury where its record is there; what somebody has already
    explained stays explained. Differences belong to `by` until given to somebody else. Raises StepRefused for a
    closed month."""
    with transaction.atomic():
        refuse_closed(day)
        check, _ = DayCheck.objects.select_for_update().get_or_create(provider=provider, day=day)
        Difference.objects.filter(check_of=check, resolved_at=None).delete()
        matched, differences, ours, theirs = _compare(check, Record.PROVIDER, by)
        check.matched, check.differences, check.ours_vnd, check.theirs_vnd = (
            matched,
            differences,
            ours,
            theirs,
        )
        check.treasury_vnd = None
        if _newest(check, Record.TREASURY) is not None:
            _, more, _, check.treasury_vnd = _compare(check, Record.TREASURY, by)
            check.differences += more
        check.checked_at = now()
        check.save()
    return check


def _newest(check: DayCheck, record: str) -> ProviderFile | None:
    files = ProviderFile.objects.filter(provider=check.provider, day=check.day, record=record)
    return files.order_by("-id").first()


def _compare(check: DayCheck, record: str, by: User | None) -> tuple[int, int, int, int]:
    """Ours with one other record: matched, different, our sum, their sum."""
    file = _newest(check, record)
    start = datetime.combine(check.day, time(), HANOI)
    due = working_time(province_calendar()).add_working_days(now(), DAYS_TO_CLEAR, "civil")
    asked: dict[str, Any] = {
        "provider": check.provider,
        "start": start,
        "end": start + timedelta(days=1),
        "file": file.pk if file else 0,
        "check": check.pk,
        "record": record,
        "owner": by.pk if by else None,
        "due": due.astimezone(HANOI).date(),
    }
    by_statement = check.provider == "vietqr" and record == Record.PROVIDER
    with connection.cursor() as cursor:
        cursor.execute(_COMPARE.format(theirs=_FROM_STATEMENT if by_statement else _FROM_FILE), asked)
        matched, differences, ours, theirs = cursor.fetchone() or (0, 0, 0, 0)
    return int(matched), int(differences), int(ours), int(theirs)


def give_to(*, difference: Difference, to: int) -> None:
    """Somebody else (a user's key) clears this difference."""
    refuse_closed(difference.check_of.day)
    Difference.objects.filter(pk=difference.pk, resolved_at=None).update(owner_id=to)


def resolve(*, difference: Difference, why: str, by: User) -> None:
    """Says why two records part. Raises StepRefused without a reason, twice, or after the month was closed."""
    with transaction.atomic():
        held = (
            Difference.objects.select_for_update(of=("self",))
            .select_related("check_of")
            .get(pk=difference.pk)
        )
        refuse_closed(held.check_of.day)
        if held.resolved_at:
            raise StepRefused("Chênh lệch này đã được làm rõ.")
        if not why.strip():
            raise StepRefused("Ghi rõ vì sao lệch và đã xử lý thế nào.")
        held.resolution, held.resolved_by, held.resolved_at = why[:300], by, now()
        held.save(update_fields=["resolution", "resolved_by", "resolved_at"])


def refuse_closed(day: date) -> None:
    """Raises StepRefused when the month of this day was closed."""
    if MonthClose.objects.filter(month=day.replace(day=1)).exists():
        raise StepRefused(f"Sổ tháng {day.month}/{day.year} đã khóa.")
