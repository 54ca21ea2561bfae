"""The calendars a new portal starts with. Running it again adds what is missing and never undoes an
administrator.
"""

from datetime import time

from django.db import transaction

from portal.calendars.models import Calendar, CalendarDay, WorkingWindow
from portal.calendars.queries import PROVINCE
from portal.calendars.services import touch
from portal.calendars.shapes import Hours
from portal.calendars.shipped import DEFAULT_HOURS, shipped_days

POLICE_RECEIPT = "cong-an-tiep-nhan"


@transaction.atomic
def load_calendars(*, hours: Hours = DEFAULT_HOURS) -> Calendar:
    """The province's calendar with the shipped days off, and the hours in which commune police see people.

    The second is a *receipt* calendar: when the desk is open (Monday to Friday and Saturday morning). Limits
    are never counted by it: a dossier received on a Saturday morning runs from Monday by the province's.
    """
    province = _calendar(PROVINCE, "Lịch tỉnh", None)
    _weekly(province, range(5), hours)
    known = set(province.days.values_list("date", flat=True))
    missing = [
        CalendarDay(
            calendar=province,
            date=special.day,
            kind=special.kind,
            note=special.note,
            source=special.source,
            is_draft=special.is_draft,
        )
        for special in shipped_days()
        if special.day not in known
    ]
    CalendarDay.objects.bulk_create(missing)
    police = _calendar(POLICE_RECEIPT, "Giờ tiếp nhận của công an cấp xã (cả sáng thứ Bảy)", province)
    if _weekly(police, range(5), hours):
        WorkingWindow.objects.create(calendar=police, weekday=5, starts=time(7), ends=time(11, 30))
    if missing:
        touch(province)
    return province


def _calendar(code: str, name: str, parent: Calendar | None) -> Calendar:
    calendar, _ = Calendar.objects.get_or_create(code=code, defaults={"name": name, "parent": parent})
    return calendar


def _weekly(calendar: Calendar, weekdays: range, hours: Hours) -> bool:
    """Give the calendar its week if it has none; says whether it did."""
    if calendar.windows.exists():
        return False
    WorkingWindow.objects.bulk_create(
        WorkingWindow(calendar=calendar, weekday=weekday, starts=start, ends=end)
        for weekday in weekdays
        for start, end in hours
    )
    return True
