"""Where people find the desks: address, telephone, hours, and who sits there (ST-4.7, HG-4.6, DL-5.7)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from portal.agencies.models import Agency, AgencyKind, Duty, Officer
from portal.agencies.queries import in_service, standing, today
from portal.calendars.queries import working_time
from portal.calendars.working_time import OutOfCalendar
from portal.web.text import fold

_OPEN = (
    AgencyKind.PROVINCE_CENTRE, AgencyKind.CENTRE, AgencyKind.COMMUNE, AgencyKind.DEPARTMENT, AgencyKind.VERTICAL,
    AgencyKind.PROVINCE,
)  # fmt: skip
_AT_THE_DESK = (Duty.DESK_LEADER, Duty.DESK_OFFICER)
_HANDLING = (Duty.CASE_OFFICER, Duty.DIVISION_LEADER)
MOST_PEOPLE = 60


@dataclass(frozen=True, slots=True)
class Day:
    """A day's opening hours in words; empty: closed. `note` says why it is not as its weekday."""

    day: date
    hours: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """Agencies of one kind."""

    word: str
    agencies: list[Agency]


def groups(find: str = "") -> list[Group]:
    """The agencies that people come to, by kind, desks first; `find` is looked for in name, place and address."""
    wanted = fold(find)
    found: dict[str, list[Agency]] = {}
    for agency in standing().filter(kind__in=_OPEN).select_related("admin_unit").order_by("name"):
        if wanted in fold(f"{agency.name} {agency.short_name} {agency.address}"):
            found.setdefault(agency.kind, []).append(agency)
    return [Group(str(kind.label), found[kind]) for kind in _OPEN if kind in found]


def week(agency: Agency) -> list[Day]:
    """The seven days from today, holidays and make-up days as they are."""
    hours = working_time(agency.calendar)
    found = []
    for day in (today() + timedelta(days=number) for number in range(7)):
        try:
            windows = hours.shape_on(day).windows
        except OutOfCalendar:
            continue
        told = ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in windows)
        special = hours.special.get(day)
        found.append(Day(day, told, special.note if special else ""))
    return found


def people(agency: Agency) -> list[tuple[Officer, bool]]:
    """Who takes in and who handles dossiers there, with those of its divisions, and whether they sit at the desk.

    Names, titles and the agency's telephone are public by law (QĐ 04/2024 Đắk Lắk Đ5.7); nothing else of a person is.
    """
    here = in_service().filter(Q(agency=agency) | Q(agency__parent=agency))
    rows = here.filter(duties__overlap=[*_AT_THE_DESK, *_HANDLING]).order_by("user__full_name")[:MOST_PEOPLE]
    told = [(one, bool(set(one.duties) & set(_AT_THE_DESK))) for one in rows]
    return sorted(told, key=lambda pair: not pair[1])


def _clock(second: int) -> str:
    return f"{second // 3600}:{second % 3600 // 60:02}"
