"""What one day looks like in working time. Pure: no Django, no clock.

A day's *shape* is its working windows. A calendar of thirty years has only a handful of different shapes, so
each keeps two tables by the second, shared by every calendar: how much has been worked since midnight, and
back again.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Literal

DAY_SECONDS = 24 * 3600
FULL_DAY_SECONDS = 8 * 3600

ExceptionKind = Literal["holiday", "day_off_swap", "makeup_workday", "special_hours"]
Hours = tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch of working time on one weekday (0 = Monday), between two days inclusive if given."""

    weekday: int
    starts: time
    ends: time
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return (
            self.weekday == day.weekday()
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is not as its weekday says; a draft counts for nothing."""

    day: date
    kind: ExceptionKind
    note: str = ""
    source: str = ""
    hours: Hours | None = None
    is_draft: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The working windows of a day, in seconds since midnight, with their two tables.

    `worked[s]` is how many seconds were worked from midnight to second s; `moment[w]` is how long after midnight
    w seconds have been worked, at the earliest (a term ends at closing, not at the next opening).
    """

    windows: tuple[tuple[int, int], ...]
    total: int
    worked: "array[int]"
    moment: tuple[timedelta, ...]

    @property
    def opening(self) -> int:
        return self.windows[0][0]

    @property
    def closing(self) -> int:
        return self.windows[-1][1]


@lru_cache(maxsize=256)
def shape_of(windows: tuple[tuple[int, int], ...]) -> Shape:
    """The one shape with these windows (sorted, apart, in seconds)."""
    worked, seconds, at, total = array("i"), array("i"), 0, 0
    for start, end in windows:
        worked.extend(array("i", [total]) * (start - at))
        worked.extend(range(total, total + end - start))
        seconds.extend(range(start + 1 if seconds else start, end + 1))
        at, total = end, total + end - start
    worked.extend(array("i", [total]) * (DAY_SECONDS + 1 - at))
    return Shape(windows, total, worked, tuple(timedelta(0, second) for second in seconds))


def merged(hours: Iterable[tuple[time, time]]) -> tuple[tuple[int, int], ...]:
    """Clock times as seconds, sorted, overlaps and neighbours joined. Raises ValueError if one ends before
    it starts.
    """
    spans = sorted((_second(start), _second(end)) for start, end in hours)
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if end <= start:
            raise ValueError("Khung giờ phải kết thúc sau khi bắt đầu.")
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


class Week:
    """The weekly pattern: which windows hold on a day. Remembers the answer per weekday between two
    changes.
    """

    def __init__(self, windows: Sequence[Window]) -> None:
        self._windows = windows
        starts = [w.valid_from for w in windows if w.valid_from]
        ends = [date.fromordinal(w.valid_to.toordinal() + 1) for w in windows if w.valid_to]
        self._changes = sorted({*starts, *ends})
        self._known: dict[tuple[int, int], tuple[tuple[int, int], ...]] = {}

    def on(self, day: date) -> tuple[tuple[int, int], ...]:
        """The windows of this weekday at this date."""
        key = (sum(change <= day for change in self._changes), day.weekday())
        if key not in self._known:
            self._known[key] = merged((w.starts, w.ends) for w in self._windows if w.holds_on(day))
        return self._known[key]

    def full_day(self, day: date) -> tuple[tuple[int, int], ...]:
        """The windows of the fullest weekday of that week; a make-up Saturday is worked like that."""
        monday = day.toordinal() - day.weekday()
        week = [self.on(date.fromordinal(monday + i)) for i in range(7)]
        return max(week, key=lambda windows: sum(end - start for start, end in windows))

    def shape(self, day: date, special: SpecialDay | None) -> Shape:
        """The shape of a day, its exception considered."""
        if special is None:
            return shape_of(self.on(day))
        if special.kind in ("holiday", "day_off_swap"):
            return shape_of(())
        if special.hours is not None:
            return shape_of(merged(special.hours))
        return shape_of(self.full_day(day) if special.kind == "makeup_workday" else self.on(day))


def _second(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second
