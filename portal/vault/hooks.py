"""Places of the store's page for higher rooms: the dossiers (classes 2 and 3 of QN-15) are shown, not copied."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.accounts.models import Party


@dataclass(frozen=True)
class Beside:
    """A way to something that belongs to the store and lies elsewhere."""

    title: str
    text: str
    url: str


_ways: list[Callable[[Party], Beside]] = []


def beside(way: Callable[[Party], Beside]) -> None:
    """A higher room adds its way; called when the application starts."""
    if way not in _ways:
        _ways.append(way)


def ways(party: Party) -> list[Beside]:
    return [way(party) for way in _ways]
