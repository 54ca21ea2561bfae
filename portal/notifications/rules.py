"""By which way a message goes, when, and what may be turned off (QN-13.2b: statutory notices never)."""

from datetime import datetime, time, timedelta

from portal.accounts.models import User
from portal.notifications.channels import SENDERS
from portal.notifications.models import Preference
from portal.web.show import HANOI

ORDER = ("email", "zalo", "sms")
MAY_BE_OFF = {
    "talk": "Tin nhắn trao đổi về hồ sơ",
    "due_soon": "Nhắc việc sắp đến hạn (cán bộ)",
    "procedure_changed": "Thủ tục bạn đang khai có thay đổi",
    "result_expiring": "Giấy tờ sắp hết hạn",
}
QUIET = (time(21), time(7))


def ways(template: str, user: User | None, email: str, phone: str) -> list[tuple[str, str]]:
    """(channel, address) in the order to try; empty when the person has turned this kind off."""
    wish = Preference.objects.filter(user=user).first() if user else None
    if wish and template in MAY_BE_OFF and template in wish.off:
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
