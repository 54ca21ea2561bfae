"""Where answers may come from beside the applicant's own account. Higher floors connect the sources when the
application starts; one that nobody has connected, or that is down, yields nothing (QN-16.3c)."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from portal.accounts.models import Party
from procedures.definition.shapes import Definition


class Known(NamedTuple):
    """Values by the field that was asked for, and the words that say where they are from (“hồ sơ nộp ngày …”)."""

    values: Mapping[str, Any]
    text: str


Source = Callable[[Party, Definition, frozenset[str]], Known | None]
NAMES = ("vault", "population", "enterprise", "last_dossier")
_sources: dict[str, Source] = {}


def connect(name: str, source: Source) -> None:
    """Connects vault, population, enterprise or last_dossier.

    The source is called at most once per form, with the person, the procedure and every field wanted
    (`KQ.G15.000031.ho_ten` of vault.KQ.G15.000031.ho_ten). Values are in the shape of answers; what does not fit
    its question is left out, so a source need not know the form."""
    if name not in NAMES:
        raise ValueError(f"{name} is none of {NAMES}")
    _sources[name] = source


def ask(name: str, party: Party, definition: Definition, wanted: frozenset[str]) -> Known | None:
    """What a source knows about a person; None when it is not connected or the person is not on file."""
    source = _sources.get(name)
    return source(party, definition, wanted) if source is not None and party.pk is not None else None
