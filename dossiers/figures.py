"""What the last months say about each procedure, for those who decide what goes on line (ST-18)."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, F, Q, Sum

from dossiers.models import Dossier, ItemPage
from dossiers.states import State
from procedures.online.figures import Figures

_MEGABYTE = 1_000_000


def figures(since: datetime) -> Mapping[int, Figures]:
    """By key of procedure, from submitted dossiers since a moment; test dossiers never count."""
    sent = (
        Dossier.objects.filter(is_test=False, submitted_at__gte=since).exclude(state=State.DRAFT).order_by()
    )
    rows = sent.values("procedure_id").annotate(
        received=Count("pk"),
        online=Count("pk", filter=Q(channel="online")),
        finished=Count("pk", filter=Q(finished_at__isnull=False)),
        late=Count("pk", filter=Q(finished_at__gt=F("due_at"))),
        agencies=Count("competent_agency", distinct=True),
    )
    pages = ItemPage.objects.filter(removed_at=None, item__dossier__in=sent.values("pk")).order_by()
    sizes = dict(
        pages.values("item__dossier__procedure_id")
        .annotate(bytes=Sum("file__size"))
        .values_list("item__dossier__procedure_id", "bytes")
    )
    return {
        row["procedure_id"]: Figures(
            received=row["received"],
            online=row["online"],
            late=row["late"],
            finished=row["finished"],
            agencies=row["agencies"],
            megabytes=round(sizes.get(row["procedure_id"], 0) / _MEGABYTE / row["received"], 1),
        )
        for row in rows
    }
