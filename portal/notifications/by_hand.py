"""What the law demands and no way out can bring: an officer tells the person, and the log says who did and how
(QN-13.2b).

Such a message is a row of the outbox with the channel "desk". No worker ever takes it; it is open until somebody writes
down that the person heard.
"""

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from portal.notifications import rules
from portal.notifications.models import Channel, Message
from portal.notifications.wordings.kinds import KINDS

NO_ADDRESS = "Không có thư điện tử hay số máy nào nhận được."
ALL_FAILED = "Thư, Zalo và tin nhắn đều không đến."
HOW = {"phone": "Gọi điện", "met": "Nói trực tiếp, đưa giấy tại quầy", "paper": "Gửi giấy đến nhà"}
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def must_hear(template: str) -> bool:
    """Whether the law demands that a person is told of this."""
    kind = KINDS.get(template)
    return bool(kind and kind.law and not kind.officer)


def reachable(*, email: str, phone: str) -> bool:
    """Whether any way out of this installation reaches such a person."""
    return bool(rules.ways("accepted", None, email, phone))


def asked(key: str, why: str = NO_ADDRESS, **said: Any) -> Message:
    """The row that asks an officer to tell; `key` names the act as in `services.queue`."""
    return Message(channel=Channel.DESK, key=f"{key}:{Channel.DESK}", error=why, next_try_at=_NEVER, **said)


def after(message: Message) -> Message | None:
    """What is left when the last way failed; None for what nobody has to hear."""
    if not must_hear(message.template):
        return None
    said = ("user_id", "party_id", "template", "subject", "text", "html", "about", "wording_id")
    row = asked(message.key.rsplit(":", 1)[0], ALL_FAILED, **{name: getattr(message, name) for name in said})
    Message.objects.bulk_create([row], ignore_conflicts=True)
    return row


def waiting() -> QuerySet[Message]:
    """Everything that an officer still has to tell, the oldest first."""
    return Message.objects.filter(channel=Channel.DESK, sent_at=None).order_by("id")


def told(*, about: str, party_id: int | None, by: str, how: str, note: str = "") -> int:
    """Somebody told the person all that waited about one thing; how many messages that were. Twice is once."""
    at = timezone.now()
    words = {"how": how, "by": by, "note": note[:300]}
    mine = waiting().filter(about=about, party_id=party_id)
    return mine.update(sent_at=at, delivered_at=at, error="", words=words)
