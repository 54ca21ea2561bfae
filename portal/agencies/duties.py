"""What an officer may act as now: their own duties and those a colleague has handed them for a time."""

from datetime import date, datetime

from django.db.models import QuerySet

from portal.agencies.models import Agency, AgencyKind, Delegation, Duty, Officer
from portal.calendars.models import Calendar
from portal.calendars.now import now
from portal.web.show import local


def acting_duties(officer: Officer) -> frozenset[tuple[int, str]]:
    """Pairs (agency, duty). Nothing for one who has left; asked from the database once per request's officer."""
    kept: frozenset[tuple[int, str]] | None = officer.__dict__.get("_acting")
    if kept is None:
        kept = officer.__dict__["_acting"] = _acting(officer)
    return kept


def stands_for(officer: Officer) -> frozenset[int]:
    """The colleagues away today whose work is this officer's meanwhile, by key: also what they already hold."""
    kept: frozenset[int] | None = officer.__dict__.get("_givers")
    if kept is None:
        givers = handed_over(now()).filter(taker=officer).values_list("giver", flat=True)
        kept = officer.__dict__["_givers"] = frozenset(givers)
    return kept


def divisions_led(officer: Officer) -> list[int]:
    """The divisions below the agencies that the officer heads: their free work is the head's to give (T9)."""
    kept: list[int] | None = officer.__dict__.get("_divisions")
    if kept is None:
        headed = [agency for agency, duty in acting_duties(officer) if duty == Duty.AGENCY_LEADER]
        below = Agency.objects.filter(parent__in=headed, kind=AgencyKind.DIVISION).order_by("pk")
        kept = list(below.values_list("pk", flat=True)) if headed else []
        officer.__dict__["_divisions"] = kept
    return kept


def handed_over(at: datetime, today: date | None = None) -> QuerySet[Delegation]:
    """What is handed over at a moment (of the Vietnamese day `today`); nobody acts for one who has left."""
    running = Delegation.objects.filter(starts_at__lte=at, ends_at__gt=at)
    return running.exclude(giver__valid_to__lt=today or local(at).date())


def calendar_of(officer: Officer) -> Calendar | None:
    """The calendar of the officer's agency, else the province's if it was read with the session."""
    if officer.agency.calendar_id:
        return officer.agency.calendar
    kept: Calendar | None = officer.__dict__.get("_province")
    return kept


def _acting(officer: Officer) -> frozenset[tuple[int, str]]:
    today = local(now()).date()
    if officer.valid_to and officer.valid_to < today:
        return frozenset()
    own = {(officer.agency_id, duty) for duty in officer.duties}
    at = now()
    if (known := officer.__dict__.get("_handed")) is not None:  # read with the session
        return frozenset(own | set(known))
    handed = handed_over(at).filter(taker=officer)
    return frozenset(own | set(handed.values_list("giver__agency_id", "duty")))
