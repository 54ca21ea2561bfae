"""Work on a dossier: the steps begun, the opinions asked for, the talk with the applicant."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from dossiers.models.dossier import Dossier
from portal.agencies.models import Agency, Duty, Officer


class TaskKind(models.TextChoices):
    DESK = "desk", "Việc tại một cửa"
    WORK = "work", "Thụ lý"
    CONSULT = "consult", "Cho ý kiến"
    APPROVE = "approve", "Phê duyệt, ký"
    ISSUE = "issue", "Phát hành"
    LETTER = "letter", "Duyệt văn bản gửi người nộp"


class TaskOutcome(models.TextChoices):
    DONE = "done", "Xong"
    SENT_BACK = "sent_back", "Trả lại"
    CANCELLED = "cancelled", "Thôi"


class Task(models.Model):
    """One step begun, with one holder (a team until somebody takes it) and its own due moment."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="tasks")
    step_id = models.CharField("bước", max_length=60)
    title = models.CharField("tên bước", max_length=200)
    kind = models.CharField("loại", max_length=8, choices=TaskKind)
    is_lead = models.BooleanField("chủ trì", default=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="tasks", db_index=False)
    duty = models.CharField("nhiệm vụ", max_length=24, choices=Duty)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="tasks", db_index=False)
    started_at = models.DateTimeField("bắt đầu", default=timezone.now)
    taken_at = models.DateTimeField("nhận lúc", null=True)
    due_at = models.DateTimeField("hạn của bước")
    ended_at = models.DateTimeField("xong lúc", null=True)
    outcome = models.CharField("kết cục", max_length=10, choices=TaskOutcome, blank=True)
    question = models.CharField("nội dung hỏi", max_length=2000, blank=True, db_default="")
    note = models.CharField("ý kiến, ghi chú", max_length=4000, blank=True, db_default="")

    class Meta:
        verbose_name = "việc"
        verbose_name_plural = "việc"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "step_id", "agency"],
                condition=Q(ended_at=None),
                name="one_open_task_per_step",
            )
        ]
        indexes = [
            models.Index(
                fields=["agency", "duty", "due_at"], condition=Q(ended_at=None), name="open_tasks_by_team"
            ),
            models.Index(
                fields=["officer", "due_at"], condition=Q(ended_at=None), name="open_tasks_by_officer"
            ),
        ]


class ChosenAgency(models.Model):
    """Where an officer has directed a step whose agency the version leaves open; chosen again, it is replaced."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="chosen_agencies")
    step_id = models.CharField("bước", max_length=60)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "cơ quan được chọn"
        verbose_name_plural = "cơ quan được chọn"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "step_id"], name="one_chosen_agency_per_step")
        ]


class Warned(models.Model):
    """A warning that has been given for one moment of one dossier, so that a sweep gives it once."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="warned")
    kind = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "kind", "due_at"], name="one_warning_per_moment")
        ]


class Talk(models.Model):
    """A message inside the dossier, between the applicant and the office (read by both)."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="talks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    from_office = models.BooleanField(default=False)
    internal = models.BooleanField("chỉ nội bộ", default=False)
    text = models.CharField("lời nhắn", max_length=4000)
    mentioned = models.ManyToManyField(Officer, related_name="mentions", blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "trao đổi"
        verbose_name_plural = "trao đổi"
        ordering = ["-id"]
