"""Stopping letters that may be stopped, with one press in the mail program (RFC 8058)."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from portal.accounts.models import User
from portal.notifications.models import Message, Preference
from portal.notifications.wordings.kinds import MAY_BE_OFF

_SALT = "notifications.unsubscribe"


def headers(message: Message) -> dict[str, str]:
    """The two headers that mail programs turn into a button; none for what the law demands."""
    if message.template not in MAY_BE_OFF or message.user_id is None:
        return {}
    token = signing.dumps([message.user_id, message.template], salt=_SALT)
    address = f"{settings.SITE_URL}{reverse('unsubscribe', args=[token])}"
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def read(token: str) -> tuple[User, str] | None:
    """Whose token this is and which kind it stops; None for one that we did not make."""
    try:
        pk, template = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return (user, template) if user and template in MAY_BE_OFF else None


def stop(user: User, template: str) -> None:
    """The kind is off; pressed twice it stays off."""
    wish, _ = Preference.objects.get_or_create(user=user)
    if template not in wish.off:
        wish.off = [*wish.off, template]
        wish.save(update_fields=["off"])
