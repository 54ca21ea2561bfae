"""What the desk keeps beside a dossier: findings about single answers, and work done on many dossiers at once."""

from django.db import models
from django.utils import timezone

from dossiers.models.dossier import Dossier
from portal.agencies.models import Agency, Officer
from portal.documents.models import StoredFile


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
    RETURN = "return", "Trả kết quả trực tuyến"
    PRINT = "print", "In phiếu gộp"
    APPROVE = "approve", "Duyệt kết quả"


class DeskJob(models.Model):
    """One act on many dossiers. Each is done by itself; what fails is listed with its reason (T8)."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="desk_jobs")
    act = models.CharField("việc", max_length=10, choices=DeskJobAct)
    to = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="giao cho")
    references = models.JSONField("các hồ sơ", default=list)
    done = models.PositiveIntegerField("đã xong", default=0)
    failures = models.JSONField("chưa làm được", default=list)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
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


class SavedView(models.Model):
    """A view of the queue with its filters under a name, one's own or the whole team's."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="saved_views")
    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, related_name="+", verbose_name="cho cả đơn vị"
    )
    name = models.CharField("tên", max_length=60)
    query = models.CharField("điều kiện", max_length=600)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "chế độ xem đã lưu"
        verbose_name_plural = "chế độ xem đã lưu"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["officer", "name"], name="one_view_of_a_name")]


class ReplyUse(models.TextChoices):
    SUPPLEMENT = "supplement", "Yêu cầu bổ sung"
    REFUSE = "refuse", "Từ chối tiếp nhận"
    TALK = "talk", "Trao đổi"
    OPINION = "opinion", "Lấy và cho ý kiến"
    RESULT = "result", "Trả lời không giải quyết"
    APOLOGY = "apology", "Xin lỗi"


class ReplyTemplate(models.Model):
    """Words that are written often, with places that the dossier fills."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="reply_templates")
    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, related_name="+", verbose_name="cho cả đơn vị"
    )
    use = models.CharField("dùng khi", max_length=10, choices=ReplyUse)
    name = models.CharField("tên mẫu", max_length=80)
    text = models.CharField("nội dung", max_length=2000)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "mẫu trả lời"
        verbose_name_plural = "mẫu trả lời"
        ordering = ["use", "name"]


class Nudge(models.Model):
    """A leader's word about one dossier to whoever holds it; what happened next is read from the journal."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="nudges")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="nudges")
    to_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    to_officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    text = models.CharField("lời nhắc", max_length=500)
    at = models.DateTimeField("lúc", default=timezone.now)
    revision = models.PositiveIntegerField("lúc đó hồ sơ ở lần sửa", default=0)

    class Meta:
        verbose_name = "nhắc việc"
        verbose_name_plural = "nhắc việc"
        ordering = ["-id"]
