"""Celery: sweeps over indexed due columns, safe to run twice, and the drawing of papers."""

import logging
import time
from datetime import timedelta
from pathlib import Path

from celery import shared_task
from django.conf import settings

from dossiers import declaration, digest, journal, letters, popular, proving, scanning, telling, versions
from dossiers.models import DeskJob, Dossier, DossierItem, DossierResult, PostOrder, Slip
from dossiers.post import ordering, sheets, tracking
from dossiers.services import (
    apologies,
    batch,
    certificates,
    corrections,
    digitising,
    following,
    handing_over,
    money,
    papers,
    redating,
    reminders,
    results,
    signing,
    supplement,
    warnings,
)
from dossiers.states import State
from payments.services import to_acknowledge
from portal.calendars.now import now
from portal.documents.signing import orders
from portal.web.refusals import StepRefused
from portal.web.show import local

log = logging.getLogger(__name__)
_AT_A_TIME = 500


@shared_task(name="dossiers.draw_slip")
def draw_slip(slip_id: int) -> None:
    letters.draw_slip(Slip.objects.get(pk=slip_id))


@shared_task(name="dossiers.keep_declaration")
def keep_declaration(dossier_id: int) -> None:
    """Draws what was declared, for the archive; whose task is lost is drawn when it is sealed."""
    declaration.kept(Dossier.objects.get(pk=dossier_id))


@shared_task(name="dossiers.draw_result")
def draw_result(result_id: int) -> None:
    """Draws the page and, where the person wants it online, gives it to them at once."""
    result = letters.draw_result(DossierResult.objects.select_related("dossier").get(pk=result_id))
    dossier = result.dossier
    corrections.put_in_store(dossier, result)
    if dossier.state == State.COMPLETED and dossier.return_method == "online":
        return_online(dossier)


def return_online(dossier: Dossier) -> None:
    """Returns by the system; what still stands in the way (a fee) is left for the desk to see."""
    try:
        results.return_result(dossier=dossier, officer=None)
    except StepRefused as refusal:
        log.info("not returned online: %s", refusal)


@shared_task(name=signing.SIGN)
def sign_result(order_id: int) -> None:
    """The leader's signature on one result; then it is approved."""
    with orders.working(order_id) as order:
        if order is not None:
            signing.carry_out_signing(order)


@shared_task(name=signing.SITTING, time_limit=1800)  # two hundred papers are drawn before the first is signed
def sign_sitting(order_id: int) -> int:
    """The sitting of this order at a remote service, under one authorisation; how many were signed."""
    return signing.carry_out_sitting(order_id)


@shared_task(name=corrections.SIGN)
def sign_correction(order_id: int) -> None:
    """The head's signature on what takes a wrong result's place; then the old one is recalled (T24)."""
    with orders.working(order_id) as order:
        if order is not None:
            corrections.carry_out_signing(order)


@shared_task(name=signing.STAMP)
def stamp_result(order_id: int) -> None:
    """Number, day and the agency's stamp; then it may go out online."""
    with orders.working(order_id) as order:
        if order is not None:
            signing.carry_out_stamping(order)
    if order is not None and order.signed_id is not None:
        result = DossierResult.objects.select_related("dossier").get(pk=order.told["result"])
        dossier = result.dossier
        corrections.put_in_store(dossier, result)
        if dossier.state == State.COMPLETED and dossier.return_method == "online":
            return_online(dossier)


@shared_task(name=digitising.SIGN)
def sign_scan(order_id: int) -> None:
    """The desk's agency signs a scan that was checked; then it is stored for reuse."""
    with orders.working(order_id) as order:
        if order is not None:
            digitising.carry_out_signing(order)


@shared_task(name="dossiers.return_online")
def return_paid(dossier_id: int) -> None:
    """The last fee has come in: the result that waited for it goes out."""
    return_online(Dossier.objects.get(pk=dossier_id))


@shared_task(name="dossiers.charge_settled")
def charge_settled(reference: str) -> int:
    """What was owed has come through a gateway or bank; the dossiers' side of it, once."""
    waiting = to_acknowledge(reference)
    for charge in waiting:
        dossier = Dossier.objects.filter(reference=reference).first()
        if dossier is not None:
            money.receive_payment(dossier=dossier, charge=charge)
    return len(waiting)


@shared_task(name="dossiers.count_popular")
def count_popular() -> int:
    """The home page's list of wanted procedures."""
    return len(popular.count())


@shared_task(name="dossiers.hand_over_left")
def hand_over_left() -> int:
    """Open work of those who have left service; also of one whose last day was yesterday."""
    moved = 0
    for task in handing_over.left_behind()[:_AT_A_TIME]:
        try:
            handing_over.hand_over(task=task)
            moved += 1
        except StepRefused as refusal:
            log.info("not handed over: %s", refusal)
    return moved


@shared_task(name="dossiers.follow_agencies")
def follow_agencies() -> int:
    """Open dossiers that a rearrangement left at an agency that has ended."""
    return following.follow_all()[0]


@shared_task(name="dossiers.draw_missing_slips")
def draw_missing_slips() -> int:
    """Pages whose drawing was lost with a worker or a broker; online results still in the tray."""
    before = now() - timedelta(minutes=1)
    drawn = 0
    for slip in Slip.objects.filter(file=None, issued_at__lt=before).order_by("issued_at")[:_AT_A_TIME]:
        letters.draw_slip(slip)
        drawn += 1
    for result in DossierResult.objects.filter(
        file=None, attached=False, revoked_at=None, drafted_at__lt=before
    ).order_by("id")[:_AT_A_TIME]:
        letters.draw_result(result)
        drawn += 1
    waiting = Dossier.objects.filter(
        state=State.COMPLETED, return_method="online", finished_at__lt=before
    ).order_by("finished_at")
    for dossier in waiting[:_AT_A_TIME]:
        return_online(dossier)
    return drawn


