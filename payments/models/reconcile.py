"""The day's comparison: what we booked, what the provider's file says, and where they differ (domain.md §8.1)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from payments.models.charge import Payment


class Record(models.TextChoices):
    """Whose record is compared with ours."""

    PROVIDER = "provider", "Cổng thanh toán"
    TREASURY = "treasury", "Kho bạc"


class ProviderFile(models.Model):
    """A settlement file of one provider for one day, or the treasury's record of its money; the same bytes once."""

    record = models.CharField("sổ của", max_length=8, choices=Record, default=Record.PROVIDER)
    provider = models.CharField("của", max_length=10)
    day = models.DateField("ngày")
    name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField(max_length=64)
    lines_count = models.PositiveIntegerField("số dòng", default=0)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    loaded_at = models.DateTimeField("nạp lúc", default=timezone.now)

    class Meta:
        verbose_name = "tệp đối soát"
        verbose_name_plural = "tệp đối soát"
        constraints = [
            models.UniqueConstraint(fields=["record", "provider", "day", "sha256"], name="provider_file_once")
        ]


class ProviderLine(models.Model):
    """One successful transaction by the provider's own record."""

    file = models.ForeignKey(ProviderFile, models.CASCADE, related_name="lines")
    reference = models.CharField("mã tham chiếu", max_length=60, db_index=True)
    provider_ref = models.CharField("mã giao dịch", max_length=60, blank=True)
    amount_vnd = models.PositiveBigIntegerField("số tiền (đồng)")


class DifferenceKind(models.TextChoices):
    MISSING_INTERNAL = "missing_internal", "Bên kia có, sổ ta không có"
    MISSING_PROVIDER = "missing_provider", "Sổ ta có, bên kia không có"
    AMOUNT_DIFF = "amount_diff", "Khác số tiền"
    DUPLICATE = "duplicate", "Bên kia ghi hai lần"


class DayCheck(models.Model):
    """How one day with one provider came out; counted anew until its month is closed."""

    provider = models.CharField("của", max_length=10)
    day = models.DateField("ngày")
    matched = models.PositiveIntegerField("khớp", default=0)
    differences = models.PositiveIntegerField("lệch", default=0)
    ours_vnd = models.BigIntegerField("sổ ta (đồng)", default=0)
    theirs_vnd = models.BigIntegerField("bên kia (đồng)", default=0)
    treasury_vnd = models.BigIntegerField("Kho bạc (đồng)", null=True)
    checked_at = models.DateTimeField("đối soát lúc", default=timezone.now)

    class Meta:
        verbose_name = "đối soát ngày"
        verbose_name_plural = "đối soát ngày"
        ordering = ["-day", "provider"]
        constraints = [models.UniqueConstraint(fields=["provider", "day"], name="one_check_per_day")]


class Difference(models.Model):
    """One line where the two records part, until somebody has said why."""

    check_of = models.ForeignKey(DayCheck, models.PROTECT, related_name="lines")
    record = models.CharField("so với", max_length=8, choices=Record, default=Record.PROVIDER)
    kind = models.CharField("loại", max_length=16, choices=DifferenceKind)
    reference = models.CharField("mã tham chiếu", max_length=60)
    ours_vnd = models.BigIntegerField("sổ ta (đồng)", null=True)
    theirs_vnd = models.BigIntegerField("bên kia (đồng)", null=True)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField("hạn làm rõ")
    resolution = models.CharField("đã làm rõ", max_length=300, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField("làm rõ lúc", null=True)

    class Meta:
        verbose_name = "chênh lệch"
        verbose_name_plural = "chênh lệch"
        constraints = [
            models.UniqueConstraint(
                fields=["check_of", "record", "kind", "reference"], name="one_difference_per_reference"
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None) | ~Q(resolution=""), name="resolved_difference_says_why"
            ),
        ]


class MonthClose(models.Model):
    """A month whose comparison is finished and can no longer be counted anew."""

    month = models.DateField("tháng", unique=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("khóa lúc", default=timezone.now)
    totals = models.JSONField("tổng hợp", default=dict)

    class Meta:
        verbose_name = "khóa sổ tháng"
        verbose_name_plural = "khóa sổ tháng"
        ordering = ["-month"]
