"""The calendar that ships with the portal: the Government's days off, and the usual hours. No database
needed.
"""

import json
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

from portal.calendars.shapes import Hours, SpecialDay, Window
from portal.calendars.working_time import WorkingTime

HOLIDAYS = Path(__file__).with_name("holidays.json")
DEFAULT_HOURS: Hours = ((time(7), time(11, 30)), (time(13, 30), time(17)))
DEFAULT_WINDOWS = [Window(weekday, start, end) for weekday in range(5) for start, end in DEFAULT_HOURS]


@cache
def shipped_days() -> tuple[SpecialDay, ...]:
    """The holidays, swaps and make-up days of holidays.json, drafts included."""
    rows: list[dict[str, Any]] = json.loads(HOLIDAYS.read_text("utf-8"))["days"]
    return tuple(
        SpecialDay(
            day=date.fromisoformat(row["date"]),
            kind=row["kind"],
            note=row["note"],
            source=row["source"],
            is_draft=row.get("draft", False),
        )
        for row in rows
    )


@cache
def shipped_working_time() -> WorkingTime:
    """07:00–11:30 and 13:30–17:00, Monday to Friday, with the shipped days off."""
    return WorkingTime(DEFAULT_WINDOWS, shipped_days())
