"""Sending: a worker claims a row, sends it outside any transaction, and writes down what came of it."""

import smtplib
from collections.abc import Sequence
from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from portal.notifications.models import Channel, Message

MOST_TRIES = 12
_LOST_AFTER = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(hours=4)
_AT_ONCE = 50


@shared_task(name="notifications.deliver")
def deliver(key: str) -> None:
    """Sends the message with this key, unless somebody else has taken it or it was sent."""
    mine = Message.objects.filter(key=key, claimed_at=None, sent_at=None, attempts__lt=MOST_TRIES)
    if mine.update(claimed_at=timezone.now()):
        _send(list(Message.objects.filter(key=key)))


@shared_task(name="notifications.deliver_lost")
def deliver_lost() -> int:
    """Sends what stayed unsent: its start was lost, its worker died, or its next try has come."""
    sent = 0
    while batch := _claim(timezone.now()):
        sent += _send(batch)
    return sent


def _claim(now: datetime) -> Sequence[Message]:
    """Takes up to fifty unsent messages; two sweeps at once take different ones."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - _LOST_AFTER)
    due = Message.objects.filter(
        free, channel=Channel.EMAIL, sent_at=None, next_try_at__lte=now, attempts__lt=MOST_TRIES
    )
    with transaction.atomic():
        batch = list(due.select_for_update(skip_locked=True, of=("self",)).order_by("next_try_at")[:_AT_ONCE])
        Message.objects.filter(pk__in=[message.pk for message in batch]).update(claimed_at=now)
    return batch


def _send(messages: Sequence[Message]) -> int:
    """Sends each message over one connection; returns how many were taken by the mail server."""
    connection = get_connection()
    sent = 0
    try:
        for message in messages:
            sent += _send_one(message, connection)
    finally:
        connection.close()
    return sent


def _send_one(message: Message, connection: BaseEmailBackend) -> int:
    row = Message.objects.filter(pk=message.pk)
    try:
        _mail(message, connection).send()
    except smtplib.SMTPRecipientsRefused as error:
        connection.close()
        code = next(iter(error.recipients.values()))[0]
        row.update(**_failed(message, f"Máy chủ thư không nhận địa chỉ này ({code}).", final=code >= 500))
        return 0
    except (OSError, smtplib.SMTPException, ValueError) as error:
        connection.close()
        row.update(**_failed(message, f"{type(error).__name__}: {error}"[:300], final=False))
        return 0
    row.update(sent_at=timezone.now(), attempts=F("attempts") + 1, error="")
    return 1


def _failed(message: Message, text: str, *, final: bool) -> dict[str, object]:
    """Back in the queue: after 1, 2, 4… minutes, at most four hours; after twelve tries a person looks."""
    tries = MOST_TRIES if final else message.attempts + 1
    wait = min(timedelta(minutes=2**message.attempts), _LONGEST_WAIT)
    return {"claimed_at": None, "attempts": tries, "next_try_at": timezone.now() + wait, "error": text}


def _mail(message: Message, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """The letter. Its Message-ID comes from the key, so a second copy is known as the same letter."""
    host = settings.SITE_URL.split("//")[-1].split(":")[0]
    headers = {
        "Message-ID": f"<{message.pk}.{message.created_at:%Y%m%d%H%M%S}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    mail = EmailMultiAlternatives(
        message.subject, message.text, None, [message.address], headers=headers, connection=connection
    )
    mail.attach_alternative(message.html, "text/html")
    return mail
