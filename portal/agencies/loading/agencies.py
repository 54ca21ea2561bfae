"""The agencies of one province with their identifier codes in the form of QĐ 20/2020/QĐ-TTg.

The numbers after the province's letter and digits are our own until the province enters the published ones;
a code in use is never changed by loading again.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from portal.agencies.loading import units
from portal.agencies.loading.stamps import DATA, fingerprint, is_loaded, mark_loaded
from portal.agencies.models import AdminUnit, Agency, AgencyKind, Profile, UnitLevel
from portal.web.text import fold

_FILES = ("units.csv", "former_units.csv", "structure.json")


@dataclass(slots=True)
class Planned:
    """An agency to be; `parent` and `successor` are codes."""

    agency: Agency
    parent: str = ""
    successor: str = ""
    staff: str = ""
    children: list["Planned"] = field(default_factory=list)


@cache
def structure() -> dict[str, Any]:
    return json.loads((DATA / "structure.json").read_text(encoding="utf-8"))


def load_agencies(profile: Profile) -> int:
    """Adds what is missing of the profile's province; the number of agencies added."""
    sha256 = fingerprint(*_FILES, also=f"{profile.code} {profile.agency_root} {profile.tiers}")
    if is_loaded("agencies", sha256):
        return 0
    with transaction.atomic():
        added = _add(plan(profile))
        mark_loaded("agencies", sha256)
    return added


def plan(profile: Profile) -> list[Planned]:
    """Every agency of the province, parents before children."""
    planned = _province(profile)
    communes = area(profile)
    for number, unit in enumerate(communes, structure()["first_commune_number"]):
        planned += _commune(profile, unit, number)
    if profile.tiers == 3:
        planned += _districts(
            profile, {entry.agency.admin_unit_id: entry for entry in planned if _is_ubnd(entry)}
        )
    return planned


def area(profile: Profile) -> list[AdminUnit]:
    """Today's communes in the profile's province, or in the land of a province that has been merged away."""
    now = AdminUnit.objects.filter(level=UnitLevel.COMMUNE, valid_to=None).order_by("valid_from", "code")
    if any(row.code == profile.province_code and row.level == UnitLevel.PROVINCE for row in units.current()):
        return list(now.filter(parent__code=profile.province_code))
    past = units.former()
    districts = {
        row.code for row in past if row.level == UnitLevel.DISTRICT and row.parent == profile.province_code
    }
    heirs = {
        code
        for row in past
        if row.level == UnitLevel.COMMUNE and row.parent in districts
        for code in row.into
    }
    return list(now.filter(code__in=heirs))


def province_unit(profile: Profile) -> AdminUnit:
    """The province itself: today's unit with that code, or the last one that bore it."""
    return AdminUnit.objects.filter(level=UnitLevel.PROVINCE, code=profile.province_code).order_by(
        "-valid_to"
    ).first() or _missing(profile)


def _missing(profile: Profile) -> AdminUnit:
    raise LookupError(f"Chưa nạp đơn vị hành chính {profile.province_code} ({profile.province_name}).")


def _is_ubnd(entry: Planned) -> bool:
    return entry.agency.kind == AgencyKind.COMMUNE


def _province(profile: Profile) -> list[Planned]:
    told, root, unit = structure(), profile.agency_root, province_unit(profile)
    words = {"province": f"tỉnh {profile.province_name}"}
    place = profile.province_name
    top = _planned(told["province"], root, AgencyKind.PROVINCE, unit, words, "", "province", place)
    centre = _planned(
        told["centre"],
        f"{root}.{told['centre']['number']}",
        AgencyKind.PROVINCE_CENTRE,
        unit,
        words,
        root,
        "province_centre",
        place,
    )
    planned = [top, centre]
    for kind, key in ((AgencyKind.DEPARTMENT, "departments"), (AgencyKind.VERTICAL, "verticals")):
        for entry in told[key]:
            if profile.code not in entry.get("only_in", [profile.code]):
                continue
            code = f"{root}.{entry['number']}"
            staff = entry.get("staff", "department")
            planned.append(_planned(entry, code, kind, unit, words, root, staff, place))
            for division in entry.get("divisions", []):
                inner = f"{code}.{division['number']}"
                planned.append(
                    _planned(division, inner, AgencyKind.DIVISION, unit, words, code, "division", place)
                )
    return planned


