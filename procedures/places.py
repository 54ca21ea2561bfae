"""The communes of the country, kept in memory so that a place can be typed freely and is found at once.

There are some 3,300; they are read once and again only when something was not found and the table has
changed since."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max

from portal.agencies.models import AdminUnit, Agency, AgencyKind, UnitLevel
from portal.web.text import fold
from procedures.expressions import given

_KINDS = re.compile(r"^(phuong|xa|dac khu|thi tran|p|x|tp|tinh|thanh pho|t)[. ]+")
_MOST_SUGGESTED = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A commune of today: code, its own words ("phường Hồng Gai") and its province's."""

    code: str
    name: str
    kind: str
    province: str
    served: bool = False  # an agency of this portal works for it

    @property
    def own(self) -> str:
        return f"{self.kind[:1].lower()}{self.kind[1:]} {self.name}".strip()

    @property
    def text(self) -> str:
        """Phường Hồng Gai, tỉnh Quảng Ninh"""
        own = self.own
        own = f"{own[:1].upper()}{own[1:]}"
        return f"{own}, {self.province}" if self.province else own


@dataclass(frozen=True, slots=True)
class Former:
    """A commune that has ended: its code, its own words, the code of its heir ("" when it was divided) and those of
    the communes it was divided among."""

    code: str
    name: str
    kind: str
    into: str
    parts: tuple[str, ...] = ()

    @property
    def own(self) -> str:
        return f"{self.kind} {self.name}".strip()


class Places:
    """Finds places by code and by what people type."""

    def __init__(self, places: Iterable[Place], former: Iterable["Former"] = ()) -> None:
        """`former`: the communes that are gone, each with the code of the one it went into."""
        self.by_code = {place.code: place for place in places}
        self.by_name: dict[str, list[Place]] = {}
        self.heirs: dict[str, list[Place]] = {}
        self.former = {one.code: one for one in former}
        for one in self.former.values():
            heir = self.heir(one.code)
            if heir is not None and heir not in self.heirs.setdefault(fold(one.name), []):
                self.heirs[fold(one.name)].append(heir)
        for place in self.by_code.values():
            self.by_name.setdefault(fold(place.name), []).append(place)

    def heir(self, code: str) -> Place | None:
        """The place of today that a code of any time means; None for one that was divided or never was."""
        seen: set[str] = set()
        while code not in self.by_code and code in self.former and code not in seen:
            seen.add(code)
            code = self.former[code].into
        return self.by_code.get(code)

    def resolve(self, text: str, *, at_home: bool = False) -> tuple[Place | None, list[Place]]:
        """The place that a text means, when that is clear; and all that it may mean.

        A code, a name with or without its kind, with or without its province; marks narrow a choice. A bare
        name far from here, or one that a place bore before the mergers, has to be confirmed by choosing."""
        found = self.find(text, at_home=at_home)
        if len(found) == 1:
            place = found[0]
            named = _province_in(text)
            if place.served or text.strip() == place.code or (named and named == _bare(fold(place.province))):
                return place, found
        gone = self._near(self.heirs.get(_bare(fold(text.partition(",")[0])), []), at_home)
        return None, [*found, *(place for place in gone if place not in found)]

    def find(self, text: str, *, at_home: bool = False) -> list[Place]:
        """The places of today that bear the name, narrowed by province, kind and marks as far as they help."""
        text = text.strip()
        if text in self.by_code:
            return self._near([self.by_code[text]], at_home)
        own = text.partition(",")[0]
        bare, province = _bare(fold(own)), _province_in(text)
        found = self.by_name.get(bare) or self.by_name.get(fold(own)) or []
        found = self._near(found, at_home)
        if province:
            found = [p for p in found if _bare(fold(p.province)) == province] or found
        for same in (_same_kind, _same_marks):
            found = [p for p in found if same(p, own)] or found
        return found

    def suggest(self, text: str, *, at_home: bool = False) -> list[Place]:
        """Up to twelve places whose name holds what was typed so far; those that begin with it come first."""
        wanted = _bare(fold(text.partition(",")[0]))
        if not wanted:
            return []
        found = [
            (not name.startswith(wanted), not place.served, len(name), name, place.code)
            for name, places in self.by_name.items()
            if wanted in name
            for place in self._near(places, at_home)
        ]
        return [self.by_code[code] for *_, code in sorted(found)[:_MOST_SUGGESTED]]

    def _near(self, found: list[Place], at_home: bool) -> list[Place]:
        return [place for place in found if place.served] if at_home else found


