"""From rows to arithmetic: the working time of a calendar, its parents considered."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, cast

from django.db.models import Case, Max, QuerySet, Subquery, When
from django.db.models.functions import JSONObject

from portal.calendars.models import Calendar, CalendarDay, WorkingWindow
from portal.calendars.shapes import ExceptionKind, Hours, SpecialDay, Window
from portal.calendars.shipped import DEFAULT_WINDOWS, shipped_working_time
from portal.calendars.working_time import WorkingTime
from portal.web.ready import Ready

PROVINCE = "tinh"
WARN_AHEAD = timedelta(days=60)


def province_calendar() -> Calendar | None:
    """The calendar by which the province counts time limits; None before any was loaded."""
    return _province.first()


def _roots() -> QuerySet[Calendar]:
    first = Case(When(code=PROVINCE, then=0), default=1)
    return Calendar.objects.filter(parent=None).order_by(first, "pk")


_province = Ready(lambda: _roots()[:1])


def province_row() -> Subquery:
    """The province's calendar as one value of another statement; read it with `calendar_of_row`."""
    row = JSONObject(pk="pk", revision="revision", changed_at="changed_at")
    return Subquery(_roots().values(row=row)[:1])


def calendar_of_row(row: dict[str, Any] | None) -> Calendar | None:
    """The calendar that stood in the row: as much of it as `working_time` asks for."""
    if row is None:
        return None
    return Calendar(
        pk=row["pk"], revision=row["revision"], changed_at=datetime.fromisoformat(row["changed_at"])
    )


def working_time(calendar: Calendar | None = None) -> WorkingTime:
    """The arithmetic of a calendar; of the province's for None, and of the shipped days off without a
    database row.

    Kept in the process until the calendar's revision changes, which every change of it or of a parent makes
    it do (`services.touch`); so pass a row read in this request, not one kept from before.
    """
    calendar = calendar or province_calendar()
    if calendar is None:
        return shipped_working_time()
    return _built(calendar.pk, calendar.revision, calendar.changed_at)


def last_change() -> datetime | None:
    """When any calendar was last changed; None before one exists."""
    return Calendar.objects.aggregate(at=Max("changed_at"))["at"]


def years_not_set(calendar: Calendar, today: date) -> list[int]:
    """This year, and sixty days ahead the next one, if no holiday of it is in force yet (drafts do not
    count).
    """
    years = sorted({today.year, (today + WARN_AHEAD).year})
    line = [one.pk for one in lineage(calendar)]
    set_ = set(
        CalendarDay.objects.filter(calendar__in=line, kind="holiday", is_draft=False, date__year__in=years)
        .values_list("date__year", flat=True)
        .distinct()
    )
    return [year for year in years if year not in set_]


def warning(today: date) -> str:
    """What administrators are told loudly while the province's holidays of a coming year are missing; else
    empty.
    """
    calendar = province_calendar()
    if calendar is None:
        return "Chưa có lịch tỉnh: hạn đang tính theo lịch đi kèm phần mềm. Tạo lịch mã “tinh” để sửa được."
    missing = years_not_set(calendar, today)
    if not missing:
        return ""
    year = missing[0]
    drafts = CalendarDay.objects.filter(calendar=calendar, is_draft=True, date__year=year).count()
    waiting = f" {drafts} ngày dự kiến đang chờ bạn xác nhận." if drafts else ""
    return f"Lịch nghỉ năm {year} chưa đặt.{waiting} Hạn rơi vào năm {year} đang được tính như không có ngày lễ nào."


def lineage(calendar: Calendar) -> list[Calendar]:
    """The calendar, its parent, and so on up; stops at a ring rather than running for ever."""
    line: list[Calendar] = []
    at: Calendar | None = calendar
    while at is not None and at not in line:
        line.append(at)
        at = at.parent
    return line


def hours(value: list[list[str]] | None) -> Hours | None:
    """[["07:00","11:30"]] as clock times. Raises ValueError when it is not that."""
    if value is None:
        return None
    try:
        return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in value)
    except (TypeError, ValueError) as error:
        raise ValueError('Ghi giờ như [["07:00","11:30"],["13:30","17:00"]].') from error


@lru_cache(maxsize=64)
def _built(pk: int, revision: int, changed_at: datetime) -> WorkingTime:
    """The time of the last change is part of the key: a revision number rolled back may be given out
    again.
    """
    line = lineage(Calendar.objects.get(pk=pk))
    return WorkingTime(_windows(line), _days(line))


def _windows(line: list[Calendar]) -> list[Window]:
    """The windows of the nearest calendar that has any."""
    for calendar in line:
        rows = list(WorkingWindow.objects.filter(calendar=calendar))
        if rows:
            return [Window(r.weekday, r.starts, r.ends, r.valid_from, r.valid_to) for r in rows]
    return DEFAULT_WINDOWS


def _days(line: list[Calendar]) -> list[SpecialDay]:
    """The exceptions of all, a child's day before its parent's; drafts are left out before they could hide
    a real one.
    """
    days: dict[object, SpecialDay] = {}
    for calendar in reversed(line):
        for row in CalendarDay.objects.filter(calendar=calendar, is_draft=False):
            days[row.date] = SpecialDay(
                row.date, cast(ExceptionKind, row.kind), row.note, row.source, hours(row.hours)
            )
    return list(days.values())
