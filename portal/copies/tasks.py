"""What is drawn and signed without anybody waiting."""

from datetime import timedelta

from celery import shared_task

from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.copies import certifying, services
from portal.copies.models import Conversion
from portal.documents.signing import orders


@shared_task(name="copies.draw")
def draw(conversion_id: int) -> None:
    """Draws the sheets of one conversion; a second time changes nothing."""
    found = Conversion.objects.select_related("agency__parent", "officer__user", "source", "file")
    services.keep_drawn(found.get(pk=conversion_id))


@shared_task(name="copies.draw_waiting")
def draw_waiting() -> int:
    """Starts what a lost worker left undrawn."""
    lost = Conversion.objects.filter(file=None, made_at__lt=now() - timedelta(minutes=2))
    keys = list(lost.order_by("pk").values_list("pk", flat=True)[:100])
    for pk in keys:
        start_on_commit("copies.draw", pk)
    return len(keys)


@shared_task(name=certifying.SIGN)
def sign(order_id: int) -> None:
    """The certifying officer's signature on one electronic copy."""
    with orders.working(order_id) as order:
        if order is not None:
            certifying.carry_out_signing(order)


@shared_task(name=certifying.STAMP)
def stamp(order_id: int) -> None:
    """Number, day and stamp of one electronic copy."""
    with orders.working(order_id) as order:
        if order is not None:
            certifying.carry_out_stamping(order)
