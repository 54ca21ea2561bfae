"""Giving a dossier its code: agency, day, sequence; unique and never used twice (domain.md §3)."""

import re
from collections.abc import Callable
from datetime import date, datetime

from django.db import connection

from dossiers.models import Dossier
from portal.agencies.queries import profile
from portal.web.show import local
from portal.web.text import clean

CODE = re.compile(r"^(?P<agency>[A-Z0-9.]{3,35})-(?P<date>\d{6}|\d{8})-(?P<seq>\d{4,7})$")
_NEXT = """
    INSERT INTO dossiers_codecounter (agency_code, day, last) VALUES (%s, %s, 1)
    ON CONFLICT (agency_code, day) DO UPDATE SET last = dossiers_codecounter.last + 1
    RETURNING last
"""
_NEXT_IN_BOOK = (
    "UPDATE dossiers_codecounter SET last = last + 1 WHERE agency_code = %s AND day = %s RETURNING last"
)
_OPEN_BOOK = """
    INSERT INTO dossiers_codecounter (agency_code, day, last) VALUES (%s, %s, %s)
    ON CONFLICT (agency_code, day) DO UPDATE SET last = dossiers_codecounter.last + 1
    RETURNING last
"""
_NOTE_IN_BOOK = (
    "UPDATE dossiers_codecounter SET last = greatest(last, %s) WHERE agency_code = %s AND day = %s"
)


def next_code(dossier: Dossier, at: datetime) -> str:
    """The next code of the agency for the Vietnamese day of `at`; the counter's row is the lock."""
    receives = profile().code_agency == "receiving"
    agency = dossier.receiving_agency if receives else dossier.competent_agency
    assert agency is not None
    day = local(at).date()
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [agency.code, day])
        (sequence,) = cursor.fetchone()
    return f"{agency.code}-{day:%y%m%d}-{sequence:04}"


def next_in_book(agency_id: int, book: str, year: int, *, so_far: Callable[[], int]) -> int:
    """The next number of an agency's book of the year; `so_far` counts what stands in it, asked once a year."""
    key: tuple[str, date] = (_book(agency_id, book), date(year, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_IN_BOOK, key)
        if (row := cursor.fetchone()) is None:
            cursor.execute(_OPEN_BOOK, [*key, so_far() + 1])
            row = cursor.fetchone()
        return int(row[0])


def note_in_book(agency_id: int, book: str, year: int, number: int) -> None:
    """A number that somebody wrote by hand: the book goes on behind it. Nothing while the book is not open."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE_IN_BOOK, [number, _book(agency_id, book), date(year, 1, 1)])


def _book(agency_id: int, book: str) -> str:
    """Beside the agencies' codes in the counters, and never one of them."""
    return f"#{agency_id}/{book}"[:35]


def read_code(typed: str) -> str:
    """What a person typed, brought to the written form: spaces gone, capitals, O for 0 forgiven, dashes supplied.

    "h49.12 251020 1" → "H49.12-251020-0001"; a temporary reference keeps its T-.
    """
    text = clean(typed).upper().replace("–", "-").replace("—", "-")
    parts = [part for part in re.split(r"[\s\-]+", text) if part]
    if parts and parts[0] == "T" and len(parts) > 1:
        return "T-" + "".join(parts[1:])
    if len(parts) == 3:
        day, sequence = (part.replace("O", "0") for part in parts[1:])
        return f"{parts[0]}-{day}-{sequence.zfill(4)}"
    return "-".join(parts)
