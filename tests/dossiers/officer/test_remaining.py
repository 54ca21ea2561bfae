"""Time left in words, counted in working time."""

import pytest

from dossiers.officer.remaining import exact_span, remaining, span
from portal.calendars.shipped import shipped_working_time
from tests.conftest import hanoi

MONDAY = hanoi("2026-11-16 09:00")


@pytest.mark.article("NV-5.5-remaining")
@pytest.mark.parametrize(
    ("due", "words", "state"),
    [
        ("2026-11-16 09:42", "Còn 42 phút", "soon"),
        ("2026-11-16 10:30", "Còn 1 giờ", "soon"),
        ("2026-11-16 11:00", "Còn 2 giờ", "day"),
        ("2026-11-16 17:00", "Còn 6 giờ", "day"),
        ("2026-11-17 17:00", "Còn 1 ngày", "ok"),
        ("2026-11-13 16:00", "Quá 3 giờ", "late"),
        ("2026-11-10 09:00", "Quá 4 ngày", "late"),
    ],
)
def test_the_clock_counts_working_time_and_says_it(due, words, state):
    left = remaining(hanoi(due), MONDAY, shipped_working_time())
    assert (left.words, left.state) == (words, state)


def test_missed_outside_working_hours_is_late_without_a_number():
    left = remaining(hanoi("2026-11-16 17:00"), hanoi("2026-11-16 20:00"), shipped_working_time())
    assert (left.words, left.state, left.used) == ("Quá hạn", "late", 100)


def test_waiting_for_the_applicant_holds_the_clock():
    left = remaining(hanoi("2026-12-16 17:00"), MONDAY, shipped_working_time(), hold="Chờ bổ sung")
    assert (left.state, left.words, left.moment) == ("hold", "Tạm dừng", "Chờ bổ sung đến 16/12")


def test_the_bar_is_the_share_of_the_limit_used():
    time = shipped_working_time()
    left = remaining(
        hanoi("2026-11-16 17:00"), hanoi("2026-11-16 10:00"), time, started=hanoi("2026-11-16 08:00")
    )
    assert left.used == 29


@pytest.mark.parametrize(
    ("due", "moment"),
    [
        ("2026-11-16 17:00", "17:00 hôm nay"),
        ("2026-11-17 08:10", "08:10 ngày mai"),
        ("2026-11-20 08:10", "T6 20/11"),
        ("2027-01-03 08:10", "CN 03/01/2027"),
    ],
)
def test_the_moment_is_as_short_as_it_can_be(due, moment):
    assert remaining(hanoi(due), MONDAY, shipped_working_time()).moment == moment


def test_spans():
    assert [span(0), span(59), span(60), span(479), span(480), span(1000)] == [
        "0 phút", "59 phút", "1 giờ", "7 giờ", "1 ngày", "2 ngày",
    ]  # fmt: skip
    assert [exact_span(0), exact_span(60), exact_span(318)] == ["0 phút", "1 giờ", "5 giờ 18 phút"]
