"""How often people did not have to bring a paper again: index 766, group 4.3 and 4.4."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from dossiers.models import Delivery, Dossier, DossierItem
from portal.vault.models import Shelf, VaultItem


@dataclass(frozen=True, slots=True)
class Reuse:
    """Of the dossiers received: with a paper from its owner's store or the national one; the latter alone."""

    received: int
    reused: int
    national: int

    @property
    def share(self) -> int:
        return 100 * self.reused // max(self.received, 1)


def reuse(agencies: Iterable[int], since: datetime) -> Reuse:
    """What these desks received since then, in one statement."""
    kept = DossierItem.objects.filter(dossier=OuterRef("pk"), delivery=Delivery.VAULT)
    mine = Q(about=OuterRef("code")) | Q(about=OuterRef("reference"))
    national = VaultItem.objects.filter(mine, party=OuterRef("owner"), shelf=Shelf.NATIONAL)
    rows = Dossier.objects.filter(receiving_agency__in=list(agencies), received_at__gte=since, is_test=False)
    return Reuse(
        **rows.aggregate(
            received=Count("pk"),
            reused=Count("pk", filter=Exists(kept)),
            national=Count("pk", filter=Exists(kept) & Exists(national)),
        )
    )
