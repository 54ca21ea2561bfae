"""Fee receipts: one for each payment, from the open book of the agency that collects; cancelled, replaced."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum

from payments.models import (
    BudgetAccount,
    ChargeLine,
    Entry,
    EntryPart,
    FeeReceipt,
    Payment,
    ReceiptBook,
    ReceiptReprint,
)
from portal.accounts.models import User
from portal.agencies.models import Agency
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.documents import drawing, pdf
from portal.documents.models import SigningKey
from portal.documents.signing import keys
from portal.documents.signing.refusals import CannotSign
from portal.web.refusals import StepRefused
from portal.web.show import local
from portal.web.words import amount_in_words

SWEPT_DAYS = 3  # how far back the sweep looks for payments without a receipt
MOST_SWEPT = 500
_LETTER = "letters/fee_receipt.html"
_NEXT = "UPDATE payments_receiptbook SET last = last + 1 WHERE id = %s AND closed_at IS NULL RETURNING last"


def open_book(*, agency: Agency, form: str, serial: str, by: User | None) -> ReceiptBook:
    """Opens a book, closing the one in use. Raises StepRefused when that serial was used before."""
    with transaction.atomic():
        if ReceiptBook.objects.filter(agency=agency, form=form, serial=serial).exists():
            raise StepRefused("Mẫu số và ký hiệu này đã dùng. Chọn ký hiệu khác.")
        ReceiptBook.objects.filter(agency=agency, closed_at=None).update(closed_at=now())
        return ReceiptBook.objects.create(
            agency=agency, form=form, serial=serial, opened_at=now(), opened_by=by
        )


def issue(payment: Payment) -> FeeReceipt | None:
    """The receipt of a payment; None while the agency has no open book, or when all of it was paid too much.

    Safe to call twice. The number is taken last, under the book's row: a failure gives it back, so no gap.
    """
    with transaction.atomic():
        held = Payment.objects.select_for_update(of=("self",)).select_related("charge").get(pk=payment.pk)
        if known := held.receipts.order_by("-id").first():
            return known
        amounts = amounts_of(held)
        book = _book_of(held)
        if book is None or not amounts:
            return None
        return _write(book, held, amounts)


def amounts_of(payment: Payment) -> list[tuple[ChargeLine, int]]:
    """What a payment brought for each line that was still owed; money paid too much is no fee."""
    entry = Entry.objects.get(payment=payment)
    before = dict(
        EntryPart.objects.filter(entry__charge_id=payment.charge_id, entry__number__lt=entry.number)
        .values_list("line")
        .annotate(Sum("vnd"))
    )
    parts = (
        EntryPart.objects.filter(entry=entry).select_related("line__account__agency").order_by("line__number")
    )
    told = [(part.line, min(-part.vnd, max(0, before.get(part.line_id, 0)))) for part in parts]
    return [(line, vnd) for line, vnd in told if vnd > 0]


def _book_of(payment: Payment) -> ReceiptBook | None:
    """The open book of the agency whose account the first line belongs to, else of the desk or one above it."""
    line = ChargeLine.objects.filter(charge_id=payment.charge_id).order_by("number").first()
    account: BudgetAccount | None = line.account if line else None
    agency = account.agency if account else payment.charge.agency
    while agency is not None:
        if book := ReceiptBook.objects.filter(agency=agency, closed_at=None).first():
            return book
        agency = agency.parent
    return None


def _write(
    book: ReceiptBook,
    payment: Payment,
    amounts: list[tuple[ChargeLine, int]],
    replaces: FeeReceipt | None = None,
) -> FeeReceipt:
    at = now()
    facts = _facts(book, payment, amounts, at)
    if replaces is not None:
        facts["replaces"] = f"{replaces.number:07}, ký hiệu {replaces.book.serial}"
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [book.pk])
        row = cursor.fetchone()
    if row is None:
        raise StepRefused("Quyển biên lai vừa được đóng. Thử lại.")
    (number,) = row
    return FeeReceipt.objects.create(
        book=book,
        number=number,
        previous=number - 1 or None,
        charge=payment.charge,
        payment=payment,
        vnd=sum(vnd for _, vnd in amounts),
        facts={**facts, "number": f"{number:07}"},
        issued_at=at,
        replaces=replaces,
    )


def _facts(
    book: ReceiptBook, payment: Payment, amounts: list[tuple[ChargeLine, int]], at: datetime
) -> dict[str, Any]:
    charge, total = payment.charge, sum(vnd for _, vnd in amounts)
    payer = payment.share.payer_name if payment.share else charge.payer_name
    return {
        "superior_name": book.agency.parent.name if book.agency.parent else "",
        "agency_name": book.agency.name,
        "place_name": book.agency.place_name,
        "form": book.form,
        "serial": book.serial,
        "issued_on": local(at).date().isoformat(),
        "payer_name": payer,
        "code": charge.subject,
        "about": charge.about,
        "reference": charge.reference or "",
        "lines": [{"name": line.name, "vnd": vnd} for line, vnd in amounts],
        "total_vnd": total,
        "in_words": amount_in_words(total),
        "method": payment.get_method_display(),
        "provider_ref": payment.provider_ref,
        "paid_at": payment.paid_at.isoformat(),
        "officer_name": payment.taken_by.full_name if payment.taken_by else "",
        "site_url": settings.SITE_URL,
    }


def draw(receipt: FeeReceipt) -> FeeReceipt:
    """Draws, signs and stores the page, once. Where the collecting agency has no certificate the page says that it is
    not signed. Raises StepRefused while its signature cannot be put on (no time stamp, key withdrawn)."""
    if receipt.file_id is not None:
        return receipt
    key = keys.of_agency(receipt.book.agency_id)
    try:
        content = _sealed(receipt, key) if key else drawing.draw(_LETTER, receipt.facts)
    except CannotSign as error:
        raise StepRefused(f"Biên lai {receipt.number:07} chưa ký số được. {error}") from error
    kept = pdf.store(content)
    FeeReceipt.objects.filter(pk=receipt.pk, file=None).update(file=kept)
    receipt.refresh_from_db(fields=["file"])  # somebody else may have been quicker; theirs stands
    if key and receipt.file_id == kept.pk:
        start_on_commit("documents.check_signatures", kept.pk)
    return receipt


def _sealed(receipt: FeeReceipt, key: SigningKey) -> bytes:
    """The page with the agency's electronic signature on it (NĐ 123/2020 Đ30: the collector's digital signature)."""
    from portal.documents.signing import faces, pens  # heavy: pyHanko

    agency = receipt.book.agency
    content, places = drawing.draw_with_places(_LETTER, {**receipt.facts, "sealed": True})
    face = faces.of_agency(agency.name, agency.parent.name if agency.parent else "", bytes(key.picture))
    return pens.seal_as_agency(content, keys.open_key(key), {}, face, places=places)


def reprint(*, receipt: FeeReceipt, by: User) -> bytes:
    """One more print, marked as such and counted; the kept file stays as it was."""
    with transaction.atomic():
        held = FeeReceipt.objects.select_for_update().get(pk=receipt.pk)
        held.reprints += 1
        held.save(update_fields=["reprints"])
        ReceiptReprint.objects.create(receipt=held, number=held.reprints, by=by, at=now())
    signed = held.file is not None and held.file.signatures.exists()
    marked = {"reprint": held.reprints, "cancelled": bool(held.cancelled_at), "signed_original": signed}
    return drawing.draw(_LETTER, {**held.facts, **marked})


def cancel(*, receipt: FeeReceipt, reason: str, by: User, replace: bool = False) -> FeeReceipt | None:
    """Cancels a receipt for good; with `replace` the same payment gets a new one. Raises StepRefused."""
    if not reason.strip():
        raise StepRefused("Nêu lý do hủy biên lai.")
    with transaction.atomic():
        held = _cancelled(receipt, reason, by)
        return _write(_open_for(held), held.payment, amounts_of(held.payment), held) if replace else None


def lessen(*, receipt: FeeReceipt, by_vnd: int, reason: str, by: User) -> FeeReceipt | None:
    """After money was given back: the receipt is cancelled, and replaced by one for what was kept, if any."""
    with transaction.atomic():
        held = _cancelled(receipt, reason, by)
        amounts, left = [], max(0, held.vnd - by_vnd)
        for line, vnd in amounts_of(held.payment):
            if kept := min(vnd, left):
                amounts.append((line, kept))
                left -= kept
        book = ReceiptBook.objects.filter(agency=held.book.agency_id, closed_at=None).first()
        return _write(book, held.payment, amounts, held) if book and amounts else None


def _cancelled(receipt: FeeReceipt, reason: str, by: User) -> FeeReceipt:
    held = (
        FeeReceipt.objects.select_for_update(of=("self",))
        .select_related("book", "payment__charge")
        .get(pk=receipt.pk)
    )
    if held.cancelled_at:
        raise StepRefused("Biên lai này đã hủy.")
    held.cancelled_at, held.cancelled_by, held.cancel_reason = now(), by, reason.strip()[:300]
    held.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    return held


def _open_for(receipt: FeeReceipt) -> ReceiptBook:
    """The book in use of the same agency. Raises StepRefused when there is none."""
    book = ReceiptBook.objects.filter(agency=receipt.book.agency_id, closed_at=None).first()
    if book is None:
        raise StepRefused("Đơn vị chưa mở quyển biên lai nào. Mở quyển mới rồi làm lại.")
    return book


def issue_missing(since_days: int = SWEPT_DAYS) -> int:
    """Payments of late whose task was lost, or whose agency had no book then; gives how many were issued."""
    since = now() - timedelta(days=since_days)
    waiting = Payment.objects.filter(booked_at__gte=since, receipts=None).order_by("id")
    return sum(1 for payment in waiting[:MOST_SWEPT] if issue(payment) is not None)


def undrawn(since_days: int = SWEPT_DAYS) -> list[int]:
    """Receipts of late whose page was not drawn or could not be signed yet."""
    since = now() - timedelta(days=since_days)
    waiting = FeeReceipt.objects.filter(issued_at__gte=since, file=None).order_by("id")
    return list(waiting.values_list("pk", flat=True)[:MOST_SWEPT])
