"""Why a term ends when it does: one line per day, adding up exactly. Pure, like `working_time`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from portal.calendars.shapes import ExceptionKind
from portal.calendars.working_time import HANOI, WorkingTime

DayLabel = Literal["working", "weekend"] | ExceptionKind
MINUTE = 60_000_000
_WORDS = {
    "holiday": "Nghỉ lễ, Tết",
    "day_off_swap": "Nghỉ hoán đổi",
    "makeup_workday": "Làm bù, có tính",
    "special_hours": "Giờ làm việc riêng",
}


def in_hours(minutes: int) -> str:
    """Working minutes as people say them, to the minute so that a column adds up: "8 giờ", "5 giờ 40", "15
    phút".
    """
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} phút"
    return f"{hours} giờ {rest:02}" if rest else f"{hours} giờ"


@dataclass(frozen=True, slots=True)
class Stop:
    """The clock stands still between two moments, for a reason that a law or a procedure gives."""

    starts: datetime
    ends: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One day of the reckoning, or a run of days alike (`last` after `day`).

    `minutes` were counted that day and `total` until its end; `stopped` minutes of work were not counted.
    `windows` are the day's working hours and `spans` what of them counted, both in minutes since midnight.
    `nth` numbers the days after the first one that had work; `civil` the calendar days after the first.
    """

    day: date
    last: date
    kind: DayLabel
    note: str
    source: str
    windows: tuple[tuple[int, int], ...]
    spans: tuple[tuple[int, int], ...]
    minutes: int
    total: int
    stopped: int
    nth: int
    civil: int

    @property
    def days(self) -> int:
        return (self.last - self.day).days + 1

    @property
    def counted(self) -> str:
        """What that day adds, in words; empty for nothing."""
        return in_hours(self.minutes) if self.minutes else ""

    @property
    def reached(self) -> str:
        """What has been counted until the end of that day, in words."""
        return in_hours(self.total)

    @property
    def works(self) -> bool:
        return bool(self.windows)

    @property
    def words(self) -> str:
        """The sentence for people who read the table."""
        if self.note:
            return self.note
        if self.kind == "weekend":
            return "Ngày nghỉ hằng tuần, không tính"
        if self.kind == "working":
            return "Ngày làm việc" if self.days == 1 else f"{self.days} ngày làm việc"
        return _WORDS[self.kind]


def explain(calendar: WorkingTime, start: datetime, due: datetime, stops: Iterable[Stop] = ()) -> list[Line]:
    """A line for every day from `start` to `due`; the last total is the working minutes between them, less
    the stops.

    Raises ValueError for a moment without time zone or outside the calendar's years.
    """
    calendar.minutes_between(start, due)  # refuses what cannot be counted
    running = _running(start, due, stops)
    first, last = start.astimezone(HANOI).date(), due.astimezone(HANOI).date()
    lines: list[Line] = []
    total = nth = 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(offset)
        special = calendar.special.get(day)
        shape = calendar.shape_on(day)
        nth += offset > 0 and shape.total > 0
        until = datetime(day.year, day.month, day.day, tzinfo=HANOI) + timedelta(days=1)
        now = sum(_worked(calendar, a, min(b, until)) for a, b in running if a < until) // MINUTE
        whole = [(a // 60, b // 60) for a, b in shape.windows]
        open_to = min(until, due), max(start, until - timedelta(days=1))
        offered = _worked(calendar, open_to[1], open_to[0]) // MINUTE
        lines.append(
            Line(
                day=day,
                last=day,
                kind=special.kind if special else "working" if shape.total else "weekend",
                note=special.note if special else "",
                source=special.source if special else "",
                windows=tuple(whole),
                spans=_spans(whole, day, running),
                minutes=now - total,
                total=now,
                stopped=max(0, offered - (now - total)) if running != [(start, due)] else 0,
                nth=nth,
                civil=offset,
            )
        )
        total = now
    return lines


def fold(lines: Sequence[Line]) -> list[Line]:
    """The same reckoning with runs of plain days drawn together; first and last day stay alone."""
    folded: list[Line] = []
    for index, line in enumerate(lines):
        before = folded[-1] if folded else None
        inner = 1 < index < len(lines) - 1
        if before and inner and before.day != lines[0].day and _alike(before, line):
            folded[-1] = replace(
                before,
                last=line.day,
                minutes=before.minutes + line.minutes,
                total=line.total,
                stopped=before.stopped + line.stopped,
                nth=line.nth,
                civil=line.civil,
            )
        else:
            folded.append(line)
    return folded


def _alike(a: Line, b: Line) -> bool:
    same = (a.kind, a.note, a.source, a.windows, a.spans) == (b.kind, b.note, b.source, b.windows, b.spans)
    return same and a.kind in ("working", "weekend", "holiday", "day_off_swap")


def _running(start: datetime, due: datetime, stops: Iterable[Stop]) -> list[tuple[datetime, datetime]]:
    """The stretches between start and due in which the clock ran."""
    stretches, at = [], start
    for stop in sorted(stops, key=lambda stop: stop.starts):
        if stop.starts > at:
            stretches.append((at, min(stop.starts, due)))
        at = max(at, stop.ends)
    if at < due or not stretches:
        stretches.append((at, max(at, due)))
    return [(a, b) for a, b in stretches if a <= b]


def _worked(calendar: WorkingTime, a: datetime, b: datetime) -> int:
    return calendar.worked_until(b) - calendar.worked_until(a) if a < b else 0


def _spans(
    windows: Iterable[tuple[int, int]], day: date, running: Iterable[tuple[datetime, datetime]]
) -> tuple[tuple[int, int], ...]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=HANOI)
    cut = []
    for opens, closes in windows:
        for a, b in running:
            start = max(opens, int((a - midnight).total_seconds() // 60))
            end = min(closes, int((b - midnight).total_seconds() // 60))
            if start < end:
                cut.append((start, end))
    return tuple(cut)
