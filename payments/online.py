"""Paying through a gateway: begin, believe a signed word once, ask about what stays open (promise P7).

The order of the checks is that of domain.md §8.4: signature, order, amount, still open, then book.
"""

import logging
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from payments import vouchers
from payments.gateways import GATEWAYS, Forged, Gateway, Told, Unreadable
from payments.ledger import balance_vnd, locked, pay
from payments.models import Attempt, AttemptState, Charge, Outcome, Share
from payments.queries import share_owed_vnd, waiting_claim
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.integrations.http import OutsideDown
from portal.web.ready import Ready
from portal.web.refusals import StepRefused

log = logging.getLogger(__name__)

MOST_OPEN = 5  # attempts of one charge that may be open at once
ASK_AFTER = (2, 5, 10, 20, 60, 180, 360, 720, 1440)  # minutes after each other; then once a day
MOST_ASKED = 15
_TURNED_AWAY = (
    "Cổng thanh toán chưa trả lời. Chưa có tiền nào bị trừ. Bạn thử lại sau vài phút hoặc chọn cách nộp khác."
)


def begin(
    *,
    charge: Charge,
    gateway: Gateway,
    back: str,
    return_to: str,
    address: str | None,
    share: Share | None = None,
) -> str:
    """Begins an attempt for what is owed now, or for one payer's share; gives the address to send the payer to.

    `back` is our address the gateway sends the payer to, `return_to` the page shown then.
    Raises StepRefused when nothing is owed or the gateway is down; the charge is untouched.
    """
    with transaction.atomic():
        held, at = locked(charge), now()
        owed = balance_vnd(held)
        if share is not None:
            owed = min(owed, share_owed_vnd(share))
        if owed <= 0 or held.cancelled_at:
            raise StepRefused("Khoản này đã nộp đủ.")
        if waiting_claim(held) is not None:
            raise StepRefused("Chúng tôi đang kiểm tra đề nghị miễn, giảm của bạn. Chưa cần nộp.")
        if held.attempts.filter(state=AttemptState.INIT, expires_at__gt=at).count() >= MOST_OPEN:
            raise StepRefused("Bạn đang có nhiều lượt thanh toán chưa xong. Đợi 15 phút rồi thử lại.")
        attempt = Attempt.objects.create(
            charge=held,
            share=share,
            gateway=gateway.code,
            reference=f"{share.reference if share else held.reference}{secrets.token_hex(4).upper()}",
            amount_vnd=owed,
            begun_at=at,
            expires_at=at + timedelta(minutes=gateway.minutes),
            ask_at=at + timedelta(minutes=ASK_AFTER[0]),
            address=address,
            return_to=return_to[:200],
        )
    try:
        return gateway.begin(attempt, about=held.about or f"Nop phi {held.reference}", back=back)
    except OutsideDown as error:
        # Nobody was sent there, so nobody can pay; should the gateway have it after all, asking will tell.
        Attempt.objects.filter(pk=attempt.pk, state=AttemptState.INIT).update(
            state=AttemptState.EXPIRED, ended_at=now()
        )
        raise StepRefused(_TURNED_AWAY) from error


# The word is kept before it is believed. Its commit does not wait for the disk: what comes of it does, before the
# gateway is answered, and a gateway that got no answer tells again.
_KEEP = """
WITH soon AS (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO payments_callback (gateway, raw, at, address, outcome)
SELECT t.gateway, t.raw, t.at, t.address, '' FROM soon,
    (SELECT %s::text, %s::text, %s::timestamptz, %s::inet) AS t (gateway, raw, at, address)
RETURNING id
"""
_OUTCOME = "UPDATE payments_callback SET outcome = %s, attempt_id = %s WHERE id = %s"