def _bare(folded: str) -> str:
    return _KINDS.sub("", folded.strip())


def _province_in(text: str) -> str:
    """The province named last in “Hồng Gai, Hạ Long, Quảng Ninh”, bare and folded."""
    return _bare(fold(text.rpartition(",")[2])) if "," in text else ""


def _same_kind(place: Place, own: str) -> bool:
    return fold(own).startswith(fold(place.kind))


def _same_marks(place: Place, own: str) -> bool:
    return place.name.lower() in own.lower()


_now: Places = Places([])
_revision: tuple[object, ...] = ()


def places() -> Places:
    """The places as last read; reads them the first time."""
    return _now if _now.by_code and _revision[:1] == (given().today,) else fresh()


def fresh() -> Places:
    """The places, read again if the table or the agencies have changed."""
    global _now, _revision
    facts = AdminUnit.objects.aggregate(count=Count("id"), last=Max("id"), ends=Count("valid_to"))
    communes = Agency.objects.filter(kind=AgencyKind.COMMUNE)
    served = frozenset(communes.values_list("admin_unit__code", flat=True))
    today = given().today  # at midnight a merger may begin to hold, with no row changed
    revision = (today, facts["count"], facts["last"], facts["ends"], served)
    if revision != _revision:
        _now, _revision = Places(_read(today, served), _former(today)), revision
    return _now


def _read(today: date, served: frozenset[str | None]) -> list[Place]:
    rows = AdminUnit.objects.filter(level=UnitLevel.COMMUNE).values_list(
        "code", "name", "kind", "valid_from", "valid_to", "parent__name", "parent__kind"
    )
    return [
        Place(code, name, kind, _province(province_kind, province), code in served)
        for code, name, kind, start, end, province, province_kind in rows
        if (start is None or start <= today) and (end is None or end >= today)
    ]


def _former(today: date) -> list[Former]:
    gone = AdminUnit.objects.filter(level=UnitLevel.COMMUNE, valid_to__lt=today)
    rows = gone.order_by("valid_to").values_list("code", "name", "kind", "merged_into__code", "split_into")
    return [Former(code, name, kind, into or "", tuple(parts)) for code, name, kind, into, parts in rows]


def _province(kind: str | None, name: str | None) -> str:
    return f"{(kind or '')[:1].lower()}{(kind or '')[1:]} {name or ''}".strip()


def resolve(text: str, *, at_home: bool = False) -> tuple[Place | None, list[Place]]:
    """As Places.resolve; looks at the table again before it says that there is nothing."""
    found = places().resolve(text, at_home=at_home)
    return found if found[1] else fresh().resolve(text, at_home=at_home)


def place(code: str) -> Place | None:
    """The place of today that this code means, also one added a moment ago; a merged one leads to its heir."""
    return places().heir(code) or fresh().heir(code)


def text_of(code: str) -> str:
    """How a place is written; one that is gone by the name it had, with what it belongs to now (the places that it
    was divided among); the bare code when nobody knows it."""
    known = places() if code in places().by_code or code in places().former else fresh()
    if code in known.by_code:
        return known.by_code[code].text
    gone = known.former.get(code)
    if gone is None:
        return code
    heir = known.heir(code)
    if heir is not None:
        return f"{gone.own} (nay thuộc {heir.own}, {heir.province})"
    parts = list(dict.fromkeys(part.own for code in gone.parts if (part := known.heir(code))))
    return f"{gone.own} (nay đã chia{' vào ' if parts else ''}{', '.join(parts)})"


def any_served() -> str:
    """The code of a commune that this portal serves (the lowest), "" while there is none."""
    for known in (places(), fresh()):
        if codes := [code for code, place in known.by_code.items() if place.served]:
            return min(codes)
    return ""
