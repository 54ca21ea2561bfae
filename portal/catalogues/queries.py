"""Looking entries up: what a code meant on a day, what a name is called, the rows for others to read."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from portal.catalogues.models import Entry, Kind
from portal.catalogues.offering import Listing, Row
from portal.web.text import fold

_LEAD = re.compile(
    r"^(?:\d+\s*)?(?:ban\s+(?:sao|chinh|chup|goc)\s+(?:cua\s+|co chung thuc\s+|chung thuc\s+)?)*"
)


def standing(kind: Kind, on: date) -> QuerySet[Entry]:
    """The rows of a catalogue that are in use on a day, by code."""
    began = Q(valid_from=None) | Q(valid_from__lte=on)
    goes_on = Q(valid_to=None) | Q(valid_to__gte=on)
    return Entry.objects.filter(began, goes_on, kind=kind).order_by("code")


def listing(kind: Kind) -> Listing:
    """How a catalogue kept here is read by others."""

    def rows(on: date, after: str, most: int) -> list[Row]:
        found = standing(kind, on).filter(code__gt=after)[:most]
        return [
            {
                "code": one.code,
                "name": one.name,
                "from": one.valid_from,
                "to": one.valid_to,
                "instead": one.instead,
                "checked": one.checked,
            }
            for one in found
        ]

    return rows


def known(wanted: Iterable[tuple[Kind, str]]) -> dict[tuple[str, str], list[Entry]]:
    """The rows of these codes, newest first, in one statement; codes that no catalogue has are left out."""
    every = {(str(kind), code) for kind, code in wanted if code}
    found: dict[tuple[str, str], list[Entry]] = {}
    if not every:
        return found
    asked = Q()
    for kind in {kind for kind, _ in every}:
        asked |= Q(kind=kind, code__in=[code for one, code in every if one == kind])
    for row in Entry.objects.filter(asked).order_by("-valid_from", "-pk"):
        found.setdefault((row.kind, row.code), []).append(row)
    return found


def names_of(kind: Kind, on: date) -> dict[str, str]:
    """Every name and other name of a catalogue, without marks → its code."""
    said: dict[str, str] = {}
    for one in standing(kind, on):
        for name in (one.name, *one.also.splitlines()):
            if folded := fold(name).strip():
                said.setdefault(folded, one.code)
    return said


def recognised(text: str, names: Mapping[str, str]) -> str:
    """The code of what a text begins with ("Bản sao Giấy khai sinh của con" → that of Giấy khai sinh); the longest
    name counts, "" when none does."""
    words = _LEAD.sub("", fold(text).strip())
    while words:
        if words in names:
            return names[words]
        words = words.rpartition(" ")[0].rstrip(" ,;:(")
    return ""
