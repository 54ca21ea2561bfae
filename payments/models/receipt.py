"""Electronic fee receipts (biên lai điện tử, NĐ 123/2020, NĐ 70/2025): books of an agency, numbered without a gap."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from payments.models.charge import Charge, Payment
from portal.agencies.models import Agency


class ReceiptBook(models.Model):
    """One form and serial of one agency; `last` is the number given last, its row the lock for the next."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="đơn vị thu")
    form = models.CharField(
        "mẫu số", max_length=11, validators=[RegexValidator(r"^\d{2}BLP\d-\d{3}$", "Ví dụ: 01BLP0-001.")]
    )
    serial = models.CharField(
        "ký hiệu", max_length=8, validators=[RegexValidator(r"^[A-Z]{2}-\d{2}[A-Z]$", "Ví dụ: BI-26T.")]
    )
    last = models.PositiveIntegerField("số cuối đã cấp", default=0)
    opened_at = models.DateTimeField("mở lúc", default=timezone.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField("đóng lúc", null=True)

    class Meta:
        verbose_name = "quyển biên lai"
        verbose_name_plural = "quyển biên lai"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "form", "serial"], name="one_receipt_book_per_serial"),
            models.UniqueConstraint(
                fields=["agency"], condition=Q(closed_at=None), name="one_open_receipt_book_per_agency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} · {self.serial} · {self.agency}"


class FeeReceipt(models.Model):
    """One receipt with everything it will ever say. It is never changed or deleted, only cancelled with a reason;
    a replacement names the one it replaces."""

    book = models.ForeignKey(ReceiptBook, models.PROTECT, related_name="receipts")
    number = models.PositiveIntegerField("số")
    previous = models.PositiveIntegerField(null=True)
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="receipts")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="receipts")
    vnd = models.PositiveBigIntegerField("số tiền (đồng)")
    facts = models.JSONField("nội dung")
    issued_at = models.DateTimeField("lập lúc", default=timezone.now)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    cancelled_at = models.DateTimeField("hủy lúc", null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cancel_reason = models.CharField("lý do hủy", max_length=300, blank=True)
    reprints = models.PositiveSmallIntegerField("số lần in lại", default=0)
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "biên lai"
        verbose_name_plural = "biên lai"
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="one_receipt_per_number"),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(cancelled_at=None), name="one_good_receipt_per_payment"
            ),
            models.CheckConstraint(
                condition=Q(number=1, previous=None) | Q(previous=F("number") - 1),
                name="receipt_follows_the_one_before",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | (Q(cancelled_by__isnull=False) & ~Q(cancel_reason="")),
                name="cancelled_receipt_says_why",
            ),
            models.CheckConstraint(condition=Q(vnd__gt=0), name="receipt_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.number:07}"


class ReceiptReprint(models.Model):
    """One more print of a receipt: who, when, and that the paper says so."""

    receipt = models.ForeignKey(FeeReceipt, models.PROTECT, related_name="prints")
    number = models.PositiveSmallIntegerField("lần in lại")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("in lúc", default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["receipt", "number"], name="one_reprint_per_number")]
