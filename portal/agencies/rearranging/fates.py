"""Who takes whose place: the lines of a rearrangement, with the divisions and desks below what ends."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal.agencies.models import AdminUnit, Agency, AgencyKind
from portal.agencies.queries import standing, today
from portal.agencies.rearranging.records import Act, Rearrangement, RearrangementLine
from portal.agencies.routing import INSTEAD

ENDING = (Act.MERGE, Act.SPLIT, Act.END)


@dataclass(frozen=True, slots=True)
class Fate:
    """An agency that ends, and its heir (None: nobody is named). `line` is what decides it."""

    agency: Agency
    heir: Agency | None
    line: RearrangementLine


@dataclass(frozen=True)
class Fates:
    """What a rearrangement does to agencies and places. `last_day`: the last day of the old order."""

    record: Rearrangement
    ends: list[Fate] = field(default_factory=list)
    renames: list[RearrangementLine] = field(default_factory=list)
    units: list[RearrangementLine] = field(default_factory=list)

    @property
    def day(self) -> date:
        return self.record.effective_from

    @property
    def last_day(self) -> date:
        return self.day - timedelta(days=1)

    def heir(self, agency_id: int | None) -> Agency | None:
        return next((one.heir for one in self.ends if one.agency.pk == agency_id), None)

    def ended(self) -> list[int]:
        return [one.agency.pk for one in self.ends]


def fates_of(record: Rearrangement) -> Fates:
    """The consequences of the lines for agencies and units, children included; nothing is changed."""
    rows = record.lines.select_related(
        "agency__admin_unit", "heir__admin_unit", "unit__parent", "heir_unit__parent"
    )
    lines = list(rows)
    found = Fates(record)
    named = {line.agency_id for line in lines if line.agency_id}
    beyond = _Standing(record.effective_from)
    for line in lines:
        if line.unit_id:
            found.units.append(line)
        elif line.act == Act.RENAME:
            found.renames.append(line)
        else:
            assert line.agency is not None
            found.ends.append(Fate(line.agency, line.heir, line))
            for child in beyond.below(line.agency):
                if child.pk not in named:
                    found.ends.append(Fate(child, beyond.matching(child, line.heir), line))
    return found


class _Standing:
    """The agencies of the new order with their children, read once."""

    def __init__(self, day: date) -> None:
        self.day = day
        rows = list(standing(day).select_related("admin_unit").order_by("code"))
        self.children: dict[int | None, list[Agency]] = {}
        for agency in [*rows, *_ending_then(day, {row.pk for row in rows})]:
            self.children.setdefault(agency.parent_id, []).append(agency)

    def below(self, agency: Agency) -> Iterator[Agency]:
        for child in self.children.get(agency.pk, []):
            yield child
            yield from self.below(child)

    def matching(self, child: Agency, heir: Agency | None) -> Agency | None:
        """The body of the heir that does the child's work: same kind and specialty, else the heir itself."""
        if heir is None:
            return None
        inside = [one for one in self.children.get(heir.pk, []) if one.stands_on(self.day)]
        if child.kind == AgencyKind.CENTRE:
            return next((one for one in inside if one.kind == AgencyKind.CENTRE), heir)
        for wanted in (child.specialty, INSTEAD.get(child.specialty, "")):
            for one in inside:
                if wanted and one.specialty == wanted and one.kind != AgencyKind.CENTRE:
                    return one
        return heir


def _ending_then(day: date, known: set[int]) -> list[Agency]:
    """Those that this very rearrangement has already ended (asked again after approval)."""
    last = Agency.objects.filter(valid_to=day - timedelta(days=1)).exclude(pk__in=known)
    return list(last.select_related("admin_unit").order_by("code"))


def committees_left(found: Fates) -> list[tuple[AdminUnit, Agency]]:
    """Agencies of an ending place that no line speaks of, where the place has no single heir to go on with."""
    spoken = {fate.agency.pk for fate in found.ends} | {
        line.agency_id for line in found.renames if line.agency_id
    }
    left = []
    for line in found.units:
        if line.heir_unit_id and line.act in (Act.RENAME, Act.MERGE):
            continue
        assert line.unit is not None
        stays = standing(found.last_day).filter(admin_unit=line.unit).exclude(pk__in=spoken).order_by("code")
        left += [(line.unit, agency) for agency in stays]
    return left


def body_of(child: Agency, heir: Agency) -> Agency:
    """The body of `heir` that does today the work of `child`, else the heir itself."""
    return _Standing(today()).matching(child, heir) or heir
