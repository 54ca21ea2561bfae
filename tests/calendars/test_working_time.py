"""When a term ends: the vectors of the law's own examples, and the edges where people would argue."""

from datetime import UTC, date, datetime, time

import pytest

from portal.calendars.shapes import SpecialDay, Window
from portal.calendars.shipped import DEFAULT_WINDOWS, shipped_working_time
from portal.calendars.working_time import HANOI, Limit, OutOfCalendar, WorkingTime

RECEIPT = Limit(8, "working_hour")


def at(text: str) -> datetime:
    """15/8/2025 08:30 on a Vietnamese clock."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=HANOI)


@pytest.fixture(scope="module")
def calendar() -> WorkingTime:
    return shipped_working_time()


@pytest.mark.article("QN-13.2a", "DL-8.1b", "DL-8.1c", "NV-5.3-receipt")
@pytest.mark.parametrize(
    ("submitted", "receive_by"),
    [
        ("15/08/2025 08:30", "18/08/2025 08:30"),
        ("15/08/2025 17:30", "18/08/2025 17:00"),
        ("16/08/2025 10:00", "18/08/2025 17:00"),
        ("24/01/2025 16:00", "03/02/2025 16:00"),
        ("29/04/2025 16:30", "05/05/2025 16:30"),
    ],
)
def test_a_dossier_is_received_within_eight_working_hours(calendar, submitted, receive_by):
    assert calendar.due(at(submitted), RECEIPT) == at(receive_by)


@pytest.mark.article("NV-5.3-days")
@pytest.mark.parametrize(
    ("accepted", "days", "by_hours", "by_days"),
    [
        ("15/08/2025 08:30", 3, "20/08/2025 08:30", "20/08/2025 17:00"),
        ("25/04/2025 09:00", 3, "29/04/2025 09:00", "29/04/2025 17:00"),
        ("24/01/2025 14:00", 5, "07/02/2025 14:00", "07/02/2025 17:00"),
        ("13/02/2026 10:00", 2, "24/02/2026 10:00", "24/02/2026 17:00"),
    ],
)
def test_working_days_by_the_hour_and_by_the_day(calendar, accepted, days, by_hours, by_days):
    limit = Limit(days, "working_day")
    assert calendar.due(at(accepted), limit, mode="hours") == at(by_hours)
    assert calendar.due(at(accepted), limit, mode="civil") == at(by_days)


@pytest.mark.article("NV-5.3-calendar")
@pytest.mark.parametrize(
    ("accepted", "due"), [("15/08/2025 08:30", "25/08/2025 17:00"), ("20/01/2025 08:30", "03/02/2025 17:00")]
)
@pytest.mark.parametrize("mode", ["hours", "civil"])
def test_calendar_days_roll_off_days_without_work(calendar, accepted, due, mode):
    assert calendar.due(at(accepted), Limit(10, "calendar_day"), mode=mode) == at(due)


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        ("18/08/2025 15:00", "18/08/2025 17:00"),
        ("18/08/2025 15:01", "19/08/2025 17:00"),
        ("18/08/2025 12:15", "18/08/2025 17:00"),
        ("18/08/2025 06:00", "18/08/2025 17:00"),
        ("15/08/2025 18:00", "18/08/2025 17:00"),
        ("16/08/2025 09:00", "18/08/2025 17:00"),
        ("29/04/2025 16:00", "05/05/2025 17:00"),
    ],
)
def test_same_day_until_three_in_the_afternoon(calendar, accepted, due):
    assert calendar.due(at(accepted), Limit(1, "same_day")) == at(due)


def test_one_second_after_the_cut_off_is_after_it(calendar):
    assert calendar.due(at("18/08/2025 15:00").replace(second=1), Limit(1, "same_day")) == at(
        "19/08/2025 17:00"
    )


def test_another_cut_off_moves_the_same_day_rule(calendar):
    assert calendar.due(at("18/08/2025 10:30"), Limit(1, "same_day"), cutoff=time(10)) == at(
        "19/08/2025 17:00"
    )


@pytest.mark.parametrize(
    ("moment", "counted_from"),
    [
        ("18/08/2025 06:59", "18/08/2025 07:00"),
        ("18/08/2025 07:00", "18/08/2025 07:00"),
        ("18/08/2025 11:30", "18/08/2025 13:30"),
        ("18/08/2025 12:00", "18/08/2025 13:30"),
        ("18/08/2025 17:00", "19/08/2025 07:00"),
        ("16/08/2025 09:00", "18/08/2025 07:00"),
        ("31/12/2025 17:30", "05/01/2026 07:00"),
    ],
)
def test_out_of_hours_counts_from_the_next_working_hour(calendar, moment, counted_from):
    assert calendar.snap(at(moment)) == at(counted_from)


def test_a_moment_in_universal_time_is_the_same_moment(calendar):
    assert calendar.snap(datetime(2025, 8, 18, 2, 0, tzinfo=UTC)) == at("18/08/2025 09:00")
    assert calendar.add_minutes(datetime(2025, 8, 15, 1, 30, tzinfo=UTC), 480) == at("18/08/2025 08:30")


@pytest.mark.parametrize("verb", ["snap", "add", "between", "civil", "calendar", "same"])
def test_a_moment_without_zone_is_refused(calendar, verb):
    naive, aware = datetime(2025, 8, 18, 9), at("18/08/2025 09:00")
    ask = {
        "snap": lambda: calendar.snap(naive),
        "add": lambda: calendar.add_minutes(naive, 5),
        "between": lambda: calendar.minutes_between(naive, naive),
        "civil": lambda: calendar.add_working_days(naive, 1, "civil"),
        "calendar": lambda: calendar.add_calendar_days(naive, 1),
        "same": lambda: calendar.same_day(naive),
    }
    assert calendar.snap(aware) == aware
    with pytest.raises(ValueError, match="múi giờ"):
        ask[verb]()


def test_going_back_asks_when_the_time_left_begins(calendar):
    assert calendar.add_minutes(at("18/08/2025 17:00"), -480) == at("18/08/2025 07:00")
    assert calendar.add_minutes(at("18/08/2025 09:00"), -480) == at("15/08/2025 09:00")


def test_minutes_between_counts_work_only(calendar):
    friday, monday = at("15/08/2025 16:00"), at("18/08/2025 08:00")
    assert calendar.minutes_between(friday, monday) == 120
    assert calendar.minutes_between(monday, friday) == -120
    assert calendar.minutes_between(at("16/08/2025 00:00"), at("17/08/2025 23:00")) == 0


@pytest.mark.article("NV-5.1-make-up")
def test_a_make_up_saturday_works_and_its_monday_rests(calendar):
    assert calendar.is_working_day(date(2026, 8, 22))
    assert not calendar.is_working_day(date(2026, 8, 31))
    assert calendar.next_working_day(date(2026, 8, 21)) == date(2026, 8, 22)
    assert calendar.due(at("21/08/2026 16:00"), RECEIPT) == at("22/08/2026 16:00")


@pytest.mark.article("NV-5.2")
def test_the_culture_day_is_a_holiday_from_2026(calendar):
    assert calendar.is_working_day(date(2025, 11, 24))
    assert not calendar.is_working_day(date(2026, 11, 24))


@pytest.mark.article("NV-5.2")
def test_days_not_yet_decided_count_for_nothing(calendar):
    assert calendar.is_working_day(date(2027, 2, 8))


def test_a_half_day_closes_early():
    morning = SpecialDay(date(2025, 8, 18), "special_hours", hours=((time(7), time(11, 30)),))
    calendar = WorkingTime(DEFAULT_WINDOWS, [morning])
    assert calendar.closing(date(2025, 8, 18)) == at("18/08/2025 11:30")
    assert calendar.due(at("18/08/2025 09:00"), Limit(1, "same_day")) == at("18/08/2025 11:30")
    assert calendar.add_minutes(at("18/08/2025 11:00"), 60) == at("19/08/2025 07:30")


def test_a_make_up_day_may_have_its_own_hours():
    saturday = SpecialDay(date(2025, 8, 16), "makeup_workday", hours=((time(8), time(10)),))
    calendar = WorkingTime(DEFAULT_WINDOWS, [saturday])
    assert calendar.add_minutes(at("15/08/2025 17:00"), 90) == at("16/08/2025 09:30")


@pytest.mark.article("NV-5.1-windows")
def test_hours_change_from_a_day_on():
    winter = [
        Window(weekday, start, end, valid_from=first, valid_to=last)
        for weekday in range(5)
        for start, end, first, last in [
            (time(7), time(11, 30), None, date(2025, 9, 30)),
            (time(13, 30), time(17), None, date(2025, 9, 30)),
            (time(7, 30), time(11, 30), date(2025, 10, 1), None),
            (time(13), time(17), date(2025, 10, 1), None),
        ]
    ]
    calendar = WorkingTime(winter)
    assert calendar.snap(at("30/09/2025 06:00")) == at("30/09/2025 07:00")
    assert calendar.snap(at("01/10/2025 06:00")) == at("01/10/2025 07:30")
    assert calendar.due(at("30/09/2025 09:00"), Limit(1, "working_day")) == at("01/10/2025 09:30")


def test_half_a_working_day_is_four_hours_or_the_whole_next_day(calendar):
    half = Limit(0.5, "working_day")
    assert calendar.due(at("18/08/2025 08:00"), half) == at("18/08/2025 14:00")
    assert calendar.due(at("18/08/2025 08:00"), half, mode="civil") == at("19/08/2025 17:00")


def test_seconds_are_kept_across_lunch_and_night(calendar):
    start = datetime(2025, 8, 18, 11, 29, 45, 250_000, tzinfo=HANOI)
    due = calendar.add_minutes(start, 1)
    assert due == datetime(2025, 8, 18, 13, 30, 45, 250_000, tzinfo=HANOI)
    assert calendar.minutes_between(start, due) == 1


@pytest.mark.parametrize("moment", ["31/12/2014 23:00", "01/01/2046 00:00"])
def test_years_outside_the_table_are_refused_in_words(calendar, moment):
    with pytest.raises(OutOfCalendar, match="từ năm 2015 đến năm 2045"):
        calendar.add_minutes(at(moment), 480)


@pytest.mark.parametrize("value", [99_999, 3_000])
def test_a_result_outside_the_table_is_refused(calendar, value):
    for unit in ("working_day", "calendar_day"):
        for mode in ("hours", "civil"):
            with pytest.raises(OutOfCalendar):
                calendar.due(at("01/12/2045 08:00"), Limit(value, unit), mode=mode)


def test_a_calendar_without_hours_says_so():
    with pytest.raises(OutOfCalendar, match="chưa có khung giờ"):
        WorkingTime([]).due(at("18/08/2025 08:00"), RECEIPT)


@pytest.mark.parametrize(("value", "unit"), [(-1, "working_day"), (1, "month"), (100_000, "working_day")])
def test_a_limit_that_means_nothing_is_refused(value, unit):
    with pytest.raises(ValueError, match=r"Thời hạn|đơn vị"):
        Limit(value, unit)
