"""Dossiers to be sealed, with everything that their records tell: some fifteen statements for any number of them."""

from collections.abc import Iterable

from django.db.models import Prefetch

from archive.models import Package
from dossiers.models import Dossier, DossierResult, Slip, Talk, Task

_RELATED = (
    "procedure", "version", "owner", "submitter", "receiving_agency__parent", "competent_agency",
)  # fmt: skip
_BULKY = ("version__definition", "procedure__search_fold", "procedure__keywords")
_FOLLOWED = (
    Prefetch("slips", Slip.objects.defer("facts").select_related("file")),
    "slips__file__signatures",
    "hand_overs__signature__signatures",
    "items__pages__file__signatures",
    "visits__photos__file__signatures",
    Prefetch("results", DossierResult.objects.select_related("approved_by__user", "file")),
    "results__file__signatures",
    "supplements",
    Prefetch("tasks", Task.objects.select_related("agency", "officer__user")),
    Prefetch("talks", Talk.objects.select_related("author")),
    "journal",
)


def dossiers(keys: Iterable[int]) -> list[Dossier]:
    """These dossiers, in the order of their keys in `keys`; what does not exist is left out."""
    wanted = list(keys)
    rows = Dossier.objects.select_related(*_RELATED).defer(*_BULKY).prefetch_related(*_FOLLOWED)
    found = rows.in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]


def packages(keys: Iterable[int]) -> dict[int, Package]:
    """Of those that are sealed already, by the dossier's key."""
    return {one.dossier_id: one for one in Package.objects.filter(dossier__in=list(keys)) if one.dossier_id}
