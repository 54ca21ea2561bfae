"""Sealed records of closed dossiers: what is kept, where it went, who read it, what was destroyed and why."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from dossiers.models import Dossier
from portal.agencies.models import Agency, Officer


class PackageState(models.TextChoices):
    SEALED = "sealed", "Đang lưu tại cơ quan"
    DELIVERED = "delivered", "Đã nộp lưu trữ cơ quan"
    DESTROYED = "destroyed", "Đã huỷ, còn thông tin mô tả"


class Delivery(models.Model):
    """Records handed to the agency's archive against a receipt (HG-11.3, DL-23)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="người nộp")
    receiver = models.CharField("người nhận", max_length=200)
    receipt_number = models.CharField("số biên bản giao nhận", max_length=60)
    delivered_at = models.DateTimeField("nộp lúc", default=timezone.now)

    class Meta:
        verbose_name = "lần nộp lưu trữ"
        verbose_name_plural = "nộp lưu trữ"


class Destruction(models.Model):
    """A list of records whose time is over: proposed by one, decided by another, proved afterwards."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="người đề nghị")
    proposed_at = models.DateTimeField("đề nghị lúc", default=timezone.now)
    reason = models.CharField("lý do", max_length=1000)
    decided_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="người quyết định"
    )
    decided_at = models.DateTimeField("quyết định lúc", null=True)
    decision_number = models.CharField("số quyết định", max_length=60, blank=True)
    refused = models.CharField("lý do không đồng ý", max_length=1000, blank=True)
    proof = models.TextField("biên bản huỷ", blank=True)
    stamp = models.BinaryField("dấu thời gian", default=b"")
    done_at = models.DateTimeField("huỷ xong lúc", null=True)

    class Meta:
        verbose_name = "danh mục huỷ"
        verbose_name_plural = "danh mục huỷ"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("proposed_by")),
                name="destruction_needs_two_people",
            )
        ]


class Package(models.Model):
    """One closed dossier as a sealed file, and what the catalogue says of it; the row outlives the file."""

    dossier = models.OneToOneField(
        Dossier, models.PROTECT, null=True, related_name="archived", verbose_name="hồ sơ"
    )
    code = models.CharField("mã hồ sơ", max_length=52, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", verbose_name="cơ quan")
    agency_code = models.CharField("mã cơ quan", max_length=35)
    procedure_code = models.CharField("mã thủ tục", max_length=40)
    title = models.CharField("tiêu đề", max_length=600)
    title_fold = models.CharField(max_length=600)
    year = models.PositiveSmallIntegerField("năm")
    started_on = models.DateField("bắt đầu")
    ended_on = models.DateField("kết thúc")
    retention = models.CharField("thời hạn bảo quản", max_length=12)
    keep_until = models.DateField("bảo quản đến", null=True)
    documents = models.PositiveIntegerField("số văn bản")
    pages = models.PositiveIntegerField("số trang")
    as_is = models.PositiveIntegerField("tệp giữ nguyên dạng, không thành PDF/A", default=0)
    size = models.PositiveBigIntegerField("số byte")
    sha256 = models.CharField(max_length=64)
    stamp = models.BinaryField("dấu thời gian", default=b"")
    state = models.CharField("tình trạng", max_length=10, choices=PackageState, default=PackageState.SEALED)
    sealed_at = models.DateTimeField("đóng gói lúc", default=timezone.now)
    checked_at = models.DateTimeField("kiểm tra lần cuối", null=True)
    damage = models.CharField("hư hỏng", max_length=300, blank=True)
    closed_with = models.CharField("khoá mã hoá", max_length=16, blank=True)
    held = models.CharField("lý do giữ lại", max_length=500, blank=True)
    held_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, related_name="packages")
    destruction = models.ForeignKey(Destruction, models.PROTECT, null=True, related_name="packages")

    class Meta:
        verbose_name = "hồ sơ lưu trữ"
        verbose_name_plural = "hồ sơ lưu trữ"
        indexes = [
            models.Index(fields=["agency", "-id"], name="catalogue_of_agency"),
            models.Index(
                fields=["agency", "keep_until"],
                condition=Q(keep_until__isnull=False) & ~Q(state="destroyed"),
                name="packages_to_destroy",
            ),
            models.Index(fields=["closed_with", "id"], name="packages_by_key"),
            GinIndex(fields=["title_fold"], name="packages_by_title", opclasses=["gin_trgm_ops"]),
        ]

    @property
    def path(self) -> str:
        """Where the archive's storage keeps it."""
        return f"{self.year}/{self.agency_code}/{self.code}.zip"


class Reading(models.Model):
    """Somebody opened a record in the reading room, and why."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="readings")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    purpose = models.CharField("mục đích", max_length=200)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "lượt khai thác"
        verbose_name_plural = "lượt khai thác"
