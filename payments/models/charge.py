"""Charges and payments in whole đồng. Knows nothing about dossiers: the opener gives a subject."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from payments.models.account import BudgetAccount
from payments.models.till import CashSession
from portal.agencies.models import Agency


class Timing(models.TextChoices):
    AT_RECEIPT = "at_receipt", "Khi tiếp nhận"
    AT_SUPPLEMENT = "at_supplement", "Khi bổ sung"
    AT_RETURN = "at_return", "Khi trả kết quả"
    OBLIGATION = "obligation", "Nghĩa vụ tài chính"


LINE_KINDS = [("phi", "Phí"), ("le_phi", "Lệ phí"), ("thue", "Thuế, nghĩa vụ khác")]


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
    matter = models.CharField("mã thủ tục", max_length=40, blank=True)
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
                condition=Q(cancelled_at=None) & ~Q(timing="obligation"),
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


class ChargeLine(models.Model):
    """One phí or lệ phí of a charge and the account it belongs to, as it was when the charge was opened."""

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="rows")
    number = models.PositiveSmallIntegerField("dòng")
    code = models.CharField("mã khoản", max_length=60)
    name = models.CharField("khoản", max_length=200)
    kind = models.CharField("loại", max_length=6, choices=LINE_KINDS)
    vnd = models.PositiveBigIntegerField("số tiền (đồng)")
    account = models.ForeignKey(BudgetAccount, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "khoản của phiếu thu"
        verbose_name_plural = "khoản của phiếu thu"
        ordering = ["charge_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["charge", "number"], name="one_charge_line_per_number")
        ]


class FinancialObligation(models.Model):
    """What another authority's notice (mostly the tax office's) asks for while the dossier is under way."""

    charge = models.OneToOneField(Charge, models.PROTECT, related_name="obligation")
    number = models.CharField("số thông báo", max_length=60)
    issued_on = models.DateField("ngày thông báo")
    issuer = models.CharField("cơ quan ra thông báo", max_length=200)
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "nghĩa vụ tài chính"
        verbose_name_plural = "nghĩa vụ tài chính"


class Share(models.Model):
    """What one of several payers brings to a charge, under a code of their own. Ended: the charge was divided
    anew; money that still comes under the old code is booked all the same."""

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="shares")
    payer_name = models.CharField("người nộp", max_length=300)
    vnd = models.PositiveBigIntegerField("phần (đồng)")
    reference = models.CharField("mã nộp tiền", max_length=12, unique=True)
    ended_at = models.DateTimeField("thôi dùng lúc", null=True)

    class Meta:
        verbose_name = "phần của một người nộp"
        verbose_name_plural = "phần của từng người nộp"
        constraints = [models.CheckConstraint(condition=Q(vnd__gt=0), name="share_is_positive")]


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
            ("voucher", "Chứng từ nộp ngân sách"),
        ],
    )
    key = models.CharField(max_length=80, unique=True)
    provider_ref = models.CharField("mã giao dịch", max_length=60, blank=True)
    paid_at = models.DateTimeField("nộp lúc", default=timezone.now)
    booked_at = models.DateTimeField("ghi sổ lúc", default=timezone.now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    session = models.ForeignKey(CashSession, models.PROTECT, null=True, related_name="payments")
    share = models.ForeignKey(Share, models.PROTECT, null=True, related_name="payments")

    class Meta:
        verbose_name = "lần nộp tiền"
        verbose_name_plural = "lần nộp tiền"
        constraints = [models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="payment_is_positive")]
        indexes = [models.Index(fields=["method", "paid_at"], name="payments_by_way_and_day")]
