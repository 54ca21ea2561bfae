"""Time left in words: working time, as the desk's clock cell shows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.calendars.working_time import DAY_MINUTES, WorkingTime
from portal.web.show import clock, day, local, short_weekday

SOON_MINUTES = 120


@dataclass(frozen=True, slots=True)
class Remaining:
    """state is late, soon (under two working hours), day (today), ok or hold; used is per cent of the limit."""

    state: str
    words: str
    moment: str
    used: int = 0


def remaining(
    due: datetime | None,
    at: datetime,
    time: WorkingTime,
    *,
    started: datetime | None = None,
    hold: str = "",
) -> Remaining:
    """The clock of one due moment as seen at `at`. `hold` names what the clock waits for."""
    if hold:
        until = f" đến {short_day(due, at)}" if due else ""
        return Remaining("hold", "Tạm dừng", f"{hold}{until}")
    if due is None:
        return Remaining("ok", "Không hẹn", "")
    moment = short_moment(due, at)
    if due < at:
        return Remaining("late", _late_words(time.minutes_between(due, at)), moment, 100)
    left = time.minutes_between(at, due)
    used = 0
    if started and started < due:
        whole = time.minutes_between(started, due)
        used = round(100 * (whole - left) / whole) if whole else 0
    state = "soon" if left < SOON_MINUTES else "day" if local(due).date() == local(at).date() else "ok"
    return Remaining(state, f"Còn {span(left)}", moment, max(0, min(100, used)))


def span(minutes: int) -> str:
    """Working minutes as people say them, rounded down: 42 phút, 3 giờ, 2 ngày."""
    if minutes < 60:
        return f"{minutes} phút"
    if minutes < DAY_MINUTES:
        return f"{minutes // 60} giờ"
    return f"{minutes // DAY_MINUTES} ngày"


def exact_span(minutes: int) -> str:
    """5 giờ 18 phút"""
    hours, rest = divmod(minutes, 60)
    parts = ([f"{hours} giờ"] if hours else []) + ([f"{rest} phút"] if rest or not hours else [])
    return " ".join(parts)


def short_moment(due: datetime, at: datetime) -> str:
    """14:36 hôm nay; 09:20 ngày mai; T6 28/08 (with the year when it is another one; the hour is one page on)."""
    today = local(at).date()
    if local(due).date() == today:
        return f"{clock(due)} hôm nay"
    if local(due).date() == today + timedelta(days=1):
        return f"{clock(due)} ngày mai"
    return f"{short_weekday(due)} {short_day(due, at)}"


def short_day(due: datetime, at: datetime) -> str:
    return day(due)[:5] if local(due).year == local(at).year else day(due)


def _late_words(minutes: int) -> str:
    return f"Quá {span(minutes)}" if minutes else "Quá hạn"
