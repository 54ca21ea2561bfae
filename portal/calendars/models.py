"""Working hours and the days that differ from them, for the whole province or for one agency."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone


class Calendar(models.Model):
    """A weekly pattern and its dated exceptions; what it lacks comes from its parent."""

    code = models.SlugField("mã", unique=True)
    name = models.CharField("tên", max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="lịch trên"
    )
    revision = models.PositiveIntegerField("lần sửa", default=1, editable=False)
    changed_at = models.DateTimeField("sửa lúc", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "lịch làm việc"
        verbose_name_plural = "lịch làm việc"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A calendar cannot inherit from itself, not even by a detour."""
        seen, at = {self.pk}, self.parent
        while at is not None:
            if at.pk in seen:
                raise ValidationError({"parent": "Lịch này đang là lịch trên của lịch bạn chọn."})
            seen.add(at.pk)
            at = at.parent


class WorkingWindow(models.Model):
    """One stretch of working time on one weekday; the windows of a full day add up to 8 hours."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="windows", verbose_name="lịch")
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

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"

    def clean(self) -> None:
        """A window that ends before it starts, or holds on no day, is a slip of the hand."""
        if self.starts and self.ends and self.starts >= self.ends:
            raise ValidationError({"ends": "Giờ kết thúc phải sau giờ bắt đầu."})
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValidationError({"valid_to": "Ngày cuối phải từ ngày đầu trở đi."})


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", "Nghỉ lễ, Tết"
    SWAPPED_OFF = "day_off_swap", "Nghỉ hoán đổi"
    MAKE_UP = "makeup_workday", "Làm bù"
    SPECIAL = "special_hours", "Giờ riêng"


class CalendarDay(models.Model):
    """A day that is not as its weekday says; a draft row warns administrators and counts for nothing."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="days", verbose_name="lịch")
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

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y}: {self.get_kind_display()}"

    def clean(self) -> None:
        """Own hours belong to days that are worked, and a day of special hours needs them."""
        if self.kind in (DayKind.HOLIDAY, DayKind.SWAPPED_OFF) and self.hours:
            raise ValidationError(
                {"hours": "Ngày nghỉ không có giờ làm việc. Bỏ trống, hoặc chọn loại “Giờ riêng”."}
            )
        if self.kind == DayKind.SPECIAL and self.hours is None:
            raise ValidationError({"hours": "Ghi giờ làm việc của ngày này, ví dụ 07:00-11:30."})
