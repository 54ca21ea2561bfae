"""The ruler of a working day: the windows of work, now, and what falls due when. Percentages, so text never scales."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from portal.calendars.working_time import WorkingTime
from portal.web.show import clock, local

_SOON_MINUTES = 120


@dataclass(frozen=True, slots=True)
class Mark:
    """So many dossiers due at one moment."""

    at: float
    words: str
    count: int
    soon: bool


@dataclass(frozen=True, slots=True)
class Ruler:
    """Everything in per cent of the width; `said` is the same in words."""

    windows: list[tuple[float, float]]
    ticks: list[tuple[float, str]]
    marks: list[Mark]
    now: float
    said: str


def ruler_of(time: WorkingTime, at: datetime, dues: list[datetime]) -> Ruler | None:
    """None on a day without work. Dues of other days are left out."""
    today = local(at).date()
    windows = [(a / 60, b / 60) for a, b in time.shape_on(today).windows]
    if not windows:
        return None
    start, end = windows[0][0], windows[-1][1]

    def place(minute: float) -> float:
        return round(min(99.95, max(0.05, 100 * (minute - start) / (end - start))), 2)

    counted = Counter(due for due in dues if local(due).date() == today and due >= at)
    marks = [
        Mark(place(_minute(due)), clock(due), count, time.minutes_between(at, due) < _SOON_MINUTES)
        for due, count in sorted(counted.items())
    ]
    hours = range(int(-(-start // 60)), int(end // 60) + 1)
    ticks = [(place(h * 60), f"{h}:00") for h in hours if any(a <= h * 60 <= b for a, b in windows)]
    said = ", ".join(f"{mark.words} {mark.count} hồ sơ" for mark in marks) or "không có hồ sơ nào"
    return Ruler(
        windows=[(place(a), place(b)) for a, b in windows],
        ticks=ticks,
        marks=marks,
        now=place(_minute(at)),
        said=f"Thước ngày làm việc: bây giờ {clock(at)}. Hạn trong ngày: {said}.",
    )


def _minute(at: datetime) -> float:
    there = local(at)
    return there.hour * 60 + there.minute
