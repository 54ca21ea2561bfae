"""Sending: a worker claims a row, sends it outside any transaction, and writes down what came of it."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from celery import shared_task
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from portal.notifications import by_hand, rules
from portal.notifications.channels import SENDERS, Failed
from portal.notifications.models import Channel, DeadAddress, Message

log = logging.getLogger(__name__)
MOST_TRIES = 12
_LOST_AFTER = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(hours=4)
_AT_ONCE = 50
_AT_MOST = timedelta(minutes=3)
_REST = timedelta(seconds=30)
_TAKEN = """
UPDATE notifications_message SET sent_at = %s, attempts = attempts + 1, error = '', provider_ref = %s WHERE id = %s
"""


@shared_task(name="notifications.deliver")
def deliver(key: str) -> None:
    """Sends the message with this key, unless somebody else has taken it or it was sent."""
    mine = Message.objects.filter(key=key, claimed_at=None, sent_at=None, attempts__lt=MOST_TRIES)
    if mine.update(claimed_at=timezone.now()):
        _send(list(Message.objects.filter(key=key)))


@shared_task(name="notifications.deliver_lost")
def deliver_lost() -> int:
    """Sends what stayed unsent: its start was lost, its worker died, or its next try has come. A way out that has to
    rest is left alone; what is left after three minutes is the next sweep's."""
    sent, asleep, until = 0, set[str](), timezone.now() + _AT_MOST
    while timezone.now() < until and (batch := _claim(timezone.now(), asleep)):
        took, resting = _send(batch)
        sent, asleep = sent + took, asleep | resting
    return sent


def _claim(now: datetime, asleep: Collection[str] = ()) -> Sequence[Message]:
    """Takes up to fifty unsent messages; two sweeps at once take different ones."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - _LOST_AFTER)
    due = Message.objects.filter(free, sent_at=None, next_try_at__lte=now, attempts__lt=MOST_TRIES)
    due = due.exclude(channel__in=[*asleep, Channel.DESK])  # what an officer tells is no worker's
    with transaction.atomic():
        batch = list(due.select_for_update(skip_locked=True, of=("self",)).order_by("next_try_at")[:_AT_ONCE])
        Message.objects.filter(pk__in=[message.pk for message in batch]).update(claimed_at=now)
    return batch


def _send(messages: Sequence[Message]) -> tuple[int, set[str]]:
    """Sends each message; how many the other sides took, and which ways out have to rest. What waits for those is
    given back untried."""
    dead = dead_among([message.address for message in messages if message.channel == "email"])
    sent, resting = 0, set[str]()
    try:
        for message in messages:
            if message.channel not in resting:
                try:
                    sent += _send_one(message, dead)
                except _Resting:
                    resting.add(message.channel)
    finally:
        for sender in SENDERS.values():
            sender.close()
    waiting = Message.objects.filter(
        pk__in=[one.pk for one in messages if one.channel in resting], sent_at=None
    )
    if resting:
        again = timezone.now() + _REST
        waiting.filter(claimed_at__isnull=False).update(claimed_at=None, next_try_at=again)
    return sent, resting


class _Resting(Exception):
    """This way out is left alone for the moment."""


def dead_among(addresses: list[str]) -> set[str]:
    """Those whose letters come back; one statement for a batch, none where nobody is written to."""
    if not addresses:
        return set()
    return set(DeadAddress.objects.filter(address__in=addresses).values_list("address", flat=True))


def _send_one(message: Message, dead: set[str]) -> int:
    row = Message.objects.filter(pk=message.pk)
    try:
        if message.address in dead and message.channel == "email":
            raise Failed("Thư gửi tới địa chỉ này đã bị trả lại trước đây.", final=True)
        number = _called(message)
    except Failed as error:
        if not error.asked:
            raise _Resting from error
        failed = _failed(message, str(error), final=error.final)
        row.update(**failed)
        if failed["attempts"] >= MOST_TRIES:
            go_another_way(message)
        return 0
    _taken(message, number)
    return 1


def _called(message: Message) -> str:
    """The other side's number of it. A message that breaks our own code counts as failed: it holds up no other."""
    try:
        return SENDERS[message.channel].send(message)
    except Failed:
        raise
    except Exception as error:
        log.exception("message %s by %s", message.pk, message.channel)
        raise Failed(f"{type(error).__name__}: {error}"[:300], final=False) from error


def _taken(message: Message, number: str) -> None:
    """Written down at once, one by one, so that a worker that dies repeats one message at most; bare, because it is
    the one statement that every message costs."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, [timezone.now(), number, message.pk])


def _failed(message: Message, text: str, *, final: bool) -> dict[str, Any]:
    """Back in the queue: after 1, 2, 4… minutes, at most four hours; after twelve tries another way, or a person."""
    tries = MOST_TRIES if final else message.attempts + 1
    wait = min(timedelta(minutes=2**message.attempts), _LONGEST_WAIT)
    return {"claimed_at": None, "attempts": tries, "next_try_at": timezone.now() + wait, "error": text}


def send_again(pk: str) -> bool:
    """A person has mended what stood in the way: a given-up message is tried anew. False when it is none."""
    if not pk.isdigit() or len(pk) > 17:
        return False
    lost = Message.objects.filter(pk=int(pk), sent_at=None, attempts__gte=MOST_TRIES, channel__in=SENDERS)
    return bool(lost.update(attempts=0, error="", claimed_at=None, next_try_at=timezone.now()))


def came_back(message: Message, why: str) -> None:
    """What was taken and then not delivered: noted, and sent by the next way, once."""
    fresh = Message.objects.filter(pk=message.pk, delivered_at=None, error="")
    if fresh.update(error=why[:300]):
        go_another_way(message)


def go_another_way(message: Message) -> Message | None:
    """The next way that was kept for this message, as a row of its own; when there is none left, an officer's work
    for what the law demands, else None."""
    if not message.otherwise:
        return by_hand.after(message)
    (channel, where), *rest = message.otherwise
    key = f"{message.key.rsplit(':', 1)[0]}:{channel}"
    following = Message(
        user_id=message.user_id,
        party_id=message.party_id,
        channel=channel,
        address=where,
        otherwise=rest,
        key=key,
        template=message.template,
        subject=message.subject,
        text=message.text,
        html=message.html,
        about=message.about,
        words=message.words,
        wording_id=message.wording_id,
    )
    following.next_try_at = rules.not_before(channel, timezone.now())
    Message.objects.bulk_create([following], ignore_conflicts=True)
    return following
