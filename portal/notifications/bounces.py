"""Letters that come back (RFC 3464): whose they were, whether for good, and what happens then."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.message import Message as Mail

from django.db.models import F

from portal.notifications import tasks
from portal.notifications.models import DeadAddress, Message

_NAMED = re.compile(r"<(\d{1,18})\.(\d{14})@[\w.-]{1,200}>")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_FULL = ("5.2.2", "5.3.4", "5.7.1")  # a full box, too large, refused by policy: the address itself is good


@dataclass(frozen=True)
class Report:
    """What a delivery status says: our message's number and moment, the address, the status, the reason."""

    number: int
    moment: str
    address: str
    action: str
    status: str
    why: str

    @property
    def for_good(self) -> bool:
        """The address is dead; a full box or a refusal by policy is not the address's fault."""
        return self.action == "failed" and self.status.startswith("5.") and self.status not in _FULL


def read(raw: bytes) -> Report | None:
    """The report in a returned letter; None for anything that is none, or is not about a letter of ours."""
    mail = message_from_bytes(raw, policy=policy.default)
    found = {part.get_content_type(): part for part in mail.walk()}
    status, letter = found.get("message/delivery-status"), _original(found)
    named = _NAMED.search(str(letter.get("Message-ID", ""))) if letter is not None else None
    if status is None or named is None:
        return None
    blocks = [block for block in status.get_payload() if isinstance(block, Mail)]
    told = next((block for block in blocks if block.get("Final-Recipient")), None)
    if told is None:
        return None
    code = _STATUS.search(str(told.get("Status", "")))
    return Report(
        number=int(named[1]),
        moment=named[2],
        address=str(told["Final-Recipient"]).rpartition(";")[2].strip().strip("<>").lower(),
        action=str(told.get("Action", "")).strip().lower(),
        status=code[0] if code else "",
        why=" ".join(str(told.get("Diagnostic-Code", "")).split())[:300],
    )


def take(raw: bytes) -> str:
    """Acts on a returned letter: "dead" when the address is marked, "noted" for a passing failure, else "unknown".

    Only a letter that we sent, to the very address that is named, counts: nobody can silence a stranger.
    """
    report = read(raw)
    message = Message.objects.filter(pk=report.number, channel="email").first() if report else None
    if report is None or message is None or message.sent_at is None:
        return "unknown"
    ours = f"{message.created_at:%Y%m%d%H%M%S}" == report.moment
    if not ours or message.address.lower() != report.address or report.action != "failed":
        return "unknown"
    if report.for_good:
        mark(message.address, report)
    tasks.came_back(message, f"{report.status} {report.why}".strip())
    return "dead" if report.for_good else "noted"


def mark(address: str, report: Report) -> None:
    """The address is passed over from now on."""
    facts = {"status": report.status, "why": report.why}
    _row, made = DeadAddress.objects.get_or_create(address=address, defaults=facts)
    if not made:
        DeadAddress.objects.filter(address=address).update(letters=F("letters") + 1, **facts)


def revive(address: str) -> bool:
    """Its owner, or an administrator, says that it works."""
    return DeadAddress.objects.filter(address=address).delete()[0] > 0


def dead(address: str | None) -> DeadAddress | None:
    """What is known against an address, for the person whose it is."""
    return DeadAddress.objects.filter(address=address).first() if address else None


def mask_email(address: str) -> str:
    """Like h•••@nguoi-dan.example: enough for its owner to know it."""
    name, _, host = address.partition("@")
    return f"{name[:1]}•••@{host}"


def _original(found: Mapping[str, Mail]) -> Mail | None:
    """The letter that came back, whole or its head."""
    whole = found.get("message/rfc822")
    inside = whole.get_payload() if whole is not None else None
    if isinstance(inside, list) and inside and isinstance(inside[0], Mail):
        return inside[0]
    head = found.get("text/rfc822-headers")
    if isinstance(head, EmailMessage):
        return message_from_bytes(head.get_content().encode(), policy=policy.default)
    return None
