"""What must hold for every moment, every limit and every calendar, against a second opinion counted by the minute."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from portal.calendars.shapes import SpecialDay, Window
from portal.calendars.shipped import DEFAULT_WINDOWS, shipped_days, shipped_working_time
from portal.calendars.working_time import HANOI, Limit, WorkingTime
from tests.calendars.reference import Reference

CALENDAR = shipped_working_time()
SLOW = Reference(DEFAULT_WINDOWS, shipped_days())

moments = st.datetimes(datetime(2023, 12, 20), datetime(2027, 2, 1), timezones=st.sampled_from([HANOI, UTC]))
# Where it hurts: Tết, the two swaps with their make-up Saturdays, the end of the year.
edges = st.one_of(
    st.datetimes(datetime(2025, 1, 22), datetime(2025, 2, 4), timezones=st.just(HANOI)),
    st.datetimes(datetime(2025, 4, 24), datetime(2025, 5, 6), timezones=st.just(HANOI)),
    st.datetimes(datetime(2026, 2, 11), datetime(2026, 2, 25), timezones=st.just(HANOI)),
    st.datetimes(datetime(2026, 8, 20), datetime(2026, 9, 4), timezones=st.just(HANOI)),
    st.datetimes(datetime(2025, 12, 29), datetime(2026, 1, 12), timezones=st.just(HANOI)),
)
anywhen = moments | edges
minutes = st.integers(0, 5_000)
limits = st.builds(
    Limit,
    st.integers(0, 12),
    st.sampled_from(["working_hour", "working_day", "calendar_day", "same_day"]),
)
PHASES = [Phase.explicit, Phase.generate]
many = settings(max_examples=300, deadline=None, derandomize=True)


@many
@given(anywhen, minutes)
def test_adding_and_counting_undo_each_other(t, n):
    assert CALENDAR.minutes_between(t, CALENDAR.add_minutes(t, n)) == n


@many
@given(anywhen, st.integers(1, 5_000))
def test_going_back_leaves_exactly_the_minutes_asked(t, n):
    back = CALENDAR.add_minutes(t, -n)
    assert back <= t
    assert CALENDAR.minutes_between(back, t) == n
    assert SLOW.works(back.astimezone(HANOI))


@many
@given(anywhen, anywhen, minutes)
def test_who_comes_first_is_due_first(a, b, n):
    a, b = sorted([a, b])
    assert CALENDAR.add_minutes(a, n) <= CALENDAR.add_minutes(b, n)


@many
@given(anywhen, minutes, minutes)
def test_more_time_is_never_due_earlier(t, n, more):
    assert CALENDAR.add_minutes(t, n) <= CALENDAR.add_minutes(t, n + more)


@many
@given(anywhen, limits, st.sampled_from(["hours", "civil"]))
def test_nothing_is_ever_due_while_nobody_works(t, limit, mode):
    due = CALENDAR.due(t, limit, mode)
    assert any(start <= due.time() <= end for start, end in SLOW.hours(due.date()))


@settings(max_examples=60, deadline=None, derandomize=True, phases=PHASES)
@given(
    anywhen, limits, st.sampled_from(["hours", "civil"]), st.sampled_from([time(10), time(15), time(16, 30)])
)
def test_the_same_as_counted_minute_by_minute(t, limit, mode, cutoff):
    slow = SLOW.due(t.astimezone(HANOI), limit, mode, cutoff)
    assert CALENDAR.due(t, limit, mode, cutoff) == slow
    assert CALENDAR.due_many([t, t], limit, mode, cutoff) == [slow, slow]


@settings(max_examples=30, deadline=None, derandomize=True, phases=PHASES)
@given(edges, edges)
def test_time_between_is_the_same_minute_by_minute(a, b):
    b = a + abs(b - a) % timedelta(days=6)
    assert CALENDAR.minutes_between(a, b) == SLOW.minutes_between(a, b)


@st.composite
def odd_calendars(draw):
    """Weeks nobody would design: gaps, one window, overlapping windows, Saturdays, days with their own hours."""

    def hours():
        start = draw(st.integers(0, 1380))
        end = draw(st.integers(start + 1, 1439))
        return time(*divmod(start, 60)), time(*divmod(end, 60))

    windows = [Window(0, time(8), time(10))]
    windows += [Window(draw(st.integers(0, 6)), *hours()) for _ in range(draw(st.integers(0, 7)))]
    days = {}
    for _ in range(draw(st.integers(0, 6))):
        day = date(2025, 3, draw(st.integers(1, 31)))
        kind = draw(st.sampled_from(["holiday", "day_off_swap", "makeup_workday", "special_hours"]))
        own = draw(st.sampled_from([None, ()])) if draw(st.booleans()) else (hours(),)
        days[day] = SpecialDay(day, kind, hours=own, is_draft=draw(st.booleans()))
    return windows, list(days.values())


@settings(max_examples=25, deadline=None, derandomize=True, phases=PHASES)
@given(
    odd_calendars(),
    st.datetimes(datetime(2025, 2, 26), datetime(2025, 4, 2), timezones=st.just(HANOI)),
    st.integers(0, 400),
)
def test_any_calendar_agrees_with_the_second_opinion(calendar, t, n):
    windows, days = calendar
    real, slow = WorkingTime(windows, days, first_year=2025, last_year=2027), Reference(windows, days)
    assert real.snap(t) == slow.snap(t)
    assert real.add_minutes(t, n) == slow.add_minutes(t, n)
    assert real.minutes_between(t, real.add_minutes(t, n)) == n
    assert real.closing(t.date()) == slow.closing(t.date())
