"""Zalo ZNS: only templates that Zalo has approved, filled with named words (ux.md A8)."""

from django.conf import settings

from portal.integrations.http import Line, OutsideDown, Refused, Resting, post_json
from portal.notifications.channels.protocol import Failed
from portal.notifications.models import Message
from portal.notifications.wordings.queries import active

_NEVER = {
    "-118",
    "-119",
    "-108",
    "-124",
}  # no account, not a citizen of Zalo, wrong number, refused by the person


class Zalo:
    wakes = True

    def __init__(self) -> None:
        self._line: Line | None = None

    def configured(self) -> bool:
        return bool(settings.ZALO_URL)

    def reaches(self, template: str, email: str, phone: str) -> str:
        known = template in settings.ZALO_TEMPLATES or (template, "zalo", "vi") in active()
        return phone if known and phone.isdigit() else ""

    def send(self, message: Message) -> str:
        body = {
            "phone": f"84{message.address[1:]}" if message.address.startswith("0") else message.address,
            "template_id": settings.ZALO_TEMPLATES.get(message.template, ""),
            "template_data": {"noi_dung": message.subject[:200], "ma_ho_so": message.about[:30]},
            "tracking_id": message.key[:48],
        }
        if own := message.words.get("zalo"):
            body |= {"template_id": own["id"], "template_data": own["data"]}
        headers = {"access_token": settings.ZALO_TOKEN}
        self._line = self._line or Line(settings.ZALO_URL)
        try:
            said = post_json("zalo", settings.ZALO_URL, body, headers=headers, line=self._line)
        except Refused as error:
            raise Failed(f"Zalo không nhận ({error})."[:300], final=True) from error
        except OutsideDown as error:
            asked = not isinstance(error, Resting)
            raise Failed(f"Zalo không trả lời ({error})."[:300], final=False, asked=asked) from error
        if said.get("error"):
            code = str(said["error"])
            raise Failed(f"Zalo: {said.get('message', code)}"[:300], final=code in _NEVER)
        data = said.get("data")
        return str(data.get("msg_id", ""))[:60] if isinstance(data, dict) else ""

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None
