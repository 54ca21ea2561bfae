"""What the law demands was told, by the log of what was sent (QN-13.2b)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from portal.notifications.models import Message
from portal.notifications.wordings.kinds import KINDS

STATUTORY = tuple(name for name, kind in KINDS.items() if kind.law)


@dataclass(frozen=True)
class Told:
    """One kind within a time: on how many people's pages, taken by a way out, confirmed, still waiting, given up, told
    by an officer, and heard by nobody yet."""

    template: str
    word: str
    law: str
    pages: int
    sent: int
    delivered: int
    waiting: int
    given_up: int
    by_hand: int
    unheard: int


def told(since: datetime, until: datetime) -> list[Told]:
    """The statutory kinds, each with its figures; read from the days asked for alone (a BRIN index)."""
    rows = Message.objects.filter(created_at__gte=since, created_at__lt=until, template__in=STATUTORY)
    outward, desk = ~Q(channel__in=["in_app", "push", "desk"]), Q(channel="desk")
    found: dict[str, dict[str, Any]] = {
        str(row["template"]): dict(row)
        for row in rows.order_by()
        .values("template")
        .annotate(
            pages=Count("pk", filter=Q(channel="in_app")),
            sent=Count("pk", filter=outward & Q(sent_at__isnull=False)),
            delivered=Count("pk", filter=outward & Q(delivered_at__isnull=False)),
            waiting=Count("pk", filter=outward & Q(sent_at=None, attempts__lt=12)),
            given_up=Count("pk", filter=outward & Q(sent_at=None, attempts__gte=12)),
            by_hand=Count("pk", filter=desk & Q(sent_at__isnull=False)),
            unheard=Count("pk", filter=desk & Q(sent_at=None)),
        )
    }
    names = ("pages", "sent", "delivered", "waiting", "given_up", "by_hand", "unheard")
    empty = dict.fromkeys(names, 0)
    return [
        Told(
            name,
            KINDS[name].word,
            KINDS[name].law,
            **{key: found.get(name, empty)[key] for key in empty},
        )
        for name in STATUTORY
    ]
