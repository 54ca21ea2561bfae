"""When a dossier is due, worked out from facts: received, limit, calendar, pauses (promise P4, domain.md §5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from dossiers.models import Dossier
from portal.agencies.models import Agency
from portal.agencies.queries import profile
from portal.calendars.models import Calendar
from portal.calendars.queries import working_time
from portal.calendars.working_time import Limit, Mode, Unit, WorkingTime
from procedures.definition import Limit as PublishedLimit
from procedures.queries import definition


@dataclass(frozen=True)
class Pause:
    """A stretch in which the office waits; `restarts`: the whole limit begins anew afterwards."""

    ground: str
    starts: datetime
    ends: datetime | None
    restarts: bool


def calendar_of(dossier: Dossier) -> WorkingTime:
    """The working time of the agency that owes the result."""
    return _time_of(dossier, dossier.competent_agency or dossier.receiving_agency)


def _time_of(dossier: Dossier, agency: Agency | None) -> WorkingTime:
    """Asked of the database once for each dossier read (the object is as old as the answer may be)."""
    kept: dict[int | None, WorkingTime] = dossier.__dict__.setdefault("_times", {})
    key = agency.calendar_id if agency else None
    if key not in kept:
        province: Calendar | None = dossier.__dict__.get("_province")
        kept[key] = working_time(agency.calendar if agency and key else province)
    return kept[key]


def keep_calendar(dossier: Dossier, province: Calendar | None) -> None:
    """The province's calendar as it was read with the dossier."""
    dossier.__dict__["_province"] = province


def limit_of(dossier: Dossier) -> Limit:
    """The published processing time for this channel and case."""
    return term(definition(dossier.version).limits.for_(dossier.channel, dossier.case))


def term(published: PublishedLimit) -> Limit:
    """The version's words as a term of the calendar."""
    return Limit(published.value, cast(Unit, published.unit))


def limit_words(limit: Limit) -> str:
    """The limit as a slip says it: "3 ngày làm việc", "trong ngày"."""
    if limit.unit == "same_day":
        return "trong ngày làm việc"
    units = {"working_hour": "giờ làm việc", "working_day": "ngày làm việc", "calendar_day": "ngày"}
    return f"{limit.value} {units[limit.unit]}"


def pauses_of(dossier: Dossier) -> list[Pause]:
    """Every stop of the clock after acceptance, oldest first (NĐ 61 Đ19; DL-20)."""
    restarts = definition(dossier.version).limits.supplement_clock == "restart"
    pauses = [
        Pause("Chờ bổ sung giấy tờ", asked.requested_at, asked.answered_at or asked.closed_at, restarts)
        for asked in dossier.supplements.filter(after_acceptance=True)
    ]
    if dossier.received_at:
        pauses += [
            Pause("Chờ nghĩa vụ tài chính", asked.requested_at, asked.settled_at or asked.closed_at, False)
            for asked in dossier.payment_requests.filter(requested_at__gte=dossier.received_at)
        ]
    return sorted(pauses, key=lambda pause: pause.starts)


def due_at(dossier: Dossier) -> datetime | None:
    """The moment of the appointment; an open pause leaves it where it stood when the pause began."""
    if dossier.received_at is None:
        return None
    limit = limit_of(dossier)
    time = calendar_of(dossier)
    start, waited = _effective_start(dossier, time)
    settings = profile()
    due = time.due(start, limit, cast(Mode, settings.deadline_mode), settings.cutoff)
    return time.add_minutes(due, waited) if waited else due


def first_due_at(dossier: Dossier) -> datetime:
    """The appointment given at acceptance, when nothing can have stopped the clock yet."""
    assert dossier.received_at is not None
    settings = profile()
    mode = cast(Mode, settings.deadline_mode)
    return calendar_of(dossier).due(dossier.received_at, limit_of(dossier), mode, settings.cutoff)


def _effective_start(dossier: Dossier, time: WorkingTime) -> tuple[datetime, int]:
    """Where counting begins, and the working minutes of pauses to add."""
    assert dossier.received_at is not None
    start, waited = dossier.received_at, 0
    for pause in pauses_of(dossier):
        if pause.ends is None:
            continue
        if pause.restarts:
            start, waited = pause.ends, 0
        else:
            waited += time.minutes_between(pause.starts, pause.ends)
    return start, waited


def receipt_due_at(dossier: Dossier, start: datetime) -> datetime:
    """The desk must answer within 8 working hours (a setting); out of hours counts from the next (QN-13.2a)."""
    return _time_of(dossier, dossier.receiving_agency).add_minutes(start, profile().receipt_minutes)


def transfer_due_at(dossier: Dossier, at: datetime) -> datetime:
    """Handed over the same day; accepted after the cut-off, at the start of the next working day (NĐ 61 Đ18)."""
    time = calendar_of(dossier)
    return time.due(at, Limit(1, "same_day"), "hours", profile().cutoff)


def step_due_at(dossier: Dossier, start: datetime, minutes: int) -> datetime:
    """A step's share of the limit, never past the dossier's own appointment while that is still ahead."""
    share = calendar_of(dossier).add_minutes(start, minutes)
    if dossier.due_at and dossier.due_at > start:
        return min(share, dossier.due_at)
    return share


def supply_due_at(dossier: Dossier, start: datetime) -> datetime:
    """Until when the applicant may supply what is asked for at `start`: the version's own term."""
    asked = term(definition(dossier.version).limits.supplement)
    return calendar_of(dossier).due(start, asked, "civil")
