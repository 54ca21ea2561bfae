"""Working minutes of the past as numbers, and moments as PostgreSQL and the journal's hash want them."""

from datetime import UTC, datetime, timedelta
from typing import cast

import numpy as np
from numpy.typing import NDArray

from dossiers.clock import ALL_DAY, FIRST_HOUR
from dossiers.generating.stencils import Bytes, big, letters
from portal.agencies.queries import profile
from portal.calendars.bulk import DAY, SECOND, Bulk, moments
from portal.calendars.queries import working_time
from portal.calendars.working_time import Limit, Mode

Times = NDArray[np.int64]
HANOI_HOURS = 7
_EPOCH_2000 = 946_684_800 * SECOND
_MINUTE = 60 * SECOND


class Moments:
    """Minute 0 is the first working minute of the history; `now_minute` is the last before now.

    `at[minute]` is the moment in microseconds of the epoch; every moment here is a whole minute.
    `stored_at` and `told_at` are the same for COPY and for the hash.
    """

    def __init__(self, now: datetime, years: int) -> None:
        time = working_time(None)
        start = time.snap(now - timedelta(days=365 * years)).replace(second=0, microsecond=0)
        self.now_minute = time.minutes_between(start, now)
        self._bulk = Bulk(time)
        self.at = moments([start])
        while len(self.at) <= 2 * self.now_minute:  # twice as many minutes each time, by the calendar itself
            later = self._bulk.due(self.at, Limit(len(self.at) / 60, "working_hour"))
            self.at = np.concatenate([self.at, later])
        self._first_day = int(self.at[0] // DAY) - 1
        last_day = int(self.at[-1] // DAY) + 400
        days = [datetime.fromtimestamp(n * 86400, UTC) for n in range(self._first_day, last_day)]
        self._days = letters([f"{day:%Y-%m-%d}T" for day in days])
        self._short_days = letters([f"{day:%y%m%d}" for day in days])
        self._clock = letters([f"{n // 60:02}:{n % 60:02}:00.000000+00:00" for n in range(1440)])
        self.stored_at, self.told_at = stored(self.at), self.told(self.at)
        self._mode, self._cutoff = cast(Mode, profile().deadline_mode), profile().cutoff
        self._due: dict[tuple[Limit, Mode], Times] = {}
        self._handed: Times | None = None

    def due(self, minutes: Times, limit: Limit, mode: Mode | None = None) -> Times:
        """When a term ends that begins at each of these minutes; by the province's mode where none is named."""
        key = (limit, mode or self._mode)
        if key not in self._due:
            begun = self.at[: self.now_minute + 1]
            self._due[key] = self._bulk.due(begun, limit, key[1], self._cutoff)
        return self._due[key][minutes]

    def handed_over_by(self, minutes: Times) -> Times:
        """Until when the desk hands over what it accepts at each of these minutes (dossiers.clock)."""
        if self._handed is None:
            begun, same_day = self.at[: self.now_minute + 1], Limit(1, "same_day")
            today = self._bulk.due(begun, same_day, "hours", ALL_DAY)
            in_time = self._bulk.due(begun, same_day, "hours", self._cutoff) == today
            next_day = self._bulk.due(today, Limit(FIRST_HOUR / 60, "working_hour"))
            self._handed = np.where(in_time, today, next_day)
        return self._handed[minutes]

    def told(self, at: Times) -> Bytes:
        """As the journal's hash tells a moment: 2026-11-09T01:40:00.000000+00:00."""
        day = at // DAY
        days, clock = (
            self._days.take(day - self._first_day, axis=0),
            self._clock.take((at - day * DAY) // _MINUTE, axis=0),
        )
        return np.hstack([days, clock])

    def short_day(self, at: Times) -> Bytes:
        """The Vietnamese day as six digits, as in a dossier's code."""
        return self._short_days[self.day(at) - self._first_day]

    @staticmethod
    def day(at: Times) -> Times:
        """The number of the Vietnamese day."""
        return (at + HANOI_HOURS * 3600 * SECOND) // DAY


def stored(at: Times) -> Bytes:
    """A moment as binary COPY wants it."""
    return big(at - _EPOCH_2000)
