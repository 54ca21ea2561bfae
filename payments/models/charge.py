"""Charges and payments in whole đồng. Knows nothing about dossiers: the opener gives a subject."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from payments.models.till import CashSession
from portal.agencies.models import Agency


class Timing(models.TextChoices):
    AT_RECEIPT = "at_receipt", "Khi tiếp nhận"
    AT_SUPPLEMENT = "at_supplement", "Khi bổ sung"
    AT_RETURN = "at_return", "Khi trả kết quả"


class Charge(models.Model):
    """What somebody owes for one subject: lines with their amounts, phí and lệ phí apart.

    `settled_task` is the name of the task to start with the subject once nothing is owed any more.
    """

    subject = models.CharField("cho", max_length=40, db_index=True)
    timing = models.CharField("thu lúc", max_length=14, choices=Timing)
    lines = models.JSONField("các khoản")
    total_vnd = models.PositiveBigIntegerField("tổng (đồng)")
    payer_name = models.CharField("người nộp", max_length=300, blank=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="+", verbose_name="cơ quan thu"
    )
    about = models.CharField("nội dung", max_length=200, blank=True)
    reference = models.CharField("mã nộp tiền", max_length=12, unique=True, null=True, editable=False)
    settled_task = models.CharField(max_length=80, blank=True, editable=False)
    opened_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField("nộp đủ lúc", null=True)
    cancelled_at = models.DateTimeField("hủy lúc", null=True)
    told_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "khoản phải thu"
        verbose_name_plural = "khoản phải thu"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "timing"],
                condition=Q(cancelled_at=None),
                name="one_open_charge_per_timing",
            )
        ]
        indexes = [
            models.Index(
                fields=["settled_at"],
                condition=Q(told_at=None, settled_at__isnull=False),
                name="settled_charges_to_tell",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference or self.pk} · {self.total_vnd:,} đ".replace(",", ".")


class Payment(models.Model):
    """Money taken once for a charge; the key makes a second booking of the same act impossible (P7)."""

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="payments")
    amount_vnd = models.PositiveBigIntegerField("số tiền (đồng)")
    method = models.CharField(
        "cách nộp",
        max_length=10,
        choices=[
            ("cash", "Tiền mặt"),
            ("card", "Thẻ"),
            ("transfer", "Chuyển khoản"),
            ("vietqr", "VietQR"),
            ("vnpay", "VNPay"),
            ("platform", "Cổng DVC quốc gia"),
            ("post", "Bưu chính thu hộ"),
        ],
    )
    key = models.CharField(max_length=80, unique=True)
    provider_ref = models.CharField("mã giao dịch", max_length=60, blank=True)
    paid_at = models.DateTimeField("nộp lúc", default=timezone.now)
    booked_at = models.DateTimeField("ghi sổ lúc", default=timezone.now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    session = models.ForeignKey(CashSession, models.PROTECT, null=True, related_name="payments")

    class Meta:
        verbose_name = "lần nộp tiền"
        verbose_name_plural = "lần nộp tiền"
        constraints = [models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="payment_is_positive")]
