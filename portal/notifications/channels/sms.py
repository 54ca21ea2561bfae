"""Text messages through an HTTP gateway: JSON with an idempotency key, an answer with the gateway's number."""

from django.conf import settings

from portal.integrations.http import OutsideDown, Refused, Resting, post_json
from portal.notifications.channels.protocol import Failed
from portal.notifications.channels.sms_text import measure, short
from portal.notifications.models import Message


class Sms:
    wakes = True

    def configured(self) -> bool:
        return bool(settings.SMS_URL)

    def reaches(self, template: str, email: str, phone: str) -> str:
        return phone if phone.isdigit() else ""

    def send(self, message: Message) -> str:
        text = words_of(message)
        body = {
            "id": message.key,
            "to": f"84{message.address[1:]}" if message.address.startswith("0") else message.address,
            "text": text,
            "coding": measure(text).coding,
        }
        headers = {"Authorization": f"Bearer {settings.SMS_TOKEN}"}
        try:
            said = post_json("sms", settings.SMS_URL, body, headers=headers)
        except Refused as error:
            raise Failed(f"Cổng tin nhắn không nhận ({error})."[:300], final=True) from error
        except OutsideDown as error:
            asked = not isinstance(error, Resting)
            raise Failed(f"Cổng tin nhắn không trả lời ({error})."[:300], final=False, asked=asked) from error
        return str(said.get("id", ""))[:60]

    def close(self) -> None:
        """Nothing stays open."""


def words_of(message: Message) -> str:
    """An answer to a question goes out whole; a notice as its subject and the address to read on."""
    if own := message.words.get("sms"):
        return short(own["text"], "", marks=True)
    if message.template == "answer":
        return short(message.text, "", marks=settings.SMS_MARKS)
    address = settings.SITE_URL.split("//")[-1] if message.about else ""
    return short(message.subject, address, marks=settings.SMS_MARKS)
