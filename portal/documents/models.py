"""Files: kept once by their hash, in quarantine until they are checked (promise P9)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from ulid import ULID


def new_ulid() -> str:
    return str(ULID())


class FileState(models.TextChoices):
    QUARANTINED = "quarantined", "Đang kiểm tra"
    CLEAN = "clean", "Đã kiểm tra"
    REJECTED = "rejected", "Không nhận"


class StoredFile(models.Model):
    """One content. Names and owners live on the rows that point here."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField("số byte")
    content_type = models.CharField("kiểu", max_length=80)
    pages = models.PositiveIntegerField("số trang", default=1)
    state = models.CharField("trạng thái", max_length=12, choices=FileState, default=FileState.QUARANTINED)
    reason = models.CharField("lý do không nhận", max_length=300, blank=True)
    created_at = models.DateTimeField("mang đến lần cuối", default=timezone.now)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "tệp"
        verbose_name_plural = "tệp"
        indexes = [
            models.Index(
                fields=["created_at"], condition=models.Q(state="quarantined"), name="files_in_quarantine"
            )
        ]

    @property
    def path(self) -> str:
        """Where the storage keeps it."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class UploadState(models.TextChoices):
    RECEIVING = "receiving", "Đang tải lên"
    STORED = "stored", "Đã nhận"
    FAILED = "failed", "Hỏng"


class Upload(models.Model):
    """A file on its way in: resumable by chunks; becomes a StoredFile when the last byte has come."""

    key = models.CharField(max_length=26, unique=True, default=new_ulid)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    purpose = models.CharField("dùng cho", max_length=120)
    name = models.CharField("tên tệp", max_length=255)
    size = models.PositiveBigIntegerField("số byte khai")
    received = models.PositiveBigIntegerField("số byte đã nhận", default=0)
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.RECEIVING)
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "lượt tải lên"
        verbose_name_plural = "lượt tải lên"
