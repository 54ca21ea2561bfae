"""Which catalogues there are: each room offers those it keeps when the application starts (QN-7.5)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

Row = dict[str, Any]
Listing = Callable[[date, str, int], list[Row]]
"""(day, code after which to go on, how many) → rows in the order of their codes, each with `code` and `name`."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    key: str
    name: str
    rows: Listing


_offered: dict[str, Catalogue] = {}


def offer(key: str, name: str, rows: Listing) -> None:
    """Adds a catalogue; `key` is the word in its address."""
    _offered[key] = Catalogue(key, name, rows)


def catalogues() -> list[Catalogue]:
    """Every catalogue, by its name."""
    return sorted(_offered.values(), key=lambda one: one.name)


def catalogue(key: str) -> Catalogue | None:
    return _offered.get(key)