def hear(*, gateway: Gateway, fields: Mapping[str, object], raw: str, address: str | None) -> Outcome:
    """Keeps a callback word for word, then acts on it. The same callback any number of times books once."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [gateway.code, raw[:20_000].replace("\0", ""), now(), address])
        (kept,) = cursor.fetchone() or (None,)
    try:
        told = gateway.read(fields)
    except Forged:
        return _came_of(kept, Outcome.FORGED, None)
    except Unreadable:
        return _came_of(kept, Outcome.UNREADABLE, None)
    with transaction.atomic():
        outcome, attempt = _settled(gateway, told, asked=False)
        return _came_of(kept, outcome, attempt)


def _came_of(kept: int | None, outcome: Outcome, attempt: Attempt | None) -> Outcome:
    with connection.cursor() as cursor:
        cursor.execute(_OUTCOME, [str(outcome), attempt.pk if attempt else None, kept])
    return outcome


_HELD = Ready(
    lambda reference, gateway: (
        Attempt.objects.select_for_update(of=("self", "charge"))
        .select_related("charge", "share")
        .filter(reference=reference, gateway=gateway)
    ),
    reference=str,
    gateway=str,
)


def settle(*, gateway: Gateway, told: Told, asked: bool = False) -> tuple[Outcome, Attempt | None]:
    """Books what a gateway said about an attempt, once. `asked`: we asked, so it outweighs what it sent before."""
    with transaction.atomic():
        return _settled(gateway, told, asked=asked)


def _settled(gateway: Gateway, told: Told, *, asked: bool) -> tuple[Outcome, Attempt | None]:
    attempt = _HELD.first(reference=told.reference, gateway=gateway.code)
    if attempt is None:
        return Outcome.UNKNOWN, None
    if told.amount_vnd != attempt.amount_vnd:
        return Outcome.WRONG_AMOUNT, attempt
    if attempt.state == AttemptState.SUCCESS:
        return (Outcome.CONTRADICTED if told.success is False else Outcome.AGAIN), attempt
    if told.success is None:
        return Outcome.PENDING, attempt
    if attempt.state == AttemptState.FAILED and not asked:
        return _said_twice(attempt, told), attempt
    if not told.success:
        _end(attempt, AttemptState.FAILED, told)
        return Outcome.FAILED, attempt
    _book(attempt, told)
    return Outcome.BOOKED, attempt


def _said_twice(attempt: Attempt, told: Told) -> Outcome:
    """A failure that is now called a success is not believed unasked: the gateway is asked at once."""
    if not told.success:
        return Outcome.AGAIN
    Attempt.objects.filter(pk=attempt.pk).update(ask_at=now(), state=AttemptState.EXPIRED)
    return Outcome.CONTRADICTED


def _book(attempt: Attempt, told: Told) -> None:
    charge = attempt.charge  # held together with its attempt
    was_settled = charge.settled_at is not None
    attempt.payment = pay(
        charge,
        told.amount_vnd,
        share=attempt.share,
        method=attempt.gateway,
        key=f"{attempt.gateway}:{attempt.reference}",
        provider_ref=told.provider_ref,
        paid_at=told.paid_at or now(),
    )
    _end(attempt, AttemptState.SUCCESS, told)
    vouchers.expect(attempt.payment)
    if charge.settled_at and not was_settled:
        tell_opener(charge)


_ENDED = """
UPDATE payments_attempt SET state = %s, code = %s, provider_ref = %s, ended_at = %s, ask_at = NULL, payment_id = %s
WHERE id = %s
"""


def _end(attempt: Attempt, state: AttemptState, told: Told) -> None:
    attempt.state, attempt.code, attempt.provider_ref = state, told.code, told.provider_ref
    attempt.ended_at, attempt.ask_at = now(), None
    paid = attempt.payment.pk if attempt.payment else None
    values: list[Any] = [str(state), told.code, told.provider_ref, attempt.ended_at, paid, attempt.pk]
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, values)


def tell_opener(charge: Charge) -> None:
    """Starts the task that whoever opened the charge left with it; a sweep starts it again if it was lost."""
    if charge.settled_task:
        start_on_commit(charge.settled_task, charge.subject)


def ask_gateways(most: int = 200) -> int:
    """Asks about attempts that stay open, each at its growing intervals; gives how many were asked."""
    at = now()
    waiting = Attempt.objects.filter(
        state__in=[AttemptState.INIT, AttemptState.EXPIRED], ask_at__lte=at
    ).order_by("ask_at")
    asked = 0
    for attempt in waiting[:most]:
        later = ASK_AFTER[min(attempt.asked + 1, len(ASK_AFTER) - 1)]
        mine = Attempt.objects.filter(pk=attempt.pk, ask_at=attempt.ask_at).update(
            ask_at=at + timedelta(minutes=later) if attempt.asked < MOST_ASKED else None,
            asked=attempt.asked + 1,
        )
        if mine:
            asked += 1
            ask(attempt)
    return asked


def ask(attempt: Attempt) -> None:
    """Asks the gateway about one attempt now; what it says is booked, what it does not say changes nothing."""
    gateway = GATEWAYS[attempt.gateway]
    try:
        told = gateway.ask(attempt)
    except (OutsideDown, Forged, Unreadable) as error:
        log.warning("asking %s about %s: %s", gateway.code, attempt.reference, type(error).__name__)
        return
    if told is not None:
        settle(gateway=gateway, told=told, asked=True)
    if (told is None or told.success is None) and attempt.expires_at < now():
        Attempt.objects.filter(pk=attempt.pk, state=AttemptState.INIT).update(
            state=AttemptState.EXPIRED, ended_at=now()
        )
