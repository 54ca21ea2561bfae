"""Sending money back: by the gateway's own refund call, or in a list that the bank pays (QN-13.3c, DL-10.4).

A payout's row is there before anybody is asked, and a payout whose fate is not known is asked about, never sent
again blindly: a worker that dies between sending and hearing pays nobody twice.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, Sum
from ulid import ULID

from payments.gateways import GATEWAYS, Forged, GivenBack
from payments.models import Attempt, AttemptState, Payout, PayoutList, PayoutState, Refund, RefundState
from payments.refunds import paid_out
from portal.accounts.models import User
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.integrations.http import OutsideDown
from portal.web.refusals import StepRefused

log = logging.getLogger(__name__)
ASK_AGAIN = timedelta(minutes=5)
MOST_LISTED = 500


def way_back(refund: Refund) -> Attempt | None:
    """The successful attempt whose gateway can give this refund back; None where only the bank can."""
    codes = [code for code, gateway in GATEWAYS.items() if gateway.gives_back and gateway.configured()]
    came = Attempt.objects.filter(charge=refund.charge_id, state=AttemptState.SUCCESS, gateway__in=codes)
    for attempt in came.order_by("-id"):
        gone = attempt.payouts.exclude(state=PayoutState.FAILED).aggregate(sum=Sum("vnd"))["sum"] or 0
        if attempt.amount_vnd - gone >= refund.amount_vnd:
            return attempt
    return None


def send_back(*, refund: Refund, by: User) -> Payout:
    """Gives an approved refund to the gateway that brought the money; a task does the asking. Raises StepRefused."""
    with transaction.atomic():
        held = _approved(refund)
        attempt = way_back(held)
        if attempt is None:
            raise StepRefused("Khoản này không nộp qua cổng hoàn được. Chi theo danh sách ngân hàng.")
        payout = Payout.objects.create(
            refund=held,
            attempt=attempt,
            vnd=held.amount_vnd,
            request_id=str(ULID()),
            made_by=by,
            made_at=now(),
            ask_at=now() + ASK_AGAIN,
        )
        start_on_commit("payments.send_payout", payout.pk)
    return payout


def _approved(refund: Refund) -> Refund:
    held = Refund.objects.select_for_update().get(pk=refund.pk)
    if held.state != RefundState.APPROVED:
        raise StepRefused("Chỉ chi yêu cầu đã duyệt và chưa chi.")
    if held.payouts.exclude(state=PayoutState.FAILED).exists():
        raise StepRefused("Yêu cầu này đang có một lệnh chi chưa xong.")
    return held


def send(payout: Payout) -> Payout:
    """Asks the gateway to pay; one that was sent before is asked about first. Safe to call at any time, any
    number of times: the gateway is told once for each of its own answers "nothing known"."""
    mine = Payout.objects.filter(pk=payout.pk, state=PayoutState.MADE).update(
        state=PayoutState.SENT, sent_at=now(), ask_at=now() + ASK_AGAIN
    )
    fresh = Payout.objects.select_related("attempt", "refund").get(pk=payout.pk)
    if fresh.attempt is None or fresh.state != PayoutState.SENT:
        return fresh
    gateway = GATEWAYS[fresh.attempt.gateway]
    try:
        said = gateway.give_back(fresh) if mine else gateway.ask_back(fresh) or gateway.give_back(fresh)
    except (OutsideDown, Forged) as error:
        log.warning("payout %s through %s: %s", fresh.pk, gateway.code, type(error).__name__)
        Payout.objects.filter(pk=fresh.pk, state=PayoutState.SENT).update(ask_at=now() + ASK_AGAIN)
        return fresh
    return _heard(fresh, said)


def _heard(payout: Payout, said: GivenBack) -> Payout:
    with transaction.atomic():
        held = (
            Payout.objects.select_for_update(of=("self",))
            .select_related("refund", "made_by")
            .get(pk=payout.pk)
        )
        if held.state != PayoutState.SENT:
            return held
        held.code, held.provider_ref = said.code, said.provider_ref
        if said.success is None:
            held.ask_at = now() + ASK_AGAIN
        else:
            held.state = PayoutState.SUCCESS if said.success else PayoutState.FAILED
            held.ended_at, held.ask_at = now(), None
        held.save(update_fields=["code", "provider_ref", "state", "ended_at", "ask_at"])
        if said.success:
            paid_out(held.refund, by=held.made_by, provider_ref=held.provider_ref or held.request_id)
    return held


def ask_payouts(most: int = 200) -> int:
    """Payouts that nobody has heard of for a while; gives how many were asked about."""
    waiting = Payout.objects.filter(
        state__in=[PayoutState.MADE, PayoutState.SENT], attempt__isnull=False, ask_at__lte=now()
    )
    found = list(waiting.order_by("ask_at")[:most])
    for payout in found:
        send(payout)
    return len(found)


def make_list(*, refunds: Sequence[Refund], by: User) -> PayoutList:
    """A list for the bank of approved refunds that no payout is under way for. Raises StepRefused when none is."""
    with transaction.atomic():
        held = Refund.objects.select_for_update().filter(
            pk__in=[refund.pk for refund in refunds], state=RefundState.APPROVED
        )
        free = [
            refund
            for refund in held.order_by("id")[:MOST_LISTED]
            if not refund.payouts.exclude(state=PayoutState.FAILED).exists()
        ]
        if not free:
            raise StepRefused("Không có yêu cầu nào đã duyệt mà chưa chi.")
        made = PayoutList.objects.create(
            made_by=by, made_at=now(), total_vnd=sum(refund.amount_vnd for refund in free)
        )
        Payout.objects.bulk_create(
            Payout(
                refund=refund,
                listed=made,
                vnd=refund.amount_vnd,
                request_id=str(ULID()),
                state=PayoutState.SENT,
                made_by=by,
                made_at=now(),
                sent_at=now(),
            )
            for refund in free
        )
    return made


def close_list(*, listed: PayoutList, order_number: str, returned: set[int], by: User) -> PayoutList:
    """What the bank did: everything was paid under its order, but for the payouts it sent back. Raises StepRefused."""
    if not order_number.strip():
        raise StepRefused("Nhập số lệnh chi của ngân hàng.")
    with transaction.atomic():
        held = PayoutList.objects.select_for_update().get(pk=listed.pk)
        if held.closed_at:
            raise StepRefused("Danh sách này đã ghi kết quả.")
        held.order_number, held.closed_at = order_number.strip()[:60], now()
        held.save(update_fields=["order_number", "closed_at"])
        for payout in held.payouts.select_related("refund").order_by("id"):
            good = payout.pk not in returned
            payout.state = PayoutState.SUCCESS if good else PayoutState.FAILED
            payout.provider_ref, payout.ended_at = held.order_number if good else "", now()
            payout.save(update_fields=["state", "provider_ref", "ended_at"])
            if good:
                paid_out(payout.refund, by=by, provider_ref=held.order_number)
    return held


def under_way(refund: Refund) -> Payout | None:
    """The payout of a refund that has not ended, if there is one."""
    living = Q(state__in=[PayoutState.MADE, PayoutState.SENT])
    return refund.payouts.filter(living).select_related("listed", "attempt").first()
