"""The same arithmetic for a million moments at once: re-dating after a calendar change, proving stored due
dates.

Moments are UTC epoch microseconds (`int64`), as PostgreSQL keeps them. NumPy is imported only with this module, in
the worker that needs it. Answers equal `WorkingTime.due` to the microsecond (tests/calendars/test_bulk.py).
"""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.calendars.shapes import DAY_SECONDS, FULL_DAY_SECONDS
from portal.calendars.working_time import CUTOFF, Limit, Mode, OutOfCalendar, WorkingTime

Moments = NDArray[np.int64]
SECOND = 1_000_000
DAY = DAY_SECONDS * SECOND
CHUNK = 1 << 15
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moments(values: list[datetime]) -> Moments:
    """Aware datetimes as epoch microseconds."""
    return np.array([(value - _EPOCH) // timedelta(microseconds=1) for value in values], dtype=np.int64)


def datetimes(values: Moments) -> list[datetime]:
    """Epoch microseconds as datetimes in UTC."""
    return [_EPOCH + timedelta(microseconds=int(value)) for value in values]


class Bulk:
    """A calendar's tables as arrays."""

    def __init__(self, calendar: WorkingTime) -> None:
        if not calendar.has_work:
            raise OutOfCalendar(calendar.range_in_words)
        self._calendar = calendar
        self._zero = int(moments([calendar.opening_midnight])[0])
        shapes = list(dict.fromkeys(calendar.shapes))
        number = {shape: i for i, shape in enumerate(shapes)}
        self._shape = np.array([number[shape] for shape in calendar.shapes], dtype=np.int32)
        self._total = totals = np.array([shape.total for shape in calendar.shapes], dtype=np.int64)
        self._before = np.concatenate(([0], np.cumsum(totals)[:-1]))
        self._worked = np.concatenate([np.frombuffer(shape.worked, dtype=np.int32) for shape in shapes])
        width = max(shape.total for shape in shapes) + 1
        second = np.zeros((len(shapes), width), dtype=np.int32)
        for i, shape in enumerate(shapes):
            second[i, : len(shape.moment)] = [moment.seconds for moment in shape.moment]
        self._second = second.ravel()
        self._day = np.flatnonzero(totals)
        self._start = self._before[self._day]
        self._end = self._start + totals[self._day]
        self._row = self._shape[self._day].astype(np.int64) * width
        self._closing = np.array([calendar.shapes[day].closing for day in self._day], dtype=np.int64)
        self._next = np.searchsorted(self._day, np.arange(len(totals)))
        edges = np.arange(0, int(self._end[-1]) + 1, FULL_DAY_SECONDS)
        self._bucket = np.searchsorted(self._end, edges)

    def due(self, starts: Moments, limit: Limit, mode: Mode = "hours", cutoff: time = CUTOFF) -> Moments:
        """`WorkingTime.due` of every moment. Raises OutOfCalendar if one or its answer is outside the
        years.
        """
        try:
            parts = [
                self._due(starts[at : at + CHUNK], limit, mode, cutoff) for at in range(0, len(starts), CHUNK)
            ]
        except IndexError:
            raise OutOfCalendar(self._calendar.range_in_words) from None
        return np.concatenate(parts) if parts else starts.copy()

    def minutes_between(self, a: Moments, b: Moments) -> Moments:
        """`WorkingTime.minutes_between` of every pair."""
        run = self._run(b) - self._run(a)
        return np.where(run >= 0, run // (60 * SECOND), -(-run // (60 * SECOND)))

    def _due(self, starts: Moments, limit: Limit, mode: Mode, cutoff: time) -> Moments:
        if limit.unit == "same_day":
            return self._same_day(starts, cutoff)
        if limit.unit == "calendar_day":
            day, _ = self._place(starts)
            return self._closed(self._next[day - int(-limit.value // 1)])
        if limit.unit == "working_day" and mode == "civil":
            day, _ = self._place(starts)
            days = -int(-limit.value // 1)
            return self._closed(self._next[day + 1] + days - 1 if days else self._next[day])
        minutes = limit.minutes or 0
        return self._added(starts, minutes * 60) if minutes else self._snapped(starts)

    def _place(self, starts: Moments) -> tuple[Moments, Moments]:
        """Day of the table and microsecond of the day."""
        local = starts - self._zero
        day = local // DAY
        if len(day) and (day.min() < 0 or day.max() >= len(self._shape)):
            raise IndexError
        return day, local - day * DAY

    def _added(self, starts: Moments, seconds: int) -> Moments:
        target, fraction = self._reached(starts)
        target += seconds
        broken = bool(fraction.any())
        if broken:
            target += fraction > 0
        k = self._bucket[target // FULL_DAY_SECONDS]
        while (late := self._end[k] < target).any():
            k = k + late
        second = self._day[k] * DAY_SECONDS + self._second[self._row[k] + target - self._start[k]]
        due = second * SECOND + self._zero
        return due + np.where(fraction > 0, fraction - SECOND, 0) if broken else due

    def _reached(self, starts: Moments) -> tuple[Moments, Moments]:
        """Whole seconds worked until each moment, and the microseconds of the second being worked."""
        day, micro = self._place(starts)
        second = micro // SECOND
        fraction = micro - second * SECOND
        place = self._shape[day] * np.int64(DAY_SECONDS + 1) + second
        worked = self._worked[place]
        if fraction.any():
            fraction = np.where(self._worked[place + 1] > worked, fraction, 0)
        return self._before[day] + worked, fraction

    def _run(self, starts: Moments) -> Moments:
        whole, fraction = self._reached(starts)
        return whole * SECOND + fraction

    def _snapped(self, starts: Moments) -> Moments:
        day, micro = self._place(starts)
        place = self._shape[day] * np.int64(DAY_SECONDS + 1) + micro // SECOND
        inside = self._worked[place + 1] > self._worked[place]
        target = self._before[day] + self._worked[place] + 1
        k = np.searchsorted(self._end, np.where(inside, 1, target))
        second = self._second[self._row[k] + np.where(inside, self._end[k], target) - self._start[k]] - 1
        return np.where(inside, starts, (self._day[k] * DAY_SECONDS + second) * SECOND + self._zero)

    def _same_day(self, starts: Moments, cutoff: time) -> Moments:
        last = cutoff.hour * 3600 + cutoff.minute * 60 + cutoff.second
        day, micro = self._place(starts)
        row = self._shape[day] * np.int64(DAY_SECONDS + 1)
        over = self._worked[row + micro // SECOND] == self._total[day]
        k = self._next[day + over]
        row = np.where(over, self._shape[self._day[k]] * np.int64(DAY_SECONDS + 1), row)
        micro = np.where(over, 0, micro)
        in_time = self._worked[row + last + 1] > self._worked[row + micro // SECOND]
        in_time &= micro <= last * SECOND
        return self._closed(k + ~in_time)

    def _closed(self, k: NDArray[Any]) -> Moments:
        return (self._day[k] * DAY_SECONDS + self._closing[k]) * SECOND + self._zero
