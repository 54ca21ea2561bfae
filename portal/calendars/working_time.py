"""Working time: when a term ends, and how much of it has run. Pure: no Django, no clock, no database.

Built once per calendar: a table of the seconds worked before each day, and for each day its shape. Every
question is then two look-ups, whatever the distance. Vietnam keeps +07:00 all year; any aware moment is
accepted, the answer is on the Vietnamese clock. A moment without a time zone is refused, for nobody could
say which one it means.

The law (domain.md §5): 1 working day = 8 working hours; out of hours counts from the next working hour
(QĐ 84/2025/QĐ-CTUBND Quảng Ninh Đ13.2a; QĐ 04/2024/QĐ-UBND Đắk Lắk Đ8.1c); the first day is not counted in
civil reckoning (BLDS 2015 Đ147.2); a term that ends on a day off ends with the next working day (Đ148.5).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Literal, get_args

from portal.calendars.shapes import FULL_DAY_SECONDS, Shape, SpecialDay, Week, Window

HANOI = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
DAY_MINUTES = FULL_DAY_SECONDS // 60
CUTOFF = time(15, 0)

Unit = Literal["working_hour", "working_day", "calendar_day", "same_day"]
Mode = Literal["hours", "civil"]


class OutOfCalendar(ValueError):
    """A moment or a result outside the years the table covers, or a calendar without working time."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many working hours, working days or calendar days; `same_day` ignores the value."""

    value: float
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit not in get_args(Unit):
            raise ValueError(f"Không có đơn vị thời hạn “{self.unit}”.")
        if not 0 <= self.value < 100_000:
            raise ValueError("Thời hạn phải từ 0 và nhỏ hơn 100.000.")

    @property
    def minutes(self) -> int | None:
        """Working minutes, where the limit is counted in them (working days by the hours mode)."""
        scale = {"working_hour": 60, "working_day": DAY_MINUTES}.get(self.unit)
        return None if scale is None else round(self.value * scale)


