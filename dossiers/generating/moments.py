"""Working minutes of the past as numbers, and each as the texts that COPY and the journal's hash want."""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta

from portal.calendars.queries import working_time


class Moments:
    """Minute 0 is the first working minute of the history; `now_minute` is the last before now."""

    def __init__(self, now: datetime, years: int) -> None:
        self.time = working_time(None)
        self.start = self.time.snap(now - timedelta(days=365 * years)).replace(second=0, microsecond=0)
        self.now_minute = self.time.minutes_between(self.start, now)
        self._texts: dict[int, tuple[str, str]] = {}
        self._at: dict[int, datetime] = {}

    def at(self, minute: int) -> datetime:
        """The moment itself."""
        known = self._at.get(minute)
        if known is None:
            known = self._at[minute] = self.time.add_minutes(self.start, minute)
        return known

    def texts(self, minute: int) -> tuple[str, str]:
        """(for COPY, for the hash)."""
        known = self._texts.get(minute)
        if known is None:
            known = self._texts[minute] = texts_of(self.at(minute))
        return known

    def minute_of(self, at: datetime) -> int:
        """The first working minute that is not before `at`."""
        return bisect_left(range(self.now_minute + 10**6), at, key=self.at)


def texts_of(at: datetime) -> tuple[str, str]:
    """A moment as PostgreSQL reads it and as the journal's hash tells it."""
    text = str(at.astimezone(UTC))
    return f"{text[:19]}+00", f"{text[:10]}T{text[11:19]}.000000+00:00"
