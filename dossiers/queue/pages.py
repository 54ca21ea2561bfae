"""The officers' queues: saved views, filters, keyset pages, capped counts (promise P11).

A view is a handful of branches, each answered by one partial index of open dossiers (or of open tasks) in the
order of the due moment. A page takes the first rows of every branch and merges them, so that it costs the same
with ten thousand closed dossiers as with ten million. No OFFSET; nothing is counted beyond COUNT_CAP.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache
from django.db import connection
from django.db.models import Q

from dossiers.codes import read_code
from dossiers.models import Dossier
from dossiers.namesakes import ended_by_name
from dossiers.queries import ended_by_number, of_officer
from dossiers.queue.branches import branches, counted, cut, end_of_day, merged
from dossiers.queue.lines import Line, lines, lines_by_view
from dossiers.queue.views import Filters, Key, View
from dossiers.states import OPEN
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.web.text import digits, fold

PAGE = 50
COUNT_CAP = 1000
_KEPT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Page:
    """Lines in order; keys of the pages beside."""

    rows: list[Line]
    before: Key | None
    after: Key | None


def page(
    officer: Officer,
    view: View,
    filters: Filters | None = None,
    *,
    after: Key | None = None,
    before: Key | None = None,
    size: int = PAGE,
) -> Page:
    """One page of a view: one statement, whatever the size of the archive."""
    found = cut(branches(officer, view, filters or Filters()), after=after, before=before)
    reverse = before is not None
    rows = lines(*merged(found, size + 1, reverse=reverse), reverse=reverse)
    more = len(rows) > size
    rows = rows[:size]
    if reverse:
        rows.reverse()
        return Page(rows, _key(rows[0]) if more else None, _key(rows[-1]) if rows else None)
    return Page(rows, _key(rows[0]) if after and rows else None, _key(rows[-1]) if more else None)


def _key(line: Line) -> Key:
    return Key(line.due, line.pk)


def first_pages(officer: Officer, views: list[View], size: int) -> dict[str, list[Line]]:
    """The beginnings of several views by their slug, in one statement."""
    return lines_by_view([(v.slug, *merged(branches(officer, v, Filters()), size)) for v in views])


def counts(officer: Officer, views: list[View]) -> dict[str, int]:
    """How many each view holds, at most COUNT_CAP + 1 each; one statement."""
    parts, params = [], []
    for view in views:
        sql, bound = counted(branches(officer, view, Filters()), COUNT_CAP + 1)
        parts.append(f"({sql})")
        params += bound
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return {view.slug: number for view, number in zip(views, cursor.fetchone(), strict=True)}


def count(officer: Officer, view: View, filters: Filters) -> int:
    """How many are left after filtering, at most COUNT_CAP + 1."""
    sql, params = counted(branches(officer, view, filters), COUNT_CAP + 1)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        (found,) = cursor.fetchone()
    return int(found)


def shown_count(number: int) -> str:
    """1.001 reads “hơn 1.000”."""
    return "hơn 1.000" if number > COUNT_CAP else f"{number:,}".replace(",", ".")


def every_id(officer: Officer, view: View, filters: Filters, most: int = COUNT_CAP) -> list[int]:
    """The keys of all dossiers of a filtered view, for a batch; at most `most`."""
    sql, params = merged(branches(officer, view, filters), most)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [pk for _, pk in cursor.fetchall()]


def procedures_of(officer: Officer, view: View) -> list[tuple[str, str]]:
    """(code, name) of the procedures of a whole view, for choosing among them; kept for five minutes."""
    key = f"queue:procedures:{officer.pk}:{view.slug}"
    kept: list[tuple[str, str]] | None = cache.get(key)
    if kept is None:
        sql, params = merged(branches(officer, view, Filters()), COUNT_CAP)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT DISTINCT p.code, p.name FROM ({sql}) AS v JOIN dossiers_dossier d ON d.id = v.pk"  # noqa: S608
                " JOIN procedures_procedure p ON p.id = d.procedure_id",
                params,
            )
            kept = cursor.fetchall()
        cache.set(key, kept, _KEPT_SECONDS)
    return kept


def ids_in_scope(officer: Officer, codes: list[str]) -> list[int]:
    """The keys of these codes or references that the officer may see; strangers' are left out."""
    named = Q(code__in=codes[:COUNT_CAP]) | Q(reference__in=codes[:COUNT_CAP])
    found = of_officer(officer).filter(named, state__in=OPEN).order_by("next_due_at", "pk")
    return list(found.values_list("pk", flat=True))


def keys_in_scope(officer: Officer, keys: list[str]) -> list[int]:
    """Those of these keys that the officer may see, open or ended by now, in the order of their moment."""
    wanted = [int(key) for key in keys[:COUNT_CAP] if key.isascii() and key.isdigit() and len(key) < 18]
    found = of_officer(officer).filter(pk__in=wanted).order_by("next_due_at", "pk")
    return list(found.values_list("pk", flat=True))


def due_by_day(officer: Officer, view: View, until: datetime) -> list[tuple[date, int]]:
    """How many of a view fall due on each of the coming days, today left out; capped like every count."""
    sql, params = merged(branches(officer, view, Filters()), COUNT_CAP)
    start = end_of_day(now())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (due AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, count(*) FROM ({sql}) AS v "  # noqa: S608
            "WHERE due >= %s AND due < %s GROUP BY 1 ORDER BY 1",
            [*params, start, until],
        )
        return list(cursor.fetchall())


def walk(officer: Officer, view: View, filters: Filters, size: int = 500) -> Iterator[list[Line]]:
    """A filtered view page by page, for an export that streams."""
    found = page(officer, view, filters, size=size)
    while found.rows:
        yield found.rows
        if found.after is None:
            return
        found = page(officer, view, filters, after=found.after, size=size)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one dossier stands in a view: 3 of 38, and its neighbours."""

    number: int
    previous: str | None
    next: str | None


def place(officer: Officer, view: View, filters: Filters, key: Key) -> Place:
    """One statement: the row before, the row after, how many stand before (capped)."""
    found = branches(officer, view, filters)
    after, after_params = merged(cut(found, after=key), 1)
    earlier = cut(found, before=key)
    before, before_params = merged(earlier, 1, reverse=True)
    ahead, ahead_params = merged(earlier, COUNT_CAP)
    named = "SELECT coalesce(d.code, d.reference) FROM dossiers_dossier d JOIN"
    sql = (
        f"SELECT ({named} ({after}) AS n ON n.pk = d.id), ({named} ({before}) AS p ON p.pk = d.id), "  # noqa: S608
        f"(SELECT count(*) FROM ({ahead}) AS a)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*after_params, *before_params, *ahead_params])
        following, previous, number = cursor.fetchone()
    return Place(number=number + 1, previous=previous, next=following)


def find(officer: Officer, text: str) -> str:
    """The code of the one dossier that the text names exactly, inside the officer's own scope; else ""."""
    read = read_code(text)
    if not any(char.isdigit() for char in read) or "-" not in read:
        return ""
    exact = Q(reference=read) if read.startswith("T-") else Q(code=read)
    found = of_officer(officer).filter(exact).only("code", "reference").first()
    return found.shown_code if found else ""


def closed_matches(officer: Officer, text: str, most: int = 20) -> list[Dossier]:
    """Ended dossiers in scope by number or by words of the owner's name in any order, newest first."""
    number, name = digits(text), fold(text)
    if len(number) >= 9:
        return ended_by_number(officer, number, most)
    return ended_by_name(officer, name, most) if len(name) >= 3 else []
