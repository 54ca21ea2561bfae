"""Celery: asking gateways about open attempts, telling openers again what was settled."""

from datetime import timedelta

from celery import shared_task

from payments import online
from payments.models import Charge
from portal.calendars.now import now

MOST_TOLD = 500


@shared_task(name="payments.ask_gateways")
def ask_gateways() -> int:
    return online.ask_gateways()


@shared_task(name="payments.tell_settled")
def tell_settled() -> int:
    """Openers who have not answered are told once more, should the first word be lost with the broker."""
    until = now() - timedelta(minutes=2)
    unheard = Charge.objects.filter(told_at=None, settled_at__lt=until).exclude(settled_task="")
    charges = list(unheard.order_by("settled_at")[:MOST_TOLD])
    for charge in charges:
        online.tell_opener(charge)
    return len(charges)
