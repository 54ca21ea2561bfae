"""E-mail by SMTP: one connection for a batch, the same Message-ID whenever a message is sent again."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from portal.notifications import unsubscribing
from portal.notifications.channels.protocol import Failed
from portal.notifications.models import Message


class Mail:
    wakes = False

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def configured(self) -> bool:
        return True

    def reaches(self, template: str, email: str, phone: str) -> str:
        return email

    def send(self, message: Message) -> str:
        if self._connection is None:
            self._connection = get_connection()
        try:
            _letter(message, self._connection).send()
        except smtplib.SMTPRecipientsRefused as error:
            self.close()
            code = next(iter(error.recipients.values()))[0]
            raise Failed(f"Máy chủ thư không nhận địa chỉ này ({code}).", final=code >= 500) from error
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self.close()
            raise Failed(f"{type(error).__name__}: {error}"[:300], final=False) from error
        return ""

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _letter(message: Message, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """Its Message-ID comes from the row, so a second copy is known as the same letter."""
    host = settings.SITE_URL.split("//")[-1].split(":")[0]
    headers = {
        "Message-ID": f"<{message.pk}.{message.created_at:%Y%m%d%H%M%S}@{host}>",
        "Auto-Submitted": "auto-generated",
        "From": settings.DEFAULT_FROM_EMAIL,
        **unsubscribing.headers(message),
    }
    sender = settings.BOUNCE_ADDRESS or None  # where letters come back to (the envelope); people see From
    mail = EmailMultiAlternatives(
        message.subject, message.text, sender, [message.address], headers=headers, connection=connection
    )
    mail.attach_alternative(message.html, "text/html")
    return mail
