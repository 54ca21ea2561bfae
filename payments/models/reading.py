"""Files that a worker reads: statements and settlement files, with how far it has come."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class ReadingKind(models.TextChoices):
    STATEMENT = "statement", "Sao kê ngân hàng"
    PROVIDER = "provider", "Tệp đối soát của cổng"
    TREASURY = "treasury", "Sổ phụ Kho bạc"


class ReadingState(models.TextChoices):
    WAITING = "waiting", "Đang chờ"
    READING = "reading", "Đang đọc"
    DONE = "done", "Đã xong"
    FAILED = "failed", "Không đọc được"


class Reading(models.Model):
    """One file handed in; its bytes are dropped once it has been read."""

    kind = models.CharField("loại", max_length=9, choices=ReadingKind)
    name = models.CharField("tên tệp", max_length=200)
    content = models.BinaryField(null=True)
    account = models.CharField("tài khoản", max_length=19, blank=True)
    provider = models.CharField("của", max_length=10, blank=True)
    day = models.DateField("ngày", null=True)
    state = models.CharField("trạng thái", max_length=7, choices=ReadingState, default=ReadingState.WAITING)
    read = models.PositiveIntegerField("số dòng đã đọc", default=0)
    counts = models.JSONField(default=dict)
    skipped = models.JSONField(default=list)
    skipped_count = models.PositiveIntegerField(default=0)
    problem = models.CharField("vì sao", max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accounts = models.JSONField(default=list)
    asked_at = models.DateTimeField("nạp lúc", default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField("xong lúc", null=True)

    class Meta:
        verbose_name = "lần đọc tệp"
        verbose_name_plural = "lần đọc tệp"
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(state__in=["waiting", "reading"]), name="files_to_read"
            )
        ]
