"""What an officer may act as now: their own duties and those a colleague has handed them for a time."""

from portal.agencies.models import Delegation, Officer
from portal.calendars.now import now
from portal.web.show import local


def acting_duties(officer: Officer) -> frozenset[tuple[int, str]]:
    """Pairs (agency, duty). Nothing for one who has left; asked from the database once per request's officer."""
    kept: frozenset[tuple[int, str]] | None = officer.__dict__.get("_acting")
    if kept is None:
        kept = officer.__dict__["_acting"] = _acting(officer)
    return kept


def _acting(officer: Officer) -> frozenset[tuple[int, str]]:
    today = local(now()).date()
    if officer.valid_to and officer.valid_to < today:
        return frozenset()
    own = {(officer.agency_id, duty) for duty in officer.duties}
    at = now()
    handed = Delegation.objects.filter(taker=officer, starts_at__lte=at, ends_at__gt=at).exclude(
        giver__valid_to__lt=today  # nobody acts for one who has left
    )
    return frozenset(own | set(handed.values_list("giver__agency_id", "duty")))
