"""By which way a message goes, when, and what may be turned off (QN-13.2b: statutory notices never)."""

from datetime import datetime, time, timedelta

from portal.notifications.channels import SENDERS
from portal.notifications.models import Preference
from portal.notifications.wordings.kinds import MAY_BE_OFF
from portal.web.limits import allow
from portal.web.show import HANOI

ORDER = ("email", "zalo", "sms")
MOST_DEVICES = 5
MOST_A_DAY = 20  # of what may be turned off, to one address; what the law demands is never held back
QUIET = (time(21), time(7))


def wanted(template: str, wish: Preference | None) -> bool:
    """Whether the person wants this kind; what the law demands is wanted always."""
    return not (wish and template in MAY_BE_OFF and template in wish.off)


def ways(template: str, wish: Preference | None, email: str, phone: str) -> list[tuple[str, str]]:
    """(channel, address) in the order to try; empty when the person has turned this kind off, or has had too many."""
    if not wanted(template, wish):
        return []
    if template in MAY_BE_OFF and not allow(
        f"tin:{template}", email or phone, times=MOST_A_DAY, seconds=86400
    ):
        return []
    order = [*(wish.order if wish else ()), *ORDER]
    found: dict[str, str] = {}
    for channel in order:
        sender = SENDERS.get(channel)
        if sender and channel not in found and sender.configured():
            address = sender.reaches(template, email, phone)
            if address:
                found[channel] = address
    return list(found.items())


def not_before(channel: str, at: datetime) -> datetime:
    """Now, or seven in the morning for what would ring between nine in the evening and then."""
    if not SENDERS[channel].wakes:
        return at
    local = at.astimezone(HANOI)
    evening, morning = QUIET
    if morning <= local.time() < evening:
        return at
    day = local.date() + timedelta(days=1) if local.time() >= evening else local.date()
    return datetime.combine(day, morning, HANOI)
