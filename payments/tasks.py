"""Celery: asking gateways about open attempts, telling openers again what was settled."""

import logging
from datetime import timedelta

from celery import shared_task

from payments import closing, online, payouts, readings, receipts, vouchers
from payments.models import Charge, FeeReceipt, Payment, Payout
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.web.refusals import StepRefused

log = logging.getLogger(__name__)

MOST_TOLD = 500


@shared_task(name="payments.ask_gateways")
def ask_gateways() -> int:
    return online.play_again() + online.ask_gateways()


@shared_task(name="payments.issue_receipt")
def issue_receipt(payment_id: int) -> None:
    """The receipt of one payment; its page is drawn by the worker that draws. The sweep does what is lost here."""
    receipt = receipts.issue(Payment.objects.get(pk=payment_id))
    if receipt is not None:
        start_on_commit(draw_receipt, receipt.pk)


@shared_task(name="payments.draw_receipt")
def draw_receipt(pk: int) -> None:
    """Draws and signs the page of one receipt; what cannot be signed now waits for the sweep."""
    try:
        receipts.draw(FeeReceipt.objects.select_related("book__agency__parent").get(pk=pk))
    except StepRefused as refusal:
        log.warning("%s", refusal)


@shared_task(name="payments.issue_receipts")
def issue_receipts(since_days: int = receipts.SWEPT_DAYS) -> int:
    issued = receipts.issue_missing(since_days)
    for pk in receipts.undrawn(since_days):
        start_on_commit(draw_receipt, pk)
    return issued


@shared_task(name="payments.compare_lately")
def compare_lately() -> int:
    return closing.compare_lately()


@shared_task(name="payments.send_payout")
def send_payout(payout_id: int) -> str:
    return payouts.send(Payout.objects.get(pk=payout_id)).state


@shared_task(name="payments.ask_payouts")
def ask_payouts() -> int:
    return payouts.ask_payouts()


@shared_task(name="payments.fetch_voucher")
def fetch_voucher(payment_id: int) -> None:
    vouchers.fetch(Payment.objects.select_related("attempt", "charge").get(pk=payment_id))


@shared_task(name="payments.ask_vouchers")
def ask_vouchers() -> int:
    return vouchers.ask_vouchers()


@shared_task(name="payments.read_file")
def read_file(pk: int) -> str:
    return readings.work(pk).state


@shared_task(name="payments.read_files")
def read_files() -> int:
    return readings.work_on_abandoned()


@shared_task(name="payments.tell_settled")
def tell_settled() -> int:
    """Openers who have not answered are told once more, should the first word be lost with the broker."""
    until = now() - timedelta(minutes=2)
    unheard = Charge.objects.filter(told_at=None, settled_at__lt=until).exclude(settled_task="")
    charges = list(unheard.order_by("settled_at")[:MOST_TOLD])
    for charge in charges:
        online.tell_opener(charge)
    return len(charges)
