"""Calendars in the database: inheritance, and that every change is noticed."""

from datetime import date, datetime, time

import pytest

from portal.calendars import services
from portal.calendars.loading import POLICE_RECEIPT, load_calendars
from portal.calendars.models import Calendar, CalendarDay, DayKind, WorkingWindow
from portal.calendars.queries import province_calendar, working_time
from portal.calendars.shipped import shipped_days, shipped_working_time
from portal.calendars.working_time import HANOI, Limit

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2025, 8, 15, 8, 30, tzinfo=HANOI)
FOUNDING = date(2025, 8, 18)


def test_without_rows_the_shipped_calendar_answers(monkeypatch):
    monkeypatch.setattr("portal.calendars.queries.province_calendar", lambda: None)
    assert working_time(None) is shipped_working_time()


def test_the_province_calendar_is_the_root_that_was_loaded():
    province = load_calendars()
    Calendar.objects.create(code="a-root", name="Lịch khác")
    assert province_calendar() == province


def test_the_loaded_calendar_counts_like_the_shipped_one():
    load_calendars()
    loaded, shipped = working_time(None), shipped_working_time()
    for day in range(1, 29):
        start = datetime(2026, 2, day, 10, 15, tzinfo=HANOI)
        limit = Limit(7, "working_day")
        assert loaded.due(start, limit) == shipped.due(start, limit)


def test_loading_twice_changes_nothing_and_keeps_an_administrators_correction():
    province = load_calendars()
    services.set_day(
        calendar=province, day=date(2026, 1, 2), kind=DayKind.SPECIAL, note="Trực", source="", hours=[]
    )
    before = Calendar.objects.get(pk=province.pk).revision
    load_calendars()
    assert CalendarDay.objects.filter(calendar=province).count() == len(shipped_days())
    assert province.days.get(date=date(2026, 1, 2)).kind == DayKind.SPECIAL
    assert Calendar.objects.get(pk=province.pk).revision == before


def test_a_new_holiday_is_counted_at_once():
    province = load_calendars()
    assert working_time(province).due(FRIDAY, Limit(1, "working_day")) == FRIDAY.replace(day=18)
    services.set_day(
        calendar=province, day=FOUNDING, kind=DayKind.HOLIDAY, note="Ngày thành lập tỉnh", source="QĐ 1"
    )
    assert working_time(None).due(FRIDAY, Limit(1, "working_day")) == FRIDAY.replace(day=19)
    services.drop_day(calendar=province, day=FOUNDING)
    assert working_time(None).due(FRIDAY, Limit(1, "working_day")) == FRIDAY.replace(day=18)


def test_a_parents_holiday_reaches_the_grandchild():
    province = load_calendars()
    district = Calendar.objects.create(code="huyen", name="Huyện đảo", parent=province)
    commune = Calendar.objects.create(code="xa", name="Xã đảo", parent=district)
    assert working_time(commune).is_working_day(FOUNDING)
    services.set_day(calendar=province, day=FOUNDING, kind=DayKind.HOLIDAY, note="", source="")
    commune.refresh_from_db()
    assert not working_time(commune).is_working_day(FOUNDING)


def test_a_childs_own_day_and_hours_come_first():
    province = load_calendars()
    island = Calendar.objects.create(code="dao", name="Đặc khu", parent=province)
    for weekday in range(5):
        WorkingWindow.objects.create(calendar=island, weekday=weekday, starts=time(8), ends=time(12))
        WorkingWindow.objects.create(calendar=island, weekday=weekday, starts=time(13), ends=time(17))
    services.set_day(
        calendar=island,
        day=date(2025, 9, 2),
        kind=DayKind.SPECIAL,
        note="Trực",
        source="",
        hours=[["08:00", "10:00"]],
    )
    counted = working_time(island)
    assert counted.opening(FOUNDING) == datetime(2025, 8, 18, 8, tzinfo=HANOI)
    assert counted.closing(date(2025, 9, 2)) == datetime(2025, 9, 2, 10, tzinfo=HANOI)
    assert not counted.is_working_day(date(2025, 9, 1))
    assert not working_time(province).is_working_day(date(2025, 9, 2))


def test_a_childs_draft_does_not_hide_the_parents_holiday():
    province = load_calendars()
    island = Calendar.objects.create(code="dao", name="Đặc khu", parent=province)
    services.set_day(
        calendar=island, day=date(2025, 9, 2), kind=DayKind.MAKE_UP, note="", source="", is_draft=True
    )
    assert not working_time(island).is_working_day(date(2025, 9, 2))


@pytest.mark.article("NV-5.1-windows")
def test_police_receive_on_saturday_morning_but_limits_do_not_run():
    load_calendars()
    receipt = working_time(Calendar.objects.get(code=POLICE_RECEIPT))
    saturday = datetime(2025, 8, 16, 9, tzinfo=HANOI)
    assert receipt.snap(saturday) == saturday
    assert receipt.closing(date(2025, 8, 16)) == saturday.replace(hour=11, minute=30)
    assert not working_time(None).is_working_day(date(2025, 8, 16))


def test_a_second_question_costs_one_cheap_look(django_assert_num_queries):
    province = load_calendars()
    working_time(province)
    with django_assert_num_queries(0):
        working_time(province)
    with django_assert_num_queries(1):
        working_time(None)
