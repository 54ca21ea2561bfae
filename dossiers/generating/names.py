"""Invented names in groups of one shape: the same number of bytes in each of their three forms."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dossiers.generating.stencils import Bytes, digits, letters, small
from portal.web.text import fold, name_sort_key
from procedures.samples import FAMILY, GIVEN, MIDDLE

_LEAST = 24  # names of a shape, so that a village is not full of namesakes
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Shape:
    """Bytes of the name, of its form without diacritics, of its sort key; and whose names these are."""

    name: int
    fold: int
    sort: int
    female: bool


@dataclass(frozen=True)
class Names:
    """All names of one shape, a row each."""

    name: Bytes
    fold: Bytes
    sort: Bytes


@cache
def by_shape() -> dict[Shape, Names]:
    groups: dict[Shape, list[tuple[str, str, str]]] = defaultdict(list)
    for family in FAMILY:
        for middle in MIDDLE:
            for given in GIVEN:
                name = f"{family} {middle} {given}"
                forms = (name, fold(name), name_sort_key(name))
                whole, plain, key = (len(form.encode()) for form in forms)
                groups[Shape(whole, plain, key, "Thị" in middle)].append(forms)
    return {
        shape: Names(*(letters([forms[n] for forms in found]) for n in range(3)))
        for shape, found in groups.items()
        if len(found) >= _LEAST
    }


def number_of(person: NDArray[np.int64], *, female: bool) -> tuple[Bytes, Bytes]:
    """(12-digit number, day of birth) of each person: century, sex and year agree (domain.md §12)."""
    year = 50 + person % 50
    serial = person // 50 * 7919 % 1_000_000
    number = np.hstack(
        [digits(np.full_like(person, 221 if female else 220), 4), digits(year, 2), digits(serial, 6)]
    )
    return number, small(((year - 100) * _DAYS_A_YEAR + 166).astype(np.int64))
