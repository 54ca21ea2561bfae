"""The places: 34 provinces and 3,321 communes of today, and those that ended on 30/06/2025.

Codes are those of the national list of administrative units (QĐ 19/2025/QĐ-TTg); what became of the
former units follows from the resolutions on rearrangement of 2025. Former districts and communes are kept
for the provinces of the five regulations; former provinces for the whole country.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from portal.agencies.loading.stamps import DATA, fingerprint, is_loaded, mark_loaded
from portal.agencies.models import AdminUnit, UnitLevel
from portal.web.text import clean, fold

LAST_DAY = date(2025, 6, 30)
FIRST_DAY = date(2025, 7, 1)
_FILES = ("units.csv", "former_units.csv")
_Key = tuple[str, str, date | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the data; `into` holds the codes of the units that took its place."""

    level: str
    code: str
    kind: str
    name: str
    parent: str
    ended: bool
    into: tuple[str, ...] = ()


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def former() -> list[Row]:
    """Units that ended on 30/06/2025, from the top down."""
    return [
        Row(r["level"], r["code"], r["kind"], clean(r["name"]), r["parent"], True, _codes(r["into"]))
        for r in rows(_FILES[1])
    ]


def current() -> list[Row]:
    """Units that stand today, from the top down."""
    levels = {2: UnitLevel.PROVINCE, 5: UnitLevel.COMMUNE}
    return [
        Row(levels[len(r["code"])], r["code"], r["kind"], clean(r["name"]), r["parent"], False)
        for r in rows(_FILES[0])
    ]


def load_units() -> int:
    """Brings the table in line with the data; the number of units that were new or changed."""
    sha256 = fingerprint(*_FILES)
    if is_loaded("units", sha256):
        return 0
    with transaction.atomic():
        touched = _load()
        mark_loaded("units", sha256)
    return touched


def _codes(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("|")) if joined else ()


def _load() -> int:
    merged = {row.code for row in former() if row.level == UnitLevel.PROVINCE} | {
        into for row in former() if row.level == UnitLevel.PROVINCE for into in row.into
    }
    known: dict[_Key, AdminUnit] = {
        (unit.level, unit.code, unit.valid_from): unit for unit in AdminUnit.objects.all()
    }
    touched = 0
    now_by_code: dict[tuple[str, str], AdminUnit] = {}
    then_by_code: dict[tuple[str, str], AdminUnit] = {}
    for level, ended, batch in _batches():
        above = _parents(level, ended, now_by_code, then_by_code)
        placed, count = _place(batch, known, above, now_by_code, merged)
        touched += count
        (then_by_code if ended else now_by_code).update({(level, unit.code): unit for unit in placed})
    return touched


def _batches() -> Iterator[tuple[str, bool, list[Row]]]:
    past, present = former(), current()
    order = [(UnitLevel.PROVINCE, False), (UnitLevel.COMMUNE, False)]
    order += [(level, True) for level in (UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE)]
    for level, ended in order:
        yield level, ended, [row for row in (past if ended else present) if row.level == level]


def _parents(
    level: str,
    ended: bool,
    now_by_code: dict[tuple[str, str], AdminUnit],
    then_by_code: dict[tuple[str, str], AdminUnit],
) -> dict[str, AdminUnit]:
    """Code → the unit above: a former district lies in the former province, or in one that still stands."""
    if level == UnitLevel.PROVINCE:
        return {}
    above = UnitLevel.DISTRICT if ended and level == UnitLevel.COMMUNE else UnitLevel.PROVINCE
    found = {code: unit for (kind, code), unit in now_by_code.items() if kind == above}
    if ended:
        found |= {code: unit for (kind, code), unit in then_by_code.items() if kind == above}
    return found


def _place(
    batch: list[Row],
    known: dict[_Key, AdminUnit],
    above: dict[str, AdminUnit],
    now_by_code: dict[tuple[str, str], AdminUnit],
    merged: set[str],
) -> tuple[list[AdminUnit], int]:
    new, changed, placed = [], [], []
    for row in batch:
        made = _unit(row, above, now_by_code, merged)
        old = known.get((row.level, row.code, made.valid_from))
        if old is None:
            new.append(made)
        elif _facts(old) != _facts(made):
            made.pk = old.pk
            changed.append(made)
        else:
            made = old
        placed.append(made)
    AdminUnit.objects.bulk_create(new, batch_size=2000)
    AdminUnit.objects.bulk_update(
        changed,
        ["name", "name_fold", "kind", "parent", "valid_to", "merged_into", "split_into"],
        batch_size=500,
    )
    return placed, len(new) + len(changed)


def _unit(
    row: Row, above: dict[str, AdminUnit], now_by_code: dict[tuple[str, str], AdminUnit], merged: set[str]
) -> AdminUnit:
    begins = None
    if not row.ended and (row.level == UnitLevel.COMMUNE or row.code in merged):
        begins = FIRST_DAY
    heir = now_by_code[(row.level, row.into[0])] if _merged_whole(row) else None
    return AdminUnit(
        code=row.code,
        name=row.name,
        name_fold=fold(f"{row.kind} {row.name}"),
        kind=row.kind,
        level=row.level,
        parent=above.get(row.parent),
        valid_from=begins,
        valid_to=LAST_DAY if row.ended else None,
        merged_into=heir,
        split_into=list(row.into) if row.level == UnitLevel.COMMUNE and len(row.into) > 1 else [],
    )


def _merged_whole(row: Row) -> bool:
    """A district was abolished, not merged; a commune cut in pieces has no single heir."""
    return row.level != UnitLevel.DISTRICT and len(row.into) == 1


def _facts(unit: AdminUnit) -> tuple[object, ...]:
    return (
        unit.name,
        unit.name_fold,
        unit.kind,
        unit.parent_id,
        unit.valid_to,
        unit.merged_into_id,
        list(unit.split_into),
    )
