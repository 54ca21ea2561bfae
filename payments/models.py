"""Charges and payments in whole đồng. Knows nothing about dossiers: the opener gives a subject."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Charge(models.Model):
    """What somebody owes for one subject: lines with their amounts, phí and lệ phí apart."""

    subject = models.CharField("cho", max_length=40, db_index=True)
    timing = models.CharField(
        "thu lúc",
        max_length=14,
        choices=[
            ("at_receipt", "Khi tiếp nhận"),
            ("at_supplement", "Khi bổ sung"),
            ("at_return", "Khi trả kết quả"),
        ],
    )
    lines = models.JSONField("các khoản")
    total_vnd = models.PositiveBigIntegerField("tổng (đồng)")
    payer_name = models.CharField("người nộp", max_length=300, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField("nộp đủ lúc", null=True)
    cancelled_at = models.DateTimeField("hủy lúc", null=True)

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


class Payment(models.Model):
    """Money taken once for a charge; the key makes a second booking of the same act impossible (P7)."""

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="payments")
    amount_vnd = models.PositiveBigIntegerField("số tiền (đồng)")
    method = models.CharField(
        "cách nộp",
        max_length=10,
        choices=[("cash", "Tiền mặt"), ("card", "Thẻ"), ("transfer", "Chuyển khoản")],
    )
    key = models.CharField(max_length=80, unique=True)
    paid_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "lần nộp tiền"
        verbose_name_plural = "lần nộp tiền"
        constraints = [models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="payment_is_positive")]
