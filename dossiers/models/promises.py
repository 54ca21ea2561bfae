"""Appointments that could not be kept, hours that do not count, calendars that were changed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from dossiers.models.dossier import Dossier
from portal.accounts.models import User
from portal.agencies.models import Agency, Officer
from portal.documents.models import StoredFile


class ApologyCause(models.TextChoices):
    """Why the appointment is not kept; what the public list shows."""

    STEP_LATE = "step_late", "Một bước giải quyết chưa xong"
    OTHER_AGENCY = "other_agency", "Cơ quan phối hợp chưa trả lời"
    VERIFICATION = "verification", "Phải xác minh thực tế lâu hơn dự kiến"
    SYSTEM = "system", "Sự cố hệ thống"
    STAFF = "staff", "Thiếu người xử lý"
    OTHER = "other", "Lý do khác"


class Apology(models.Model):
    """Mẫu 04: drafted before the due moment, approved by the head of the agency, published without names (DL-5.10)."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="apologies")
    cause = models.CharField("nguyên nhân", max_length=14, choices=ApologyCause)
    reason = models.CharField("lý do", max_length=1000)
    old_due_at = models.DateTimeField("hẹn trả cũ")
    new_due_at = models.DateTimeField("hẹn trả mới")
    drafted_at = models.DateTimeField("soạn lúc", default=timezone.now)
    drafted_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    approved_at = models.DateTimeField("duyệt lúc", null=True)
    approved_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    dropped_at = models.DateTimeField("bỏ lúc", null=True)

    class Meta:
        verbose_name = "văn bản xin lỗi"
        verbose_name_plural = "văn bản xin lỗi"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(dropped_at=None), name="one_rescheduling_per_dossier"
            ),
            models.CheckConstraint(
                condition=Q(new_due_at__gt=models.F("old_due_at")), name="apology_names_a_later_moment"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-approved_at", "-id"],
                condition=Q(approved_at__isnull=False),
                name="apologies_published",
            )
        ]

    @property
    def in_time(self) -> bool:
        """Approved before the moment that could not be kept."""
        return self.approved_at is not None and self.approved_at <= self.old_due_at


class StopReason(models.TextChoices):
    """What halts every clock where the law says that the time does not count (NĐ 99/2022 Đ16 and the like)."""

    DISASTER = "disaster", "Thiên tai, hoả hoạn"
    SYSTEM = "system", "Sự cố hệ thống"
    POWER = "power", "Mất điện, mất mạng"


class ClockStop(models.Model):
    """Hours that count for no dossier of an agency, or of the province when none is named."""

    reason = models.CharField("lý do", max_length=10, choices=StopReason)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField("từ")
    ends_at = models.DateTimeField("đến")
    ground = models.CharField("căn cứ", max_length=300)
    evidence = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField("lập lúc", default=timezone.now)

    class Meta:
        verbose_name = "dừng đồng hồ"
        verbose_name_plural = "dừng đồng hồ"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="clock_stop_ends_after_start"
            )
        ]


class Redating(models.Model):
    """One passage through the open dossiers after a change of calendars or a stop of the clocks."""

    cause = models.CharField("vì", max_length=300)
    stamp = models.CharField(max_length=80, unique=True)
    after = models.BigIntegerField("đã qua hồ sơ", default=0)
    seen = models.PositiveIntegerField("đã xét", default=0)
    moved = models.PositiveIntegerField("đã đổi hẹn", default=0)
    told = models.BigIntegerField("đã báo đến dòng nhật ký", default=0)
    begun_at = models.DateTimeField("bắt đầu", default=timezone.now)
    finished_at = models.DateTimeField("xong lúc", null=True)
    all_told_at = models.DateTimeField("báo xong lúc", null=True)

    class Meta:
        verbose_name = "lần tính lại hẹn trả"
        verbose_name_plural = "các lần tính lại hẹn trả"
        ordering = ["-id"]
