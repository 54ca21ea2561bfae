"""How a message leaves. Each channel says whether it is set up, who it can reach, and sends one message."""

from portal.notifications.channels import mail, push, sms, zalo
from portal.notifications.channels.protocol import Failed, Sender

SENDERS: dict[str, Sender] = {
    "email": mail.Mail(),
    "sms": sms.Sms(),
    "zalo": zalo.Zalo(),
    "push": push.Push(),
}

__all__ = ["SENDERS", "Failed", "Sender"]
