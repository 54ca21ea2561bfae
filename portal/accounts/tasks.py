"""Mail about the account itself (confirm an address, choose a new password)."""

import logging
import smtplib

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from portal.integrations.http import OutsideDown, post_json

log = logging.getLogger(__name__)


@shared_task(
    name="accounts.deliver",
    autoretry_for=(OSError, smtplib.SMTPException),
    retry_backoff=30,
    retry_backoff_max=1800,
    max_retries=8,
)
def deliver(subject: str, body: str, to: str) -> None:
    """Sends one mail; tried again for about an hour when the mail server does not answer."""
    send_mail(subject, body, None, [to])


@shared_task(name="accounts.text_code", autoretry_for=(OutsideDown,), retry_backoff=10, max_retries=3)
def text_code(phone: str, code: str, key: str) -> None:
    """Sends one recovery code. It stands in no table: whoever reads our messages cannot use it."""
    body = {
        "id": f"ma-{key}",
        "to": f"84{phone[1:]}" if phone.startswith("0") else phone,
        "text": f"{code} la ma dat lai mat khau Mot cua, dung trong 10 phut. Khong doc ma nay cho ai.",
        "coding": "gsm7",
    }
    post_json("sms", settings.SMS_URL, body, headers={"Authorization": f"Bearer {settings.SMS_TOKEN}"})


def send_later(*, subject: str, body: str, to: str) -> None:
    """Hands a mail to the workers once the transaction holds; without workers it is tried at once."""

    def start() -> None:
        try:
            deliver.delay(subject, body, to)
        except Exception:  # the broker may fail in many ways, none of which may break the page
            log.exception("no worker for mail, sending at once")
            try:
                send_mail(subject, body, None, [to])
            except OSError:
                log.exception("mail was not sent")

    transaction.on_commit(start)
