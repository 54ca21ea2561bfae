"""The hotline's log: who asked, what was asked, what was answered."""

from django.db import models
from django.utils import timezone

from dossiers.models.dossier import Dossier
from portal.agencies.models import Officer


class CallOutcome(models.TextChoices):
    TOLD = "told", "Đã trả lời"
    PASSED_ON = "passed_on", "Chuyển quầy giữ hồ sơ"
    NOT_FOUND = "not_found", "Không tìm thấy"
    NOT_PROVED = "not_proved", "Không khớp 4 số, không trả lời"


class Call(models.Model):
    """One call. `answer` is the sentence as it was read out; the caller's number is kept for calling back."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("lúc", default=timezone.now)
    phone = models.CharField("số gọi đến", max_length=15, blank=True)
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="calls")
    question = models.CharField("hỏi gì", max_length=500, blank=True)
    answer = models.CharField("đã trả lời", max_length=1000, blank=True)
    outcome = models.CharField("kết quả", max_length=10, choices=CallOutcome)

    class Meta:
        verbose_name = "cuộc gọi"
        verbose_name_plural = "cuộc gọi"
        ordering = ["-id"]
        indexes = [models.Index(fields=["officer", "-id"], name="calls_of_officer")]
