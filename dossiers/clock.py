"""When a dossier is due, worked out from facts: received, limit, calendar, pauses (promise P4, domain.md §5)."""

from dataclasses import dataclass, replace
from datetime import datetime
from datetime import time as clock_time
from typing import cast

from django.db.models import Q

from dossiers.models import Apology, ClockStop, Dossier
from portal.agencies.models import Agency, Profile
from portal.agencies.queries import profile
from portal.calendars.models import Calendar
from portal.calendars.queries import working_time
from portal.calendars.working_time import Limit, Mode, Unit, WorkingTime
from procedures.definition import Limit as PublishedLimit
from procedures.more_time import grounds, limit_for
from procedures.queries import definition

ALL_DAY = clock_time(23, 59, 59)
FIRST_HOUR = 60


@dataclass(frozen=True)
class Pause:
    """A stretch in which the office waits; `restarts`: the whole limit begins anew afterwards; `struck`: hours
    that the province has struck out for everybody."""

    ground: str
    starts: datetime
    ends: datetime | None
    restarts: bool
    struck: bool = False


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
    """The published processing time for this channel and case, with what the law adds for place or difficulty."""
    return term(limit_for(definition(dossier.version), dossier.channel, dossier.case, dossier.answers))


def limit_told(dossier: Dossier) -> str:
    """The limit in words, with the grounds that lengthen it: "25 ngày làm việc (thêm 5: vùng sâu, vùng xa)"."""
    more = grounds(definition(dossier.version), dossier.channel, dossier.answers)
    added = "; ".join(f"thêm {one.value}: {one.name}" for one in more)
    return limit_words(limit_of(dossier)) + (f" ({added})" if added else "")


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
    """Every stop of the clock after acceptance, oldest first (NĐ 61 Đ19; DL-20; stops that the province set)."""
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
        pauses += [pause_of(stop, dossier.received_at) for stop in stops_of(dossier, dossier.received_at)]
    return sorted(pauses, key=lambda pause: pause.starts)


def stops_of(dossier: Dossier, since: datetime) -> list[ClockStop]:
    """The hours that the province struck out for this dossier's agency and that end after `since`."""
    agency = dossier.competent_agency or dossier.receiving_agency
    whose = Q(agency=None) | Q(agency__in=[agency.pk, agency.parent_id] if agency else [])
    return list(ClockStop.objects.filter(whose, ends_at__gt=since).order_by("starts_at", "pk"))


def pause_of(stop: ClockStop, since: datetime) -> Pause:
    """A stop as a pause of one dossier, which began at `since`."""
    ground = f"{stop.get_reason_display()}: {stop.ground}"
    return Pause(ground, max(stop.starts_at, since), stop.ends_at, False, struck=True)


def due_at(dossier: Dossier) -> datetime | None:
    """The moment of the appointment; an open pause leaves it where it stood when the pause began.

    An approved apology names another moment; pauses after it add to that, a restart after it counts anew.
    """
    if dossier.received_at is None:
        return None
    apologies = list(dossier.apologies.filter(approved_at__isnull=False, dropped_at=None))
    return counted_due(
        calendar_of(dossier), dossier.received_at, limit_of(dossier), pauses_of(dossier), apologies
    )


def counted_due(
    time: WorkingTime,
    received_at: datetime,
    limit: Limit,
    pauses: list[Pause],
    apologies: list[Apology],
    settings: Profile | None = None,
) -> datetime:
    """The moment that follows from the facts alone; `apologies` are the approved ones. `settings`: the province's,
    where many are counted (each asking costs a way to the cache)."""
    start = effective_start(received_at, pauses)
    for apology in apologies:
        if apology.approved_at is not None and apology.approved_at >= start:
            return rescheduled(time, apology, pauses)
    settings = settings or profile()
    due = time.due(start, limit, cast(Mode, settings.deadline_mode), settings.cutoff)
    return stretched(time, start, due, pauses)[0] if pauses else due


def apology_of(dossier: Dossier, start: datetime) -> Apology | None:
    """The approved rescheduling that still holds: none, once the limit was counted anew after it."""
    if dossier.pk is None:
        return None
    return dossier.apologies.filter(approved_at__gte=start, dropped_at=None).first()


def rescheduled(time: WorkingTime, apology: Apology, pauses: list[Pause]) -> datetime:
    """The moment that the apology names, and what the clock stood still since it was approved."""
    since = apology.approved_at
    assert since is not None
    return stretched(time, since, apology.new_due_at, pauses)[0]


def effective_start(received_at: datetime, pauses: list[Pause]) -> datetime:
    """Where counting begins: at acceptance, or when the last restart was over."""
    ends = [pause.ends for pause in pauses if pause.restarts and pause.ends is not None]
    return max([received_at, *ends])


def stretched(
    time: WorkingTime, start: datetime, due: datetime, pauses: list[Pause]
) -> tuple[datetime, list[Pause]]:
    """A limit counted from `start` until `due`, moved on by the pauses that are over; and those pauses.

    Hours that two of them share count once; hours struck out after the moment has passed count not at all.
    """
    counted: list[Pause] = []
    until = start
    for pause in sorted(pauses, key=lambda one: one.starts):
        if pause.restarts or pause.ends is None or pause.ends <= until:
            continue
        starts = max(pause.starts, until)
        if pause.struck and starts >= due:
            continue
        counted.append(replace(pause, starts=starts))
        due, until = time.add_minutes(due, time.minutes_between(starts, pause.ends)), pause.ends
    return due, counted


def first_due_at(dossier: Dossier) -> datetime:
    """The appointment given at acceptance, when nothing can have stopped the clock yet."""
    assert dossier.received_at is not None
    settings = profile()
    mode = cast(Mode, settings.deadline_mode)
    return calendar_of(dossier).due(dossier.received_at, limit_of(dossier), mode, settings.cutoff)


def receipt_due_at(dossier: Dossier, start: datetime) -> datetime:
    """The desk must answer within 8 working hours (a setting); out of hours counts from the next (QN-13.2a)."""
    time = _time_of(dossier, dossier.receiving_agency)
    return time.add_minutes(start, profile().receipt_minutes)


def transfer_due_at(dossier: Dossier, at: datetime) -> datetime:
    """Until when the desk hands over what it accepted at `at` (NĐ 61 Đ18)."""
    return handed_over_by(calendar_of(dossier), at, profile().cutoff)


def handed_over_by(time: WorkingTime, at: datetime, cutoff: clock_time) -> datetime:
    """The same day; accepted after the cut-off, in the first hour of the next working day (NĐ 61 Đ18)."""
    today = time.same_day(at, ALL_DAY)
    return today if time.same_day(at, cutoff) == today else time.add_minutes(today, FIRST_HOUR)


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
