"""The papers of a dossier with their living pages, read in two statements and laid upon it."""

from typing import Any

from django.db.models import QuerySet

from dossiers.models import Dossier, DossierItem, ItemPage
from portal.web.ready import Ready


def items_with_pages(dossier: Dossier) -> list[DossierItem]:
    """The papers of a dossier with their living pages and the files of these, in two statements."""
    pages: dict[int, list[ItemPage]] = {}
    for page in _pages.all(dossier=dossier.pk):
        pages.setdefault(page.item_id, []).append(page)
    found = _items_alone(dossier)
    for item in found:
        own = pages.get(item.pk, [])
        for page in own:
            page.item = item
        _keep(item, "pages", own)
    return found


def with_papers(dossier: Dossier) -> Dossier:
    """Puts the papers, their living pages and the files of both on the dossier, in two statements."""
    laid = _laid(dossier).get("items", ())
    if not laid or not all("pages" in _laid(item) for item in laid):
        _keep(dossier, "items", items_with_pages(dossier))
    return dossier


def with_items(dossier: Dossier) -> Dossier:
    """Puts the papers alone on the dossier, each knowing it, in one statement."""
    if "items" not in _laid(dossier):
        _keep(dossier, "items", _items_alone(dossier))
    return dossier


def _items_alone(dossier: Dossier) -> list[DossierItem]:
    found = _items.all(dossier=dossier.pk)
    for item in found:
        item.dossier = dossier
    return found


def _laid(owner: Dossier | DossierItem) -> dict[str, Any]:
    """What lies on it already, by name."""
    kept: dict[str, Any] = owner.__dict__.setdefault("_prefetched_objects_cache", {})
    return kept


def _keep(owner: Dossier | DossierItem, name: str, rows: list[Any]) -> None:
    """As prefetch_related does it: `owner.<name>.all()` asks nobody from now on."""
    kept = getattr(owner, name).get_queryset()
    kept._result_cache, kept._prefetch_done = rows, True
    _laid(owner)[name] = kept


def _items_of(dossier: int) -> QuerySet[DossierItem]:
    return DossierItem.objects.filter(dossier_id=dossier).select_related("pdf").order_by("position", "id")


def _pages_of(dossier: int) -> QuerySet[ItemPage]:
    living = ItemPage.objects.filter(item__dossier_id=dossier, removed_at=None)
    return living.select_related("file").order_by("position", "id")


_items = Ready(_items_of, dossier=int)
_pages = Ready(_pages_of, dossier=int)
