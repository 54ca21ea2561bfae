"""The fare of a piece by weight and zone, from the table that an administrator keeps."""

from datetime import date

from django.db.models import Q

from payments.models import PostRate, PostZone
from portal.calendars.now import now
from portal.web.show import local

ENVELOPE_G, SHEET_G = 20, 5  # A4 of 80 g/m² weighs five grams


def weight_g(pages: int, copies: int = 1) -> int:
    """What an envelope with that many printed pages, one page a sheet, weighs in grams."""
    return ENVELOPE_G + SHEET_G * max(1, pages) * max(1, copies)


def table(on: date | None = None) -> list[tuple[str, list[PostRate]]]:
    """What stands in the table on a day, by zone, each weight with its newest rate; for everybody to read."""
    day = on or local(now()).date()
    valid = PostRate.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
    found: dict[str, dict[int, PostRate]] = {}
    for one in valid.order_by("zone", "up_to_g", "valid_from"):
        found.setdefault(one.zone, {})[one.up_to_g] = one
    return [(str(zone.label), list(found[zone].values())) for zone in PostZone if zone in found]


def fare_vnd(*, zone: str, grams: int, on: date | None = None) -> int | None:
    """The fare on a day in đồng: the lightest step that holds the piece, its newest rate; None where none is known."""
    day = on or local(now()).date()
    valid = PostRate.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), zone=zone, valid_from__lte=day)
    found = valid.filter(up_to_g__gte=grams).order_by("up_to_g", "-valid_from").first()
    return found.vnd if found else None
