"""Text messages through an HTTP gateway: JSON with an idempotency key, an answer with the gateway's number."""

from django.conf import settings

from portal.integrations.http import Line, OutsideDown, Refused, Resting, post_json
from portal.notifications.channels.protocol import Failed
from portal.notifications.channels.sms_text import measure, short
from portal.notifications.models import Message


class Sms:
    wakes = True

    def __init__(self) -> None:
        self._line: Line | None = None

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
        self._line = self._line or Line(settings.SMS_URL)
        try:
            said = post_json("sms", settings.SMS_URL, body, headers=headers, line=self._line)
        except Refused as error:
            raise Failed(f"Cổng tin nhắn không nhận ({error})."[:300], final=True) from error
        except OutsideDown as error:
            asked = not isinstance(error, Resting)
            raise Failed(f"Cổng tin nhắn không trả lời ({error})."[:300], final=False, asked=asked) from error
        return _number(said)

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None


def _number(said: dict[str, object]) -> str:
    """The gateway's number. Many say 200 and refuse in the body: without a number of theirs nothing was taken."""
    number, why = str(said.get("id") or ""), said.get("error")
    if why or not number:
        text = f"Cổng tin nhắn không nhận ({why or 'không có số tin'})."
        raise Failed(text[:300], final=bool(why) and said.get("final") is True)
    return number[:60]


def words_of(message: Message) -> str:
    """An answer to a question goes out whole; a notice as its subject and the address to read on."""
    if own := message.words.get("sms"):
        return short(own["text"], "", marks=True)
    if message.template == "answer":
        return short(message.text, "", marks=settings.SMS_MARKS)
    address = settings.SITE_URL.split("//")[-1] if message.about else ""
    return short(message.subject, address, marks=settings.SMS_MARKS)
