"""A revision of fees: which resolution, from when, and what became of each procedure."""

from django.db import models

from portal.accounts.models import User
from portal.calendars.now import now


class FeeRevision(models.Model):
    """One resolution applied to many procedures. Its drafts are published together or one by one."""

    source = models.CharField("văn bản", max_length=200)
    starts_on = models.DateField("áp dụng từ ngày")
    change = models.JSONField("thay đổi", default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người lập")
    at = models.DateTimeField("lúc", default=now)
    publishing_at = models.DateTimeField("bắt đầu công bố", null=True)
    finished_at = models.DateTimeField("công bố xong", null=True)

    class Meta:
        app_label = "procedures"
        verbose_name = "đợt sửa phí"
        verbose_name_plural = "đợt sửa phí"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.source


class LineState(models.TextChoices):
    DRAFTED = "drafted", "Đã có bản nháp"
    PUBLISHED = "published", "Đã công bố"
    FAILED = "failed", "Chưa công bố được"


class FeeRevisionLine(models.Model):
    """One procedure of a revision, with the draft made for it; the draft may be thrown away, the line stays."""

    revision = models.ForeignKey(FeeRevision, models.CASCADE, related_name="lines")
    procedure = models.ForeignKey("procedures.Procedure", models.PROTECT, related_name="+")
    version = models.ForeignKey("procedures.ProcedureVersion", models.SET_NULL, null=True, related_name="+")
    sha256 = models.CharField(max_length=64)
    changes = models.JSONField("thay đổi", default=list)
    state = models.CharField(max_length=10, choices=LineState, default=LineState.DRAFTED)
    reason = models.CharField("vì sao", max_length=1000, blank=True)

    class Meta:
        app_label = "procedures"
        verbose_name = "thủ tục trong đợt sửa phí"
        verbose_name_plural = "thủ tục trong đợt sửa phí"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "procedure"], name="one_line_per_procedure")
        ]
