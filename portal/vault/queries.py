"""What is in somebody's store, and which of it fits a paper that is asked for."""

from datetime import date

from django.db.models import QuerySet
from django.http import Http404

from portal.accounts.models import Party
from portal.vault.models import ItemState, VaultExport, VaultItem, VaultShare, VaultUse
from portal.vault.permissions import why_not_use
from portal.web.text import fold

PAGE = 30
_LOOKED_THROUGH = 300
_SHOWN = (ItemState.KEPT, ItemState.OFFERED, ItemState.RECALLED)


def page(party: Party, shelf: str = "", before: int | None = None) -> list[VaultItem]:
    """A page of the store, newest first; one row more than a page tells that there are more."""
    rows = _of(party).filter(state__in=_SHOWN)
    if shelf:
        rows = rows.filter(shelf=shelf)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: PAGE + 1])


def item_of(party: Party, key: str) -> VaultItem:
    """One paper of this very store; anybody else's does not exist (404)."""
    found = _of(party).filter(key=key, state__in=_SHOWN).first()
    if found is None:
        raise Http404("vault item")
    return found


def usable(party: Party, today: date) -> list[VaultItem]:
    """Everything that could be put into a dossier today, newest first, at most a page."""
    rows = _of(party).filter(state=ItemState.KEPT).order_by("-pk")[:PAGE]
    return [item for item in rows if not why_not_use(item, today)]


def fitting(party: Party, result_code: str, today: date) -> list[VaultItem]:
    """The person's papers that are the very result which is asked for (national result code), newest first."""
    if not result_code:
        return []
    rows = _of(party).filter(state=ItemState.KEPT, result_code=result_code).order_by("-pk")[:PAGE]
    return [item for item in rows if not why_not_use(item, today)]


def fitting_each(party: Party, wanted: dict[str, tuple[str, str]], today: date) -> dict[str, list[VaultItem]]:
    """For each wanted (national result code, name) under its key: the very result, or a paper of the very name."""
    rows = list(_of(party).filter(state=ItemState.KEPT).order_by("-pk")[:_LOOKED_THROUGH])
    good = [item for item in rows if not why_not_use(item, today)]
    return {
        key: [item for item in good if (code and item.result_code == code) or fold(item.title) == fold(name)]
        for key, (code, name) in wanted.items()
    }


def newest_values(party: Party, result_codes: set[str], today: date) -> dict[str, VaultItem]:
    """For each result code the newest good paper, for ready-made answers of a form."""
    rows = _of(party).filter(state=ItemState.KEPT, result_code__in=result_codes).order_by("pk")
    return {item.result_code: item for item in rows if not why_not_use(item, today)}


def uses_of(item: VaultItem) -> list[VaultUse]:
    return list(item.uses.order_by("-pk")[:PAGE])


def shares_of(item: VaultItem) -> list[VaultShare]:
    return list(item.shares.order_by("-pk")[:PAGE])


def share_of(key: str) -> VaultShare:
    """A share by its key, with its paper; unknown keys do not exist (404)."""
    found = VaultShare.objects.select_related("item__party", "item__file", "file").filter(key=key).first()
    if found is None:
        raise Http404("share")
    return found


def last_export(party: Party) -> VaultExport | None:
    return VaultExport.objects.select_related("file").filter(party=party).order_by("-pk").first()


def _of(party: Party) -> QuerySet[VaultItem]:
    return VaultItem.objects.select_related("file").filter(party=party)
