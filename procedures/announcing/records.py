"""A decision of announcement and the procedures that it names; what became of them is looked up, not kept."""

from django.db import models

from portal.accounts.models import User
from portal.agencies.models import Agency
from portal.calendars.now import now


class Announcement(models.Model):
    """Quyết định công bố: its procedures are owed on the portal within so many working days (QN-11.4)."""

    decision = models.CharField("quyết định công bố, số", max_length=100, unique=True)
    decided_on = models.DateField("ban hành ngày")
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name="cơ quan kiểm tra, đăng tải"
    )
    days = models.PositiveSmallIntegerField("ngày làm việc được cập nhật")
    due_at = models.DateTimeField("hạn")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        app_label = "procedures"
        verbose_name = "quyết định công bố"
        verbose_name_plural = "quyết định công bố"
        ordering = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        return self.decision


class What(models.TextChoices):
    NEW = "new", "Mới ban hành"
    CHANGED = "changed", "Sửa đổi, bổ sung, thay thế"
    ENDED = "ended", "Bị bãi bỏ"


class AnnouncedProcedure(models.Model):
    """One procedure named by a decision, whether it is known here yet or not; who compared it afterwards."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="lines")
    code = models.CharField("mã thủ tục", max_length=20)
    what = models.CharField("nội dung", max_length=8, choices=What)
    checked_at = models.DateTimeField("đối chiếu lúc", null=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    found = models.TextField("kết quả đối chiếu", blank=True)

    class Meta:
        app_label = "procedures"
        verbose_name = "thủ tục được công bố"
        verbose_name_plural = "thủ tục được công bố"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["announcement", "code"], name="one_line_per_announced_procedure")
        ]