@shared_task(name="dossiers.build_item_pdf")
def build_item_pdf(item_id: int) -> None:
    """Binds the pages of one paper into its PDF; a paper taken away meanwhile needs none."""
    item = DossierItem.objects.filter(pk=item_id).first()
    if item is not None:
        papers.build_pdf(item)


@shared_task(name="dossiers.draw_post")
def draw_post(key: str) -> None:
    """Labels, or the list of a handing over."""
    sheets.draw(key)


@shared_task(name="dossiers.run_desk_job")
def run_desk_job(job_id: int) -> None:
    """One act on many dossiers; run again it goes on where it stopped."""
    batch.run(DeskJob.objects.get(pk=job_id))


@shared_task(name="dossiers.build_lost_pdfs")
def build_lost_pdfs() -> int:
    """Papers of dossiers waiting at the desk whose binding was lost with a worker or a broker."""
    before = now() - timedelta(minutes=1)
    lost = DossierItem.objects.filter(
        dossier__state=State.REGISTERED,
        dossier__next_due_at__isnull=False,
        dossier__submitted_at__lt=before,
        pdf=None,
        pages__isnull=False,
        pages__removed_at=None,
    ).distinct()
    bound = 0
    for item in lost.order_by("pk")[:_AT_A_TIME]:
        bound += papers.build_pdf(item).pdf_id is not None
    return bound


@shared_task(name="dossiers.lapse_supplements")
def lapse_supplements() -> int:
    """Closes what was not supplied within its term (T7, T12)."""
    due = Dossier.objects.filter(state=State.SUPPLEMENT_REQUIRED, next_due_at__lt=now()).order_by(
        "next_due_at"
    )
    lapsed = 0
    for dossier in due[:_AT_A_TIME]:
        try:
            supplement.lapse(dossier=dossier)
            lapsed += 1
        except StepRefused as refusal:
            log.info("not lapsed: %s", refusal)
    return lapsed


@shared_task(name="dossiers.warn_receipt_clock")
def warn_receipt_clock() -> int:
    """Two working hours before the 8-hour limit the desk is told."""
    return warnings.warn_receipt_clock()


@shared_task(name="dossiers.warn_due_soon")
def warn_due_soon() -> int:
    return warnings.warn_due_soon()


@shared_task(name="dossiers.warn_overdue")
def warn_overdue() -> int:
    return warnings.warn_overdue()


@shared_task(name="dossiers.warn_shares")
def warn_shares() -> int:
    """At 50, 80 and 100 % of the time given: holder, team lead, head of the agency; the same for opinions asked for."""
    return warnings.warn_shares() + reminders.remind_opinions()


@shared_task(name="dossiers.draft_apologies")
def draft_apologies() -> int:
    """Before an appointment is missed its letter lies ready for the head of the agency (DL-5.10)."""
    return apologies.draft_due()


@shared_task(name="dossiers.redate_open")
def redate_open() -> int:
    """After a calendar change (P4)."""
    return redating.redate_open()


@shared_task(name="dossiers.prove_holders")
def prove_holders() -> int:
    """The nightly proof of P1: how many open dossiers have no holder, no moment or a holder who left."""
    hanging = warnings.hanging_dossiers().count()
    if hanging:
        log.error("P1 is broken: %s dossiers hang", hanging)
    return hanging


@shared_task(name="dossiers.publish_chain_head")
def publish_chain_head() -> str:
    """Seals yesterday's journal (P3)."""
    yesterday = local(now()).date() - timedelta(days=1)
    head = journal.publish_head(yesterday)
    proving.seal_waiting()
    return head.hash


@shared_task(name="dossiers.send_digests")
def send_digests() -> int:
    """The morning's list for officers and leaders, on working days, once."""
    return digest.send()


@shared_task(name="dossiers.prove_told")
def prove_told() -> int:
    """The nightly proof of QN-13.2b: how many acts of yesterday nobody was told of."""
    untold = telling.untold(local(now()).date() - timedelta(days=1))
    for reference, verb in untold[:_AT_A_TIME]:
        log.error("nobody was told: %s %s", reference, verb)
    return len(untold)


@shared_task(name="dossiers.order_post")
def order_post(order_id: int) -> None:
    """Tells the post of a piece."""
    order = PostOrder.objects.select_related("desk").filter(pk=order_id).first()
    if order is not None:
        ordering.send(order)


@shared_task(name="dossiers.send_post")
def send_post() -> int:
    """Orders that were lost or wait for another try; results that were brought and not yet returned."""
    return ordering.send_waiting() + tracking.bring_lost()


@shared_task(name="dossiers.ask_post_for_money")
def ask_post_for_money() -> int:
    """What the post paid over lately, to be set against what its postmen took."""
    return tracking.ask_for_money()


@shared_task(name="dossiers.tell_drafts")
def tell_drafts() -> int:
    """Who has a draft of a procedure that changes today is told, once for each version."""
    return versions.tell_drafts()


@shared_task(name="dossiers.take_scans")
def take_scans() -> int:
    """Takes what the scanners of the desks have put into the drop folder, where there is one."""
    return scanning.take_folder(Path(settings.SCAN_DIR), at=time.time()) if settings.SCAN_DIR else 0


@shared_task(name="dossiers.warn_of_certificates")
def warn_of_certificates() -> int:
    """Each morning: whose certificate ends soon, has ended, or was taken back by its issuer."""
    return certificates.warn()
