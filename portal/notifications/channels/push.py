"""A short ring on a browser that asked for it: what happened and where to read it, no name and no paper."""

import json

from django.conf import settings

from portal.integrations import webpush
from portal.integrations.http import OutsideDown, Refused
from portal.notifications.channels.protocol import Failed
from portal.notifications.models import Message, PushSubscription


class Push:
    wakes = True

    def configured(self) -> bool:
        return bool(settings.VAPID_KEY)

    def reaches(self, template: str, email: str, phone: str) -> str:
        """Never instead of a letter: it rings beside it (services.queue)."""
        return ""

    def send(self, message: Message) -> str:
        found = PushSubscription.objects.filter(pk=int(message.address)).first()
        if found is None or not self.configured():
            raise Failed("Máy này không còn nhận báo.", final=True)
        words = {"title": "Một cửa", "body": message.subject, "url": _page(message), "tag": message.about}
        contact = f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}"
        key = webpush.private_key(settings.VAPID_KEY)
        try:
            webpush.send(
                found.endpoint,
                json.dumps(words).encode(),
                found.public_key,
                found.secret,
                key=key,
                contact=contact,
            )
        except webpush.Gone as error:
            found.delete()
            raise Failed("Máy này đã tắt báo.", final=True) from error
        except Refused as error:
            raise Failed(f"Dịch vụ báo không nhận ({error}).", final=True) from error
        except OutsideDown as error:
            raise Failed(f"Dịch vụ báo không trả lời ({error}).", final=False) from error
        return ""

    def close(self) -> None:
        """Nothing stays open."""


def _page(message: Message) -> str:
    return "/ho-so/" if message.about and not hasattr(message.user, "officer") else "/vao/"
