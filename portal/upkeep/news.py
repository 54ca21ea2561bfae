"""News as the home page, the list and the feed show it (ST-4.8-10, HG-4.9)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache

from portal.agencies.queries import today
from portal.upkeep.models import News
from portal.web.cache import near
from portal.web.language import Said, translated

_KEY, _SECONDS = "upkeep:news", 3600
MOST = 50


@dataclass(frozen=True)
class Item:
    """One notice in the language of the page; without English it stays Vietnamese and is marked so."""

    pk: int
    title: str
    paragraphs: list[str]
    day: date
    changed_at: datetime


def standing() -> list[News]:
    """The newest that are shown today; asked from the database once until somebody changes one."""
    kept: list[News] | None = near(_KEY)
    if kept is None:
        kept = list(News.objects.all()[:MOST])
        cache.set(_KEY, kept, _SECONDS)
    on = today()
    return [
        one for one in kept if one.shown_from <= on and (one.shown_until is None or on <= one.shown_until)
    ]


def items(most: int = MOST) -> list[Item]:
    return [told(one) for one in standing()[:most]]


def told(one: News) -> Item:
    """In the language of the page where it was written in that."""
    english = translated() and bool(one.title_en)
    title = Said.of(one.title_en, one.title) if english else one.title
    parts = (one.text_en if english else one.text).replace("\r\n", "\n").split("\n\n")
    shown = [Said.of(part, "") if english else part for part in map(str.strip, parts) if part]
    return Item(one.pk, title, shown, one.shown_from, one.changed_at)


def forget() -> None:
    """After a change; other processes see it within a second."""
    cache.delete(_KEY)
