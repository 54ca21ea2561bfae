"""Working hours and the days that differ from them, for the whole province or for one agency."""

from django.db import models
from django.utils import timezone


class Calendar(models.Model):
    """A weekly pattern and its dated exceptions; what it lacks comes from its parent."""

    code = models.SlugField("mã", unique=True)
    name = models.CharField("tên", max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    revision = models.PositiveIntegerField("lần sửa", default=1, editable=False)
    changed_at = models.DateTimeField("sửa lúc", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "lịch làm việc"
        verbose_name_plural = "lịch làm việc"

    def __str__(self) -> str:
        return self.name


class WorkingWindow(models.Model):
    """One stretch of working time on one weekday; the windows of a full day add up to 8 hours."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="windows")
    weekday = models.PositiveSmallIntegerField(
        "thứ", choices=list(enumerate(["Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Chủ nhật"]))
    )
    starts = models.TimeField("từ")
    ends = models.TimeField("đến")
    valid_from = models.DateField("áp dụng từ", null=True, blank=True)
    valid_to = models.DateField("đến hết", null=True, blank=True)

    class Meta:
        verbose_name = "khung giờ"
        verbose_name_plural = "khung giờ"
        ordering = ["weekday", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts__lt=models.F("ends")), name="window_ends_after_start"
            )
        ]


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", "Nghỉ lễ, Tết"
    SWAPPED_OFF = "day_off_swap", "Nghỉ hoán đổi"
    MAKE_UP = "makeup_workday", "Làm bù"
    SPECIAL = "special_hours", "Giờ riêng"


class CalendarDay(models.Model):
    """A day that is not as its weekday says; a draft row warns administrators and counts for nothing."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="days")
    date = models.DateField("ngày")
    kind = models.CharField("loại", max_length=16, choices=DayKind)
    hours = models.JSONField("giờ riêng", null=True, blank=True, help_text='[["07:00","11:30"]]')
    note = models.CharField("ghi chú", max_length=200, blank=True)
    source = models.CharField("nguồn", max_length=200, blank=True)
    is_draft = models.BooleanField("dự kiến, chưa áp dụng", default=False)

    class Meta:
        verbose_name = "ngày đặc biệt"
        verbose_name_plural = "ngày đặc biệt"
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "date"], name="one_entry_per_calendar_day")
        ]
