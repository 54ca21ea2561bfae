"""The index of the catalogue as it stands, built again when a procedure or a synonym has changed."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.db.models import Count, F, Max, Q
from django.utils import timezone

from portal.web.text import fold
from procedures.models import STANDING, Procedure, ProcedureVersion, SearchMiss, Synonym
from procedures.search.index import Entry, Index
from procedures.search.words import split

SHIPPED = Path(__file__).resolve().parents[1] / "synonyms.json"


class Built(NamedTuple):
    """The index with what it was built from."""

    revision: object
    words: Index
    synonyms: dict[str, str]
    english: Mapping[int, tuple[str, str]]


_built: Built | None = None


def find(query: str, limit: int) -> list[int]:
    """The keys of the procedures that a query means, best first."""
    built = current()
    return built.words.find(query[:200], built.synonyms, limit)


def english_names() -> Mapping[int, tuple[str, str]]:
    """Everyday and official name in English of the procedures that have them, by key."""
    return current().english


def current() -> Built:
    """One small question to the database tells whether the index still holds."""
    global _built
    revision = _revision()
    if _built is None or _built.revision != revision:
        english = _english()
        _built = Built(revision, Index(_entries(english)), _synonyms(), english)
    return _built


def _revision() -> tuple[object, ...]:
    procedures = Procedure.objects.aggregate(n=Count("id"), last=Max("id"), at=Max("updated_at"))
    words = Synonym.objects.aggregate(n=Count("id"), last=Max("id"), at=Max("updated_at"))
    return (*procedures.values(), *words.values())


def _entries(english: Mapping[int, tuple[str, str]]) -> list[Entry]:
    """English names are found like keywords, whatever the language of the page."""
    rows = Procedure.objects.values_list("id", "code", "plain_name", "name", "keywords")
    return [
        Entry(
            key,
            code,
            plain,
            name,
            (*(line for line in keywords.splitlines() if line.strip()), *english.get(key, ())),
        )
        for key, code, plain, name, keywords in rows
    ]


def _english() -> dict[int, tuple[str, str]]:
    """What the versions announced last are called in English; a later version's words go before."""
    standing = ProcedureVersion.objects.filter(
        Q(effective_to__isnull=True), state__in=STANDING, definition__has_key="english"
    ).order_by("procedure_id", "effective_from", "number")
    found: dict[int, tuple[str, str]] = {}
    for key, document in standing.values_list("procedure_id", "definition"):
        words = document["english"]
        plain, name = (words.get(document.get(part) or "", "") for part in ("plain_name", "name"))
        if plain or name:
            found[key] = (plain or name, name or plain)
    return found


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
