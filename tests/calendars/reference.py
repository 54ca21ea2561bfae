"""A slow, obvious second opinion: time counted minute by minute, with none of the tables of the real thing."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from portal.calendars.shapes import SpecialDay, Window
from portal.calendars.working_time import HANOI, Limit

MINUTE = timedelta(minutes=1)


class Reference:
    def __init__(self, windows: Sequence[Window], days: Sequence[SpecialDay]) -> None:
        self.windows = windows
        self.days = {special.day: special for special in days if not special.is_draft}

    def hours(self, day: date) -> list[tuple[time, time]]:
        special = self.days.get(day)
        own = [(w.starts, w.ends) for w in self.windows if w.holds_on(day)]
        if special is None:
            return own
        if special.kind in ("holiday", "day_off_swap"):
            return []
        if special.hours is not None:
            return list(special.hours)
        if special.kind == "special_hours":
            return own
        week = [day - timedelta(day.weekday() - i) for i in range(7)]
        return max(([(w.starts, w.ends) for w in self.windows if w.holds_on(d)] for d in week), key=length)

    def works(self, at: datetime) -> bool:
        return any(start <= at.time() < end for start, end in self.hours(at.date()))

    def snap(self, at: datetime) -> datetime:
        while not self.works(at):
            at = (at + MINUTE).replace(second=0, microsecond=0)
        return at

    def add_minutes(self, at: datetime, n: int) -> datetime:
        if n == 0:
            return self.snap(at)
        ran = timedelta()
        while True:
            end = (at + MINUTE).replace(second=0, microsecond=0)
            if self.works(at):
                if ran + (end - at) >= n * MINUTE:
                    return at + n * MINUTE - ran
                ran += end - at
            at = end

    def minutes_between(self, a: datetime, b: datetime) -> int:
        ran = timedelta()
        while a < b:
            end = min((a + MINUTE).replace(second=0, microsecond=0), b)
            ran += (end - a) * self.works(a)
            a = end
        return ran // MINUTE

    def closing(self, day: date) -> datetime:
        while not self.hours(day):
            day += timedelta(1)
        return datetime.combine(day, max(end for _, end in self.hours(day)), HANOI)

    def due(self, at: datetime, limit: Limit, mode: str, cutoff: time) -> datetime:
        if limit.unit == "working_hour" or (limit.unit == "working_day" and mode == "hours"):
            return self.add_minutes(at, int(limit.value * (60 if limit.unit == "working_hour" else 480)))
        if limit.unit == "calendar_day":
            return self.closing(at.date() + timedelta(int(limit.value)))
        if limit.unit == "working_day":
            day = at.date()
            for _ in range(int(limit.value)):
                day = self.closing(day + timedelta(1)).date()
            return self.closing(day)
        at = self.snap(at)
        return self.closing(at.date() + timedelta(at.time() > cutoff))


def length(hours: list[tuple[time, time]]) -> int:
    spans = [range(s.hour * 60 + s.minute, e.hour * 60 + e.minute) for s, e in hours]
    return len({minute for span in spans for minute in span})
