"""What the desk keeps beside a dossier: findings about single answers, and work done on many dossiers at once."""

from django.db import models
from django.utils import timezone

from dossiers.models.dossier import Dossier
from portal.agencies.models import Officer


class AnswerMark(models.Model):
    """One answer that an officer found wrong, with the words the applicant will read; gone once asked for."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="answer_marks")
    question_id = models.CharField("mục khai", max_length=60)
    note = models.CharField("sai ở đâu, sửa thế nào", max_length=1000)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "mục khai chưa đạt"
        verbose_name_plural = "mục khai chưa đạt"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["dossier", "question_id"], name="one_mark_per_answer")]


class DeskJobAct(models.TextChoices):
    ACCEPT = "accept", "Tiếp nhận và chuyển"
    TAKE = "take", "Nhận việc"
    ASSIGN = "assign", "Giao việc"


class DeskJob(models.Model):
    """One act on many dossiers. Each is done by itself; what fails is listed with its reason (T8)."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="desk_jobs")
    act = models.CharField("việc", max_length=10, choices=DeskJobAct)
    to = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="giao cho")
    references = models.JSONField("các hồ sơ", default=list)
    done = models.PositiveIntegerField("đã xong", default=0)
    failures = models.JSONField("chưa làm được", default=list)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "việc hàng loạt"
        verbose_name_plural = "việc hàng loạt"

    @property
    def total(self) -> int:
        return len(self.references)

    @property
    def left(self) -> int:
        return self.total - self.done - len(self.failures)
