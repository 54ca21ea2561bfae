"""Agencies and administrative units as shared catalogues (QN-7.5)."""

from datetime import date

from django.db.models import Q

from portal.agencies.models import AdminUnit, Agency
from portal.catalogues.offering import Row, offer


def _standing(on: date) -> Q:
    began = Q(valid_from=None) | Q(valid_from__lte=on)
    return began & (Q(valid_to=None) | Q(valid_to__gte=on))


def agencies(on: date, after: str, most: int) -> list[Row]:
    """Agencies that stand on a day, by their identifier (QĐ 20/2020)."""
    found = Agency.objects.filter(_standing(on), code__gt=after).order_by("code")
    rows = found.values("code", "name", "kind", "parent__code", "valid_from", "valid_to", "successor__code")
    return [
        {
            "code": one["code"],
            "name": one["name"],
            "kind": one["kind"],
            "above": one["parent__code"],
            "from": one["valid_from"],
            "to": one["valid_to"],
            "instead": one["successor__code"],
        }
        for one in rows[:most]
    ]


def units(on: date, after: str, most: int) -> list[Row]:
    """Provinces and communes of a day, by the code of the statistics office and the level."""
    found = AdminUnit.objects.filter(_standing(on), code__gt=after).order_by("code", "level")
    rows = found.values("code", "name", "kind", "level", "parent__code", "valid_from", "valid_to")
    return [
        {
            "code": one["code"],
            "name": f"{one['kind']} {one['name']}",
            "level": one["level"],
            "above": one["parent__code"],
            "from": one["valid_from"],
            "to": one["valid_to"],
        }
        for one in rows[:most]
    ]


def offer_ours() -> None:
    """Called when the application starts."""
    offer("co-quan", "Cơ quan", agencies)
    offer("don-vi-hanh-chinh", "Đơn vị hành chính", units)
