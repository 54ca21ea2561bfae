"""Writing catalogues: a new name from a day, entries learnt from a source, a whole file."""

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import TextIO

from django.db import transaction

from portal.catalogues.models import Entry, Kind
from portal.web.refusals import StepRefused
from portal.web.text import clean

DATA = Path(__file__).with_name("data")
SHIPPED = {
    Kind.RESULT: "results.csv",
    Kind.BANK: "banks.csv",
    Kind.PAPER: "papers.csv",
    Kind.REVENUE: "revenues.csv",
}


@transaction.atomic
def rename(*, entry: Entry, name: str, on: date) -> Entry:
    """A new name from a day on; the old row ends the day before. Raises StepRefused."""
    locked = Entry.objects.select_for_update().get(pk=entry.pk)
    name = clean(name)
    if not name or name == locked.name:
        raise StepRefused("Nhập tên mới khác tên đang dùng.")
    if locked.valid_to is not None:
        raise StepRefused("Mục này đã thôi dùng.")
    if locked.valid_from is not None and on <= locked.valid_from:
        raise StepRefused("Ngày đổi tên phải sau ngày mục này bắt đầu dùng.")
    locked.valid_to = on - timedelta(days=1)
    locked.save()
    also = "\n".join(filter(None, [locked.also, locked.name]))
    return Entry.objects.create(
        kind=locked.kind, code=locked.code, name=name, also=also, valid_from=on, source=locked.source
    )


def learn(kind: Kind, said: Iterable[tuple[str, str]], source: str) -> int:
    """Adds the codes that the catalogue does not have, with the name they came with; nothing known is changed.

    Returns how many were new. They are marked as not checked."""
    named: dict[str, str] = {}
    for code, name in said:
        if code and len(code) <= 40:
            named.setdefault(code, clean(name)[:500] or code)
    have = set(Entry.objects.filter(kind=kind, code__in=named).values_list("code", flat=True))
    rows = [Entry(kind=kind, code=code, name=name, source=source[:200]) for code, name in named.items()]
    fresh = [row for row in rows if row.code not in have]
    for row in fresh:
        row.fold_words()
    Entry.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


@transaction.atomic
def read_file(kind: Kind, file: TextIO, *, source: str = "") -> tuple[int, int, list[str]]:
    """Reads `code,name,also,from,to` with a head line (also apart by “;”): (new, changed, what was refused and why).

    A code that is known gets its other names and dates; its name changes only through `rename`."""
    new = changed = 0
    refused: list[str] = []
    have = {row.code: row for row in Entry.objects.filter(kind=kind, valid_to=None)}
    for number, line in enumerate(csv.DictReader(file), 2):
        code, name = clean(line.get("code") or ""), clean(line.get("name") or "")
        try:
            begins, ends = _day(line.get("from")), _day(line.get("to"))
        except ValueError:
            refused.append(f"Dòng {number}: ngày phải viết như 2026-07-01.")
            continue
        if not code or not name or len(code) > 40 or len(name) > 500:
            refused.append(f"Dòng {number}: thiếu mã hoặc tên, hoặc quá dài.")
            continue
        row = have.get(code)
        if row is not None and row.name != name:
            refused.append(f"Dòng {number}: mã {code} đang có tên “{row.name}”; đổi tên ở trang quản trị.")
            continue
        also = "\n".join(one for part in (line.get("also") or "").split(";") if (one := clean(part)))
        if row is None:
            row = Entry(kind=kind, code=code, name=name, source=source, checked=(line.get("checked") == "1"))
            new += 1
        elif (row.also, row.valid_from, row.valid_to) == (also, begins, ends):
            continue
        else:
            changed += 1
        row.also, row.valid_from, row.valid_to = also, begins, ends
        row.save()
        have[code] = row
    return new, changed, refused


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text.strip()) if text and text.strip() else None


def load_shipped() -> int:
    """Puts in what ships with the portal; what the province has changed meanwhile stays. How many were new."""
    count = 0
    for kind, name in SHIPPED.items():
        if Entry.objects.filter(kind=kind).exists():
            continue
        with (DATA / name).open(encoding="utf-8") as file:
            count += read_file(kind, file, source="Bản giao kèm phần mềm")[0]
    return count