class WorkingTime:
    """One calendar's arithmetic."""

    def __init__(
        self,
        windows: Sequence[Window],
        days: Iterable[SpecialDay] = (),
        *,
        first_year: int = 2015,
        last_year: int = 2045,
    ) -> None:
        self.special = {special.day: special for special in days if not special.is_draft}
        self.first = date(first_year, 1, 1)
        self.last_year = last_year
        self._zero = datetime(first_year, 1, 1, tzinfo=HANOI)
        self._zero_utc = self._zero.astimezone(UTC)
        self._ordinal = self.first.toordinal()
        self._week = week = Week(windows)
        total = 0
        self.shapes: list[Shape] = []
        self._before: list[int] = []
        self._worked: list[Sequence[int]] = []
        self._next: list[int] = []
        self._day: list[int] = []
        self._start: list[int] = []
        self._end: list[int] = []
        self._midnight: list[datetime] = []
        self._moment: list[tuple[timedelta, ...]] = []
        self._closing: list[datetime] = []
        for index in range((date(last_year + 1, 1, 1) - self.first).days):
            day = date.fromordinal(self._ordinal + index)
            shape = week.shape(day, self.special.get(day))
            self.shapes.append(shape)
            self._before.append(total)
            self._worked.append(shape.worked)
            self._next.append(len(self._day))
            if shape.total:
                self._day.append(index)
                self._start.append(total)
                total += shape.total
                self._end.append(total)
                self._midnight.append(self._zero + timedelta(index))
                self._moment.append(shape.moment)
                self._closing.append(self._midnight[-1] + shape.moment[-1])
        self._bucket = self._buckets(total)

    def _buckets(self, total: int) -> list[int]:
        """For every eight hours of the running total, the first working day that may hold it."""
        buckets: list[int] = []
        k = 0
        for seconds in range(0, total + 1 if total else 0, FULL_DAY_SECONDS):
            while self._end[k] < seconds:
                k += 1
            buckets.append(k)
        return buckets

    def snap(self, t: datetime) -> datetime:
        """The first moment not before t inside working time; a window's end is outside it."""
        index, second, _ = self._place(t)
        worked = self._worked[index]
        if worked[second + 1] != worked[second]:
            return t.astimezone(HANOI)
        k = self._next[index]
        done = worked[second]
        if done == self.shapes[index].total:
            k = self._next[index] + bool(done)
            return self._at(k, self._shape(k).opening)
        return self._at(k, next(start for start, _ in self.shapes[index].windows if start >= second))

    def add_minutes(self, t: datetime, n: int) -> datetime:
        """The moment at which n working minutes have run since t: a closing rather than the next opening.

        Back in time for a negative n: the last moment from which -n minutes still run until t.
        """
        if n <= 0:
            return self.snap(t) if n == 0 else self._back(t, -n)
        try:
            delta = t - (self._zero_utc if t.tzinfo is UTC else self._zero)
            index = delta.days
            if index < 0:
                raise OutOfCalendar(self.range_in_words)
            second = delta.seconds
            worked = self._worked[index]
            target = self._before[index] + worked[second] + n * 60
            fraction = delta.microseconds
            if fraction:
                if worked[second + 1] != worked[second]:
                    target += 1
                else:
                    fraction = 0
            k = self._bucket[target // 28800]
            while self._end[k] < target:
                k += 1
            due = self._midnight[k] + self._moment[k][target - self._start[k]]
            return due + timedelta(0, -1, fraction) if fraction else due
        except IndexError:
            raise OutOfCalendar(self.range_in_words) from None
        except TypeError:
            raise ValueError("Thời điểm phải có múi giờ.") from None

    def minutes_between(self, a: datetime, b: datetime) -> int:
        """Whole working minutes from a to b; negative when b comes first."""
        run = self._run(b) - self._run(a)
        return run // 60_000_000 if run >= 0 else -(-run // 60_000_000)

    def add_working_days(self, t: datetime, n: float, mode: Mode = "hours") -> datetime:
        """n working days after t: 8n working hours, or by `civil` reckoning the closing of the n-th day of
        work after the day of t, which itself is not counted (BLDS 2015 Đ147.2). Both fall on the same date,
        unless t is at or before the opening of a working day: then by hours its day counts and by days not.
        """
        if mode == "hours":
            return self.add_minutes(t, round(n * DAY_MINUTES))
        index, _, _ = self._place(t)
        days = -int(-n // 1)
        return self._closing_of(self._following(index + 1) + days - 1 if days > 0 else self._following(index))

    def add_calendar_days(self, t: datetime, n: float) -> datetime:
        """n days after the day of t, moved off days without work, at closing (BLDS 2015 Đ148.5)."""
        index, _, _ = self._place(t)
        return self._closing_of(self._following(index - int(-n // 1)))

    def same_day(self, t: datetime, cutoff: time = CUTOFF) -> datetime:
        """The closing of the day t counts for; of the next working day when that is after the cut-off."""
        index, second, fraction = self._place(t)
        k = self._next[index]
        worked = self._worked[index]
        if worked[second] == self.shapes[index].total:
            k, second, fraction = self._following(index + 1), 0, 0
            worked = self._shape(k).worked
        last = cutoff.hour * 3600 + cutoff.minute * 60 + cutoff.second
        in_time = second < last + (fraction == 0) and worked[last + 1] > worked[second]
        return self._closing_of(k if in_time else k + 1)

    def due(self, start: datetime, limit: Limit, mode: Mode = "hours", cutoff: time = CUTOFF) -> datetime:
        """When a term begun at `start` ends."""
        unit = limit.unit
        if unit == "working_day":
            return self.add_working_days(start, limit.value, mode)
        if unit == "working_hour":
            return self.add_minutes(start, round(limit.value * 60))
        if unit == "calendar_day":
            return self.add_calendar_days(start, limit.value)
        return self.same_day(start, cutoff)

    def due_many(
        self, starts: Iterable[datetime], limit: Limit, mode: Mode = "hours", cutoff: time = CUTOFF
    ) -> list[datetime]:
        """`due` of many moments under one limit."""
        minutes = limit.minutes
        if minutes is not None and (mode == "hours" or limit.unit == "working_hour"):
            return [self.add_minutes(start, minutes) for start in starts]
        return [self.due(start, limit, mode, cutoff) for start in starts]

    def opening(self, day: date) -> datetime:
        """When work begins on that day, or on the next working day."""
        k = self._following(day.toordinal() - self._ordinal)
        return self._at(k, self._shape(k).opening)

    def closing(self, day: date) -> datetime:
        """When work ends on that day, or on the next working day (BLDS 2015 Đ148.5)."""
        return self._closing_of(self._following(day.toordinal() - self._ordinal))

    def is_working_day(self, day: date) -> bool:
        """Whether any work is done on that day; a make-up Saturday is one."""
        return self.shape_on(day).total > 0

    def next_working_day(self, day: date) -> date:
        """The first working day after that day."""
        k = self._following(day.toordinal() - self._ordinal + 1)
        return date.fromordinal(self._ordinal + self._day[k])

    def shape_on(self, day: date) -> Shape:
        """The working windows of a day."""
        index = day.toordinal() - self._ordinal
        if not 0 <= index < len(self.shapes):
            raise OutOfCalendar(self.range_in_words)
        return self.shapes[index]

    def week_minutes(self, day: date) -> int:
        """Working minutes the weekly pattern gives to that day, exceptions left aside."""
        return sum(end - start for start, end in self._week.on(day)) // 60

    def worked_until(self, t: datetime) -> int:
        """Microseconds worked since the table began."""
        return self._run(t)

    def _back(self, t: datetime, n: int) -> datetime:
        target = self._run(t) - n * 60_000_000
        if target < 0:
            raise OutOfCalendar(self.range_in_words)
        whole, fraction = divmod(target, 1_000_000)
        k = self._bucket[(whole + 1) // FULL_DAY_SECONDS]
        while self._end[k] < whole + 1:
            k += 1
        moment = self._moment[k][whole + 1 - self._start[k]]
        return self._midnight[k] + moment + timedelta(0, -1, fraction)

    def _run(self, t: datetime) -> int:
        index, second, fraction = self._place(t)
        worked = self._worked[index]
        if fraction and worked[second + 1] == worked[second]:
            fraction = 0
        return (self._before[index] + worked[second]) * 1_000_000 + fraction

    def _place(self, t: datetime) -> tuple[int, int, int]:
        """Day of the table, second of the day, microsecond."""
        try:
            delta = t - self._zero
        except TypeError:
            raise ValueError("Thời điểm phải có múi giờ.") from None
        if not 0 <= delta.days < len(self.shapes):
            raise OutOfCalendar(self.range_in_words)
        return delta.days, delta.seconds, delta.microseconds

    def _following(self, index: int) -> int:
        """The number of the first working day at or after this day of the table."""
        if not 0 <= index < len(self._next):
            raise OutOfCalendar(self.range_in_words)
        return self._next[index]

    def _shape(self, k: int) -> Shape:
        if k >= len(self._day):
            raise OutOfCalendar(self.range_in_words)
        return self.shapes[self._day[k]]

    def _closing_of(self, k: int) -> datetime:
        if k >= len(self._closing):
            raise OutOfCalendar(self.range_in_words)
        return self._closing[k]

    def _at(self, k: int, second: int) -> datetime:
        return self._midnight[k] + timedelta(0, second)

    @property
    def has_work(self) -> bool:
        """Whether any day of the table is worked."""
        return bool(self._day)

    @property
    def opening_midnight(self) -> datetime:
        """The first moment of the table."""
        return self._zero

    @property
    def range_in_words(self) -> str:
        """Why a moment is refused."""
        if not self._day:
            return "Lịch chưa có khung giờ làm việc."
        return f"Lịch làm việc chỉ tính được từ năm {self.first.year} đến năm {self.last_year}."
