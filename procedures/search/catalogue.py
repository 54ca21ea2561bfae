"""The index of the catalogue as it stands, built again when a procedure or a synonym has changed."""

import json
from functools import lru_cache
from pathlib import Path

from django.db.models import Count, F, Max
from django.utils import timezone

from portal.web.text import fold
from procedures.models import Procedure, SearchMiss, Synonym
from procedures.search.index import Entry, Index
from procedures.search.words import split

SHIPPED = Path(__file__).resolve().parents[1] / "synonyms.json"
_built: tuple[object, Index, dict[str, str]] | None = None


def find(query: str, limit: int) -> list[int]:
    """The keys of the procedures that a query means, best first."""
    index, synonyms = current()
    return index.find(query[:200], synonyms, limit)


def current() -> tuple[Index, dict[str, str]]:
    """One small question to the database tells whether the index still holds."""
    global _built
    revision = _revision()
    if _built is None or _built[0] != revision:
        _built = (revision, Index(_entries()), _synonyms())
    return _built[1], _built[2]


def _revision() -> tuple[object, ...]:
    procedures = Procedure.objects.aggregate(n=Count("id"), last=Max("id"), at=Max("updated_at"))
    words = Synonym.objects.aggregate(n=Count("id"), last=Max("id"), at=Max("updated_at"))
    return (*procedures.values(), *words.values())


def _entries() -> list[Entry]:
    rows = Procedure.objects.values_list("id", "code", "plain_name", "name", "keywords")
    return [
        Entry(key, code, plain, name, tuple(line for line in keywords.splitlines() if line.strip()))
        for key, code, plain, name, keywords in rows
    ]


def _synonyms() -> dict[str, str]:
    """What people say (folded) → what it means; the administrators' words go before the shipped ones."""
    own = dict(Synonym.objects.values_list("said_fold", "means"))
    return {_words(said): means for said, means in {**shipped(), **own}.items() if _words(said)}


@lru_cache(maxsize=1)
def shipped() -> dict[str, str]:
    """The synonyms that come with the portal, by their folded form."""
    return {fold(said): means for said, means in json.loads(SHIPPED.read_text(encoding="utf-8")).items()}


def _words(text: str) -> str:
    return " ".join(split(text))


def note_miss(query: str) -> None:
    """Keeps what nobody found, for the administrators to add words; numbers of people are not kept."""
    folded = " ".join(split(query))[:200]
    if not folded or sum(char.isdigit() for char in folded) > 5:
        return
    made, new = SearchMiss.objects.get_or_create(query_fold=folded)
    if not new:
        SearchMiss.objects.filter(pk=made.pk).update(count=F("count") + 1, last_at=timezone.now())
