"""What was sent to whom."""

from portal.accounts.models import User
from portal.notifications.models import Message

MOST = 100


def messages_about(about: str, user: User) -> list[Message]:
    """Every message to this person about one thing, newest first."""
    return list(Message.objects.filter(about=about, user=user).order_by("-id")[:MOST])
