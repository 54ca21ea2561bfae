"""Paying through a gateway: begin, believe a signed word once, ask about what stays open (promise P7).

The order of the checks is that of domain.md §8.4: signature, order, amount, still open, then book.
"""

import json
import logging
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from django.db import DatabaseError, connection, transaction

from payments import vouchers
from payments.gateways import GATEWAYS, Forged, Gateway, Told, Unreadable
from payments.ledger import Beside, Standing, balance_vnd, locked, look_at, pay, told_standing
from payments.models import Attempt, AttemptState, Callback, Charge, Outcome, Share
from payments.queries import share_owed_vnd, waiting_claim
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.integrations.http import OutsideDown
from portal.web.database.pipeline import together
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


_WORD = """
INSERT INTO payments_callback (gateway, raw, at, address, outcome, attempt_id)
SELECT %(gateway)s, %(raw)s, %(heard_at)s::timestamptz, %(address)s::inet, %(outcome)s, %(attempt)s::bigint
"""
# What books nothing does not wait for the disk: a gateway whose word was lost with the server tells it again.
_SOON = "WITH soon AS (SELECT set_config('synchronous_commit', 'off', true))"
_ONLY_WORD = f"{_SOON} {_WORD} FROM soon"


@dataclass(frozen=True, slots=True)
class Word:
    """What was sent, letter for letter."""

    gateway: str
    raw: str
    address: str | None
    at: datetime

    def kept(self, outcome: str, attempt: Attempt | None) -> dict[str, Any]:
        """The row that keeps it, with what came of it."""
        return {
            "gateway": self.gateway, "raw": self.raw[:20_000].replace("\0", ""), "heard_at": self.at,
            "address": self.address, "outcome": str(outcome), "attempt": attempt.pk if attempt else None,
        }  # fmt: skip


def hear(*, gateway: Gateway, fields: Mapping[str, object], raw: str, address: str | None) -> Outcome:
    """Acts on a callback and keeps it word for word, in one commit. The same callback any number of times books
    once. What breaks in the middle is kept too, without an outcome, and may be played again."""
    word = Word(gateway.code, raw, address, now())
    try:
        told = gateway.read(fields)
    except Forged:
        return _keep(word, Outcome.FORGED)
    except Unreadable:
        return _keep(word, Outcome.UNREADABLE)
    try:
        with transaction.atomic():
            outcome, attempt = _settled(gateway, told, asked=False, word=word)
            return outcome if outcome == Outcome.BOOKED else _keep(word, outcome, attempt)
    except Exception:
        with suppress(DatabaseError):
            _keep(word, "")
        raise


def _keep(word: Word, outcome: Any, attempt: Attempt | None = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(_ONLY_WORD, word.kept(outcome, attempt))
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


_BOOK = look_at("SELECT charge_id FROM payments_attempt WHERE reference = %s AND gateway = %s")


def _hold(reference: str, gateway: str) -> tuple[Attempt | None, Standing]:
    """The attempt, held with its charge, and then what the charge's book says: one way to the server."""
    with connection.cursor() as held, connection.cursor() as book:
        with together():
            _HELD.ask(held, reference=reference, gateway=gateway)
            book.execute(_BOOK, [reference, gateway])
        return next(iter(_HELD.told(held)), None), told_standing(book)


def settle(*, gateway: Gateway, told: Told, asked: bool = False) -> tuple[Outcome, Attempt | None]:
    """Books what a gateway said about an attempt, once. `asked`: we asked, so it outweighs what it sent before."""
    with transaction.atomic():
        return _settled(gateway, told, asked=asked)


def _settled(
    gateway: Gateway, told: Told, *, asked: bool, word: Word | None = None
) -> tuple[Outcome, Attempt | None]:
    attempt, standing = _hold(told.reference, gateway.code)
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
    _book(attempt, told, standing, word)
    return Outcome.BOOKED, attempt


def _said_twice(attempt: Attempt, told: Told) -> Outcome:
    """A failure that is now called a success is not believed unasked: the gateway is asked at once."""
    if not told.success:
        return Outcome.AGAIN
    Attempt.objects.filter(pk=attempt.pk).update(ask_at=now(), state=AttemptState.EXPIRED)
    return Outcome.CONTRADICTED


def _book(attempt: Attempt, told: Told, standing: Standing, word: Word | None) -> None:
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
        standing=standing,
        beside=_beside(attempt, told, word),
    )
    vouchers.expect(attempt.payment)
    if charge.settled_at and not was_settled:
        tell_opener(charge)


_ENDED = """
UPDATE payments_attempt SET state = %(state)s, code = %(code)s, provider_ref = %(told_ref)s, ended_at = %(ended_at)s,
    ask_at = NULL, payment_id = {payment} WHERE id = %(attempt)s
"""
_ENDED_UNPAID = _ENDED.format(payment="NULL")
_ENDED_PAID = _ENDED.format(payment="(SELECT id FROM paid)")
_WITH_PAYMENT = "ended AS (" + _ENDED_PAID + ")"
_WITH_WORD = _WITH_PAYMENT + ", word AS (" + _WORD + ")"


def _beside(attempt: Attempt, told: Told, word: Word | None) -> Beside:
    """The end of the attempt and the word that ended it go in with the payment."""
    values = _ended(attempt, AttemptState.SUCCESS, told)
    if word is None:
        return Beside(_WITH_PAYMENT, values)
    return Beside(_WITH_WORD, values | word.kept(Outcome.BOOKED, attempt))


def _end(attempt: Attempt, state: AttemptState, told: Told) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ENDED_UNPAID, _ended(attempt, state, told))


def _ended(attempt: Attempt, state: AttemptState, told: Told) -> dict[str, Any]:
    attempt.state, attempt.code, attempt.provider_ref = state, told.code, told.provider_ref
    attempt.ended_at, attempt.ask_at = now(), None
    return {
        "state": str(state), "code": told.code, "told_ref": told.provider_ref, "ended_at": attempt.ended_at,
        "attempt": attempt.pk,
    }  # fmt: skip


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


def play_again(most: int = 50) -> int:
    """Words that broke in the middle, a minute to a day old, are acted on again; for how many there is an outcome
    now. What was booked meanwhile is not booked twice."""
    at, played = now(), 0
    broken = Callback.objects.filter(
        outcome="", at__gt=at - timedelta(days=1), at__lt=at - timedelta(minutes=1)
    )
    for word in broken.order_by("at")[:most]:
        gateway = GATEWAYS[word.gateway]
        try:
            outcome, attempt = settle(gateway=gateway, told=gateway.read(_fields(word.raw)))
        except Exception:  # it broke once before, whatever the reason: the next one shall not wait for it
            log.exception("callback %s breaks again", word.pk)
            continue
        played += Callback.objects.filter(pk=word.pk, outcome="").update(outcome=outcome, attempt=attempt)
    return played


def _fields(raw: str) -> dict[str, Any]:
    """A body of JSON, or the fields of an address."""
    if raw.lstrip().startswith("{"):
        found: dict[str, Any] = json.loads(raw)
        return found
    return dict(parse_qsl(raw, keep_blank_values=True))
