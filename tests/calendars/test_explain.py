"""Why a term ends when it does: every day is told, and the days add up exactly."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template.loader import get_template
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from portal.calendars.explain import Line, Stop, explain, fold, in_hours
from portal.calendars.shipped import shipped_working_time
from portal.calendars.working_time import HANOI

CALENDAR = shipped_working_time()


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=HANOI)


def told(start: str, due: str, *stops: Stop) -> list[Line]:
    return explain(CALENDAR, at(start), at(due), stops)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.datetimes(datetime(2024, 12, 20), datetime(2026, 12, 1), timezones=st.sampled_from([HANOI, UTC])),
    st.integers(0, 9_000),
)
def test_the_days_add_up_to_the_limit(start, minutes):
    lines = explain(CALENDAR, start, CALENDAR.add_minutes(start, minutes))
    assert sum(line.minutes for line in lines) == lines[-1].total == minutes
    folded = fold(lines)
    assert sum(line.minutes for line in folded) == folded[-1].total == minutes
    assert sum(line.days for line in folded) == len(lines)
    assert [line.day for line in lines] == [lines[0].day + timedelta(i) for i in range(len(lines))]


def test_the_make_up_saturday_counts_and_the_swapped_monday_rests():
    lines = {line.day: line for line in told("21/08/2026 16:00", "03/09/2026 09:00")}
    saturday, swapped, holiday = (lines[date(2026, *day)] for day in [(8, 22), (8, 31), (9, 2)])
    assert (saturday.kind, saturday.minutes) == ("makeup_workday", 480)
    assert (swapped.kind, swapped.minutes) == ("day_off_swap", 0)
    assert "22/08/2026" in swapped.words
    assert (holiday.words, holiday.minutes) == ("Quốc khánh", 0)
    assert holiday.source


def test_the_first_and_the_last_day_count_in_part():
    lines = told("15/08/2025 10:30", "18/08/2025 14:00")
    assert lines[0].spans == ((630, 690), (810, 1020))
    assert lines[0].minutes == 60 + 210
    assert lines[-1].spans == ((420, 690), (810, 840))
    assert lines[-1].total == 270 + 300
    assert [line.words for line in lines[1:3]] == ["Ngày nghỉ hằng tuần, không tính"] * 2


def test_a_stopped_clock_counts_nothing_and_says_so():
    stop = Stop(at("18/08/2025 14:00"), at("20/08/2025 09:00"), "Chờ nghĩa vụ tài chính")
    lines = told("18/08/2025 08:00", "20/08/2025 11:00", stop)
    assert [line.minutes for line in lines] == [210 + 30, 0, 120]
    assert [line.stopped for line in lines] == [180, 480, 120]
    assert lines[-1].total == 360


def test_two_stops_that_overlap_stop_once():
    stops = [
        Stop(at("18/08/2025 08:00"), at("18/08/2025 10:00")),
        Stop(at("18/08/2025 09:00"), at("18/08/2025 11:00")),
    ]
    assert told("18/08/2025 07:00", "18/08/2025 17:00", *stops)[-1].total == 480 - 180


def test_a_stop_from_the_start_or_beyond_the_end_is_no_trouble():
    assert (
        told("18/08/2025 07:00", "18/08/2025 09:00", Stop(at("18/08/2025 07:00"), at("18/08/2025 09:00")))[
            0
        ].total
        == 0
    )
    assert (
        told("18/08/2025 07:00", "18/08/2025 09:00", Stop(at("19/08/2025 07:00"), at("19/08/2025 09:00")))[
            0
        ].total
        == 120
    )


def test_days_are_numbered_for_limits_in_days():
    lines = told("15/08/2025 08:30", "20/08/2025 17:00")
    assert [(line.nth, line.civil) for line in lines] == [(0, 0), (0, 1), (0, 2), (1, 3), (2, 4), (3, 5)]


def test_plain_weeks_are_drawn_together_but_not_what_differs():
    lines = fold(told("14/08/2026 08:00", "03/09/2026 09:00"))
    assert [(line.day.day, line.last.day) for line in lines] == [
        (14, 14), (15, 16), (17, 21), (22, 22), (23, 23), (24, 28), (29, 30), (31, 31), (1, 2), (3, 3),
    ]  # fmt: skip
    assert lines[2].words == "5 ngày làm việc"


def test_a_moment_without_zone_and_years_outside_are_refused():
    with pytest.raises(ValueError, match="múi giờ"):
        explain(CALENDAR, datetime(2025, 8, 18, 9), datetime(2025, 8, 19, 9))
    with pytest.raises(ValueError, match="từ năm 2015"):
        told("01/01/2010 08:00", "02/01/2010 08:00")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(480, "8 giờ"), (340, "5 giờ 40"), (62, "1 giờ 02"), (15, "15 phút"), (0, "0 phút")],
)
def test_hours_are_said_to_the_minute(minutes, words):
    assert in_hours(minutes) == words


def test_the_table_shows_every_line():
    env: Environment = get_template("calendars/admin/days.html", using="jinja2").template.environment
    lines = fold(told("21/08/2026 16:00", "25/08/2026 10:00"))
    text = env.from_string(
        '{% from "components/explain.html" import explain_days %}{{ explain_days(lines, "20 giờ", due, happened) }}'
    ).render(lines=lines, due=at("25/08/2026 10:00"), happened={date(2026, 8, 21): "Tiếp nhận 16:00"})
    assert text.count("<tr") == 1 + len(lines)
    assert "Tiếp nhận 16:00" in text
    assert "<b>Làm bù cho thứ Hai 31/08/2026</b>" in text
    assert "<b>20 giờ / 20 giờ</b>" in text
    assert "Đến hạn lúc 10:00" in text
    assert "style=" not in text
