"""What goes wrong with the system itself: difficulties, calls for help, failures with the hours they took."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.agencies.models import Agency, Officer


class TroubleKind(models.TextChoices):
    """ST-22.3, HG-14.4; HG-5.1; DL-11."""

    DIFFICULTY = "difficulty", "Khó khăn, vướng mắc"
    HELP = "help", "Đề nghị hỗ trợ"
    FAILURE = "failure", "Sự cố, gián đoạn"


class Trouble(models.Model):
    """One entry of the book, from who met it to who settled it."""

    kind = models.CharField("loại", max_length=10, choices=TroubleKind)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="cơ quan")
    raised_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", db_index=False, verbose_name="người báo"
    )
    raised_at = models.DateTimeField("báo lúc", default=timezone.now)
    text = models.CharField("nội dung", max_length=2000)
    down_from = models.DateTimeField("gián đoạn từ", null=True)
    down_until = models.DateTimeField("đến", null=True)
    answer = models.CharField("xử lý", max_length=2000)
    answered_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="người xử lý"
    )
    answered_at = models.DateTimeField("xử lý xong lúc", null=True)

    class Meta:
        verbose_name = "vướng mắc, sự cố"
        verbose_name_plural = "sổ vướng mắc, sự cố"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="failure") | Q(down_from__isnull=False),
                name="trouble_failure_has_a_beginning",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="trouble_settled_says_how",
            ),
            models.CheckConstraint(
                condition=Q(down_until=None) | Q(down_until__gt=models.F("down_from")),
                name="trouble_down_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} số {self.pk}"

    @property
    def down_minutes(self) -> int:
        """How long nothing went, where that is known."""
        if self.down_from is None or self.down_until is None:
            return 0
        return int((self.down_until - self.down_from).total_seconds() // 60)
