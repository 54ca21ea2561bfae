"""What was sent to whom, as its reader sees it: the words once, and each way they went."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.accounts.models import Party, User
from portal.notifications.by_hand import NO_ADDRESS
from portal.notifications.models import Channel, Message
from portal.notifications.tasks import MOST_TRIES
from portal.web.show import moment, stamp

MOST, A_PAGE, MOST_UNDELIVERED = 100, 20, 200
_OUTWARD = (Channel.EMAIL, Channel.ZALO, Channel.SMS, Channel.DESK)


@dataclass
class Heard:
    """One message: its words, and the rows by which it went out."""

    said: Message
    ways: list[Message] = field(default_factory=list)


def messages_about(about: str, user: User) -> list[Heard]:
    """Every message to this person about one thing, newest first."""
    rows = Message.objects.filter(about=about, user=user).exclude(channel=Channel.PUSH)
    return _heard(rows.order_by("-id")[:MOST])


def messages_to(user: User, before: int = 0) -> tuple[list[Heard], int]:
    """A page of everything this person was told, newest first, and where the next one begins (0: nowhere)."""
    mine = Q(user=user) | Q(user=None, party_id__in=Party.objects.filter(user=user).values("pk"))
    rows = Message.objects.filter(mine, channel=Channel.IN_APP)
    rows = rows.filter(pk__lt=before) if before else rows
    page = list(rows.order_by("-id")[: A_PAGE + 1])
    keys = [f"{_base(one)}:{way}" for one in page[:A_PAGE] for way in _OUTWARD]
    ways = Message.objects.filter(key__in=keys).defer("html").order_by("id")
    following = page[A_PAGE - 1].pk if len(page) > A_PAGE else 0
    return _heard([*page[:A_PAGE], *ways]), following


def undelivered(since: datetime) -> list[Heard]:
    """Messages that one way gave up, that came back, or that had no way at all, with the other ways; newest first."""
    by_hand = Q(sent_at=None, channel=Channel.DESK, error=NO_ADDRESS)
    lost = Q(sent_at=None, attempts__gte=MOST_TRIES) | (Q(sent_at__isnull=False) & ~Q(error="")) | by_hand
    rows = Message.objects.filter(lost, created_at__gte=since, channel__in=_OUTWARD).defer("html", "text")
    found = list(rows.select_related("user").order_by("-id")[:MOST_UNDELIVERED])
    keys = [f"{_base(one)}:{way}" for one in found for way in _OUTWARD if way != one.channel]
    others: dict[str, list[Message]] = {}
    for one in Message.objects.filter(key__in=keys).defer("html", "text").order_by("id"):
        others.setdefault(_base(one), []).append(one)
    return [Heard(one, others.get(_base(one), [])) for one in found]


def reached(one: Heard) -> bool:
    """Whether another way took it and it has not come back from there."""
    return any(way.sent_at and not way.error for way in one.ways)


def how_it_went(way: Message) -> str:
    """In one short sentence, for whoever it was sent to."""
    if way.channel == Channel.DESK and way.sent_at:
        return _("%(who)s đã báo %(at)s") % {"who": way.words.get("by", ""), "at": stamp(way.sent_at)}
    if way.channel == Channel.DESK:
        return _("quầy sẽ gọi hoặc gửi giấy")
    if way.sent_at and way.error:
        return _("bị trả lại, đã chuyển sang cách khác")
    if way.delivered_at:
        return _("đã đến %(at)s") % {"at": stamp(way.delivered_at)}
    if way.sent_at:
        return _("đã gửi %(at)s") % {"at": stamp(way.sent_at)}
    if way.attempts >= MOST_TRIES:
        return _("không gửi được")
    if way.next_try_at - way.created_at > timedelta(hours=1) and not way.attempts:
        return _("sẽ gửi lúc %(at)s") % {"at": moment(way.next_try_at)}
    return _("đang gửi")


def _base(message: Message) -> str:
    """The act that it speaks of; the last part of a key is the way."""
    return message.key.rsplit(":", 1)[0]


def _heard(rows: Iterable[Message]) -> list[Heard]:
    """Rows of one act together, in the order in which they came; the page's own words speak."""
    found: dict[str, Heard] = {}
    for row in rows:
        heard = found.setdefault(_base(row), Heard(row))
        if row.channel == Channel.IN_APP:
            heard.said = row
        else:
            heard.ways.append(row)
    return list(found.values())
