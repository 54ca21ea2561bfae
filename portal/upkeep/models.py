"""What who runs the portal tells everybody, and whether everything was whole."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class News(models.Model):
    """One notice on /tin-tuc/, in Vietnamese and, where it was written, in English."""

    title = models.CharField("tiêu đề", max_length=200)
    text = models.TextField("nội dung", help_text="Để trống một dòng giữa hai đoạn")
    title_en = models.CharField("tiêu đề (tiếng Anh)", max_length=200, blank=True)
    text_en = models.TextField("nội dung (tiếng Anh)", blank=True)
    shown_from = models.DateField("hiện từ ngày")
    shown_until = models.DateField("hiện đến hết ngày", null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    changed_at = models.DateTimeField("sửa lúc", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "tin tức, thông báo"
        verbose_name_plural = "tin tức, thông báo"
        ordering = ["-shown_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(title_en="", text_en="") | (~Q(title_en="") & ~Q(text_en="")),
                name="news_is_english_as_a_whole",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Maintenance(models.Model):
    """A time when the portal will be worked on; everybody reads of it before, officers get a message."""

    starts_at = models.DateTimeField("từ lúc")
    ends_at = models.DateTimeField("đến lúc")
    what = models.CharField("việc sẽ làm", max_length=200, help_text="Một câu ai cũng hiểu")
    what_en = models.CharField("việc sẽ làm (tiếng Anh)", max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    announced_at = models.DateTimeField("đã báo cán bộ lúc", null=True, editable=False)
    cancelled_at = models.DateTimeField("bỏ lúc", null=True, editable=False)

    class Meta:
        verbose_name = "đợt bảo trì"
        verbose_name_plural = "các đợt bảo trì"
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="maintenance_ends_later")
        ]

    def __str__(self) -> str:
        return self.what


class Turn(models.TextChoices):
    BEFORE = "before", "trước bảo trì"
    AFTER = "after", "sau bảo trì"


class Check(models.Model):
    """What was counted and found at one moment; a check after is held against the one before."""

    maintenance = models.ForeignKey(
        Maintenance, models.PROTECT, null=True, related_name="checks", verbose_name="đợt bảo trì"
    )
    turn = models.CharField("lúc nào", max_length=6, choices=Turn)
    at = models.DateTimeField("lúc", default=timezone.now)
    by = models.CharField("ai chạy", max_length=150, blank=True)
    figures = models.JSONField("số liệu", default=dict)
    faults = models.JSONField("sai lệch", default=list)

    class Meta:
        verbose_name = "lần kiểm tra toàn vẹn"
        verbose_name_plural = "các lần kiểm tra toàn vẹn"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_turn_display()}: {'nguyên vẹn' if not self.faults else f'{len(self.faults)} sai lệch'}"
