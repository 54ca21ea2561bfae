"""A million at once says what one at a time says."""

import random
from datetime import datetime, time, timedelta

import pytest

from portal.calendars.bulk import Bulk, datetimes, moments
from portal.calendars.shipped import shipped_working_time
from portal.calendars.working_time import HANOI, Limit, OutOfCalendar, WorkingTime

FIRST = datetime(2024, 1, 1, tzinfo=HANOI)
MINUTES = 3 * 366 * 1440


@pytest.fixture(scope="module")
def bulk() -> Bulk:
    return Bulk(shipped_working_time())


@pytest.fixture(scope="module")
def starts() -> list[datetime]:
    chance = random.Random(20261121)
    whole = [FIRST + timedelta(minutes=chance.randrange(MINUTES)) for _ in range(2000)]
    broken = [FIRST + timedelta(microseconds=chance.randrange(MINUTES * 60_000_000)) for _ in range(2000)]
    edges = [
        FIRST + timedelta(days=day, hours=h) for day in range(0, 800, 7) for h in (7, 11.5, 13.5, 15, 17)
    ]
    return whole + broken + edges


@pytest.mark.parametrize("mode", ["hours", "civil"])
@pytest.mark.parametrize(
    "limit",
    [
        Limit(0, "working_hour"),
        Limit(8, "working_hour"),
        Limit(0.5, "working_day"),
        Limit(3, "working_day"),
        Limit(0, "working_day"),
        Limit(20, "working_day"),
        Limit(10, "calendar_day"),
        Limit(1, "same_day"),
    ],
    ids=lambda limit: f"{limit.value}-{limit.unit}",
)
def test_all_at_once_equals_one_by_one(bulk, starts, limit, mode):
    one_by_one = [shipped_working_time().due(start, limit, mode, time(15)) for start in starts]
    assert datetimes(bulk.due(moments(starts), limit, mode)) == one_by_one


def test_time_between_pairs(bulk, starts):
    ends = starts[1:] + starts[:1]
    one_by_one = [shipped_working_time().minutes_between(a, b) for a, b in zip(starts, ends, strict=True)]
    assert list(bulk.minutes_between(moments(starts), moments(ends))) == one_by_one


def test_nothing_asked_nothing_answered(bulk):
    assert len(bulk.due(moments([]), Limit(3, "working_day"))) == 0


@pytest.mark.parametrize("limit", [Limit(3, "working_day"), Limit(2, "same_day"), Limit(5, "calendar_day")])
@pytest.mark.parametrize(
    "start", [datetime(2014, 5, 5, tzinfo=HANOI), datetime(2045, 12, 31, 16, tzinfo=HANOI)]
)
def test_outside_the_years_is_refused(bulk, start, limit):
    with pytest.raises(OutOfCalendar):
        bulk.due(moments([start]), limit)


def test_a_calendar_without_hours_is_refused():
    with pytest.raises(OutOfCalendar):
        Bulk(WorkingTime([]))