def _commune(profile: Profile, unit: AdminUnit, number: int) -> list[Planned]:
    told, code = structure()["commune"], f"{profile.agency_root}.{number}"
    words = {"commune": unit.in_text, "province": f"tỉnh {profile.province_name}"}
    slug = slugify(fold(str(unit)))
    top = _planned(
        {**told, "slug": slug},
        code,
        AgencyKind.COMMUNE,
        unit,
        words,
        profile.agency_root,
        "commune",
        unit.name,
    )
    planned = [top]
    for child in told["children"]:
        if child.get("only", unit.kind) != unit.kind or child.get("except") == unit.kind:
            continue
        entry = {**child, "slug": f"{child['slug']}-{slug}"}
        if child["kind"] == AgencyKind.DIVISION:
            entry |= {
                "name": f"{child['name']} {unit.in_text}",
                "short_name": child.get("short_name", child["name"]),
            }
        inner = f"{code}.{child['number']}"
        planned.append(_planned(entry, inner, child["kind"], unit, words, code, child["staff"], unit.name))
    return planned


def _districts(profile: Profile, by_unit: dict[int | None, Planned]) -> list[Planned]:
    """The former districts: ended on 30/06/2025; open dossiers went to the commune of the old seat."""
    told = structure()["district"]
    seats = {row.code: row.into[0] for row in units.former() if row.level == UnitLevel.DISTRICT and row.into}
    found = AdminUnit.objects.filter(
        level=UnitLevel.DISTRICT, parent__code=profile.province_code, parent__level=UnitLevel.PROVINCE
    ).order_by("code")
    communes = {entry.agency.admin_unit.code: entry for entry in by_unit.values() if entry.agency.admin_unit}
    planned = []
    for number, unit in enumerate(found, structure()["first_district_number"]):
        entry = _planned(
            {**told, "slug": slugify(fold(str(unit))), "specialty": ""},
            f"{profile.agency_root}.{number}",
            AgencyKind.DISTRICT,
            unit,
            {"district": unit.in_text},
            profile.agency_root,
            "",
            unit.name,
        )
        entry.agency.valid_to = units.LAST_DAY
        heir = communes.get(seats.get(unit.code, ""))
        entry.successor = heir.agency.code if heir else ""
        planned.append(entry)
    return planned


def _planned(
    told: dict[str, Any],
    code: str,
    kind: str,
    unit: AdminUnit,
    words: dict[str, str],
    parent: str,
    staff: str,
    place: str,
) -> Planned:
    name = told["name"].format(**words)
    agency = Agency(
        code=code,
        name=name,
        short_name=told.get("short_name", told["name"]).format(**words)[:80],
        slug=told["slug"],
        kind=kind,
        specialty=told.get("specialty", ""),
        admin_unit=unit,
        place_name=place,
        address=told.get("address", "").format(**words),
    )
    return Planned(agency, parent, "", staff)


def _not_rearranged(planned: list[Planned]) -> list[Planned]:
    """Without the units whose committee has a code of its own by now: a rearrangement has founded it and all below."""
    committees = Agency.objects.filter(kind=AgencyKind.COMMUNE, valid_to=None)
    codes: dict[int | None, str] = dict(committees.values_list("admin_unit_id", "code"))
    own = {
        entry.agency.admin_unit_id
        for entry in planned
        if _is_ubnd(entry) and codes.get(entry.agency.admin_unit_id, entry.agency.code) != entry.agency.code
    }
    return [entry for entry in planned if entry.agency.admin_unit_id not in own]


def _add(planned: list[Planned]) -> int:
    known = {agency.code: agency for agency in Agency.objects.all()}
    new = [entry for entry in _not_rearranged(planned) if entry.agency.code not in known]
    Agency.objects.bulk_create([entry.agency for entry in new])
    known |= {entry.agency.code: entry.agency for entry in new}
    for entry in new:
        entry.agency.parent = known.get(entry.parent)
        entry.agency.successor = known.get(entry.successor)
    Agency.objects.bulk_update([entry.agency for entry in new], ["parent", "successor"], batch_size=500)
    return len(new)
