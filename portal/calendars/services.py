"""What changes a calendar; nothing else may, so that every process notices."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from portal.calendars.models import Calendar, CalendarDay, DayKind


def touch(calendar: Calendar) -> None:
    """Tell every process that this calendar, and each that inherits from it, has changed."""
    changed, level = {calendar.pk}, [calendar.pk]
    while level := list(
        Calendar.objects.filter(parent__in=level).exclude(pk__in=changed).values_list("pk", flat=True)
    ):
        changed.update(level)
    Calendar.objects.filter(pk__in=changed).update(revision=F("revision") + 1, changed_at=timezone.now())
    calendar.refresh_from_db(fields=["revision", "changed_at"])


@transaction.atomic
def set_day(
    *,
    calendar: Calendar,
    day: date,
    kind: DayKind,
    note: str,
    source: str,
    hours: Sequence[Sequence[str]] | None = None,
    is_draft: bool = False,
) -> CalendarDay:
    """Write the one entry of a calendar for a day, replacing what it said before."""
    row, _ = CalendarDay.objects.update_or_create(
        calendar=calendar,
        date=day,
        defaults={"kind": kind, "note": note, "source": source, "hours": hours, "is_draft": is_draft},
    )
    touch(calendar)
    return row


@transaction.atomic
def drop_day(*, calendar: Calendar, day: date) -> None:
    """The day is again as its weekday, or its parent calendar, says."""
    CalendarDay.objects.filter(calendar=calendar, date=day).delete()
    touch(calendar)
