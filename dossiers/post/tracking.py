"""What the post tells: kept as it came, acted on once; the office and the applicant see the same."""

import logging
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from dossiers.models import POST_OPEN, PostEvent, PostKind, PostOrder, PostState
from dossiers.services import posting
from dossiers.states import State
from payments import collected
from portal.calendars.now import now
from portal.integrations import post
from portal.integrations.http import OutsideDown
from portal.web.refusals import StepRefused
from portal.web.show import local
from portal.web.text import clean

log = logging.getLogger(__name__)
CODES = ("picked", "delivered", "failed", "returned")
ASKED_DAYS = 7  # how far back the post is asked each morning


def take(told: dict[str, Any]) -> str:
    """One notice of the post: "taken", "known" when it was told before, "unknown" for a piece that is not ours.

    Order and repetition do no harm: an event is a row, and a piece that has ended stays ended.
    """
    code, number = str(told.get("code", "")), str(told.get("id", ""))[:60]
    tracking = str(told.get("tracking", ""))[:30]
    with transaction.atomic():
        order = PostOrder.objects.select_for_update(of=("self",)).filter(tracking=tracking).first()
        if order is None or code not in CODES or not number:
            return "unknown"
        event = PostEvent(
            order=order, number=number, code=code, words=clean(str(told.get("words", "")))[:200],
            place=clean(str(told.get("place", "")))[:120], at=_moment(told.get("at")),
        )  # fmt: skip
        if PostEvent.objects.filter(order=order, number=number).exists():
            return "known"
        event.save()
        _act(order, code, told)
    if order.state == PostState.DELIVERED and order.kind == PostKind.DELIVER and code == "delivered":
        _bring(order)
    return "taken"


def _act(order: PostOrder, code: str, told: dict[str, Any]) -> None:
    if order.state not in POST_OPEN:
        return
    if code == "picked" and order.state == PostState.CALLED:
        order.state = PostState.ON_WAY
    if code == "delivered":
        order.state, order.ended_at = PostState.DELIVERED, now()
        order.receiver = clean(str(told.get("receiver", "")))[:200]
        order.collected_vnd = _vnd(told.get("collected_vnd"))
    if code == "returned":
        order.state, order.ended_at = PostState.RETURNED, now()
        order.why_failed = clean(str(told.get("reason", "")))[:200]
        if order.kind == PostKind.DELIVER:
            posting.come_back(order=order, why=order.why_failed)
    order.save(update_fields=["state", "ended_at", "receiver", "collected_vnd", "why_failed"])


def _bring(order: PostOrder) -> None:
    """What stands in the way of returning (money short) is left for the desk, which still holds the dossier."""
    try:
        posting.bring(order=order)
        PostOrder.objects.filter(pk=order.pk).exclude(error="").update(error="")
    except StepRefused as refusal:
        log.info("brought, not returned: %s", refusal)
        PostOrder.objects.filter(pk=order.pk).update(error=str(refusal)[:300])


def bring_lost() -> int:
    """Pieces that were delivered while the worker died before the result was returned, and for a day those where
    something stood in the way (a seal not yet put on, money short) that may be gone by now."""
    lost = PostOrder.objects.filter(
        state=PostState.DELIVERED, kind=PostKind.DELIVER, dossier__state=State.COMPLETED
    ).filter(Q(error="") | Q(ended_at__gt=now() - timedelta(days=1)))
    found = list(lost.select_related("dossier").order_by("error", "-id")[:50])
    for order in found:
        _bring(order)
    return len(found)


def ask_for_money() -> int:
    """What the post paid over today and on the days before, so that a morning on which nobody could ask is made up
    for; how many pieces are told anew."""
    if not post.offered():
        return 0
    today, count = local(now()).date(), 0
    for back in range(ASKED_DAYS, -1, -1):
        day = today - timedelta(days=back)
        try:
            count += note_remitted(post.remitted(day), day)
        except OutsideDown as error:
            log.warning("what the post paid over on %s is not known: %s", day, error)
            break
    return count


def note_remitted(lines: dict[str, int], day: date) -> int:
    """What the post paid over on a day, by tracking number, beside what it paid on other days; for how many pieces that
    is news. Safe twice."""
    count = 0
    for tracking, vnd in lines.items():
        with transaction.atomic():
            order = PostOrder.objects.select_for_update(of=("self",)).filter(tracking=tracking).first()
            if order is None:
                continue
            if order.remitted_vnd and order.remitted_on != day and not collected.parts_of(tracking):
                assert order.remitted_on is not None  # told before parts were kept
                collected.note_part(tracking=tracking, day=order.remitted_on, vnd=order.remitted_vnd)
            sum_vnd = collected.note_part(tracking=tracking, day=day, vnd=max(0, vnd))
            if sum_vnd != order.remitted_vnd:
                order.remitted_vnd, order.remitted_on = sum_vnd, max(day, order.remitted_on or day)
                order.save(update_fields=["remitted_vnd", "remitted_on"])
                count += 1
    return count


def _moment(text: Any) -> datetime:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return now()
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _vnd(value: Any) -> int:
    return int(value) if isinstance(value, int) and 0 <= value < 10**12 else 0
