"""Row `deadlines`: due moments with Vietnamese holidays, swaps, make-up days and the 15:00 cut-off.

Single = one datetime in, one out, as a page asks. Bulk = arrays of epoch microseconds, as re-dating asks. Both are
compared with a plain loop over days, case by case, before anything is timed.
"""

import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np

from portal.calendars.bulk import Bulk, datetimes, moments
from portal.calendars.shapes import SpecialDay
from portal.calendars.shipped import DEFAULT_WINDOWS, shipped_days, shipped_working_time
from portal.calendars.working_time import HANOI, Limit, WorkingTime

LIMITS = [Limit(8, "working_hour"), Limit(3, "working_day"), Limit(1, "same_day")]
GOAL = {"bulk_per_s": 9_000_000, "single_per_s": 1_000_000}
DAY_HOURS = [(7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60)]


def run(full: bool) -> dict[str, object]:
    """One JSON line; `full` compares and times a million moments instead of fifty thousand."""
    size = 1_000_000 if full else 50_000
    starts = _starts(size)
    array = moments(starts)
    calendar, bulk = shipped_working_time(), Bulk(shipped_working_time())
    wrong = sum(_differences(calendar, bulk, starts, array, limit) for limit in LIMITS)
    many = np.tile(array, max(1, 1_000_000 // size))
    bulk_rates = {
        limit.unit: len(many) / _best(lambda limit=limit: bulk.due(many, limit)) for limit in LIMITS
    }
    some = starts[:100_000]
    single = {
        limit.unit: len(some) / _best(lambda limit=limit: _each(calendar, some, limit)) for limit in LIMITS
    }
    minutes = len(some) / _best(lambda: _each_minutes(calendar, some))
    loop = 5_000 / _best(lambda: [_by_days(start, LIMITS[1]) for start in starts[:5_000]], rounds=3)
    value = {"bulk_per_s": round(min(bulk_rates.values())), "single_per_s": round(minutes)}
    return {
        "row": "deadlines",
        "value": value,
        "goal": GOAL,
        "pass": wrong == 0 and all(value[key] >= goal for key, goal in GOAL.items()),
        "ratio": round(minutes / loop, 1),
        "compared": 3 * size,
        "different": wrong,
        "bulk_per_s_by_unit": {unit: round(rate) for unit, rate in bulk_rates.items()},
        "single_due_per_s_by_unit": {unit: round(rate) for unit, rate in single.items()},
        "plain_loop_per_s": round(loop),
        "build_ms": round(1000 * _best(_changed_calendar, rounds=5), 1),
        "redate_million_s": round(_best(lambda: Bulk(_changed_calendar()).due(many, LIMITS[1])), 3),
    }


def _starts(size: int) -> list[datetime]:
    """Moments as the database gives them: UTC, to the microsecond; every other one to the whole minute."""
    chance, first = random.Random(84_2025), datetime(2024, 1, 1, tzinfo=UTC)
    span = int(timedelta(days=3 * 365) / timedelta(minutes=1))
    return [
        first + timedelta(minutes=chance.randrange(span), microseconds=i % 2 * chance.randrange(60_000_000))
        for i in range(size)
    ]


def _differences(
    calendar: WorkingTime, bulk: Bulk, starts: list[datetime], array: "np.ndarray", limit: Limit
) -> int:
    at_once = datetimes(bulk.due(array, limit))
    return sum(
        not (_by_days(start, limit) == calendar.due(start, limit) == both)
        for start, both in zip(starts, at_once, strict=True)
    )


def _each(calendar: WorkingTime, starts: list[datetime], limit: Limit) -> None:
    due = calendar.due
    for start in starts:
        due(start, limit)


def _each_minutes(calendar: WorkingTime, starts: list[datetime]) -> None:
    add = calendar.add_minutes
    for start in starts:
        add(start, 480)


def _changed_calendar() -> WorkingTime:
    """What an administrator's new holiday costs: every table again."""
    return WorkingTime(DEFAULT_WINDOWS, [*shipped_days(), SpecialDay(date(2026, 12, 24), "holiday")])


def _best(work: Callable[[], object], rounds: int = 7) -> float:
    """CPU seconds of the quickest round; the others only had more company on the machine."""
    taken = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


_SPECIAL = {special.day: special.kind for special in shipped_days() if not special.is_draft}


def _works(day: date) -> bool:
    kind = _SPECIAL.get(day)
    return kind == "makeup_workday" if kind else day.weekday() < 5


def _by_days(start: datetime, limit: Limit) -> datetime:
    """The plain loop over days that needs no table."""
    at = start.astimezone(HANOI)
    day, of_day = at.date(), at - at.replace(hour=0, minute=0, second=0, microsecond=0)
    if limit.unit == "same_day":
        while not _works(day) or of_day >= timedelta(hours=17):
            day, of_day = day + timedelta(1), timedelta()
        day = day + timedelta(1) if of_day > timedelta(hours=15) else day
        while not _works(day):
            day += timedelta(1)
        return datetime(day.year, day.month, day.day, 17, tzinfo=HANOI)
    left = timedelta(minutes=limit.minutes or 0)
    while True:
        for opens, closes in DAY_HOURS if _works(day) else []:
            begin = max(of_day, timedelta(minutes=opens))
            end = timedelta(minutes=closes)
            if begin < end:
                if left <= end - begin:
                    return datetime(day.year, day.month, day.day, tzinfo=HANOI) + begin + left
                left -= end - begin
        day, of_day = day + timedelta(1), timedelta()


if __name__ == "__main__":
    import json
    import sys

    sys.stdout.write(json.dumps(run("--full" in sys.argv)) + "\n")
