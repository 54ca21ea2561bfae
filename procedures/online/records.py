"""What people decide about procedures on line; the figures beside it are computed."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from portal.accounts.models import User
from portal.agencies.models import Agency
from portal.calendars.now import now
from procedures.models import Procedure, ProcedureVersion


class Directive(models.Model):
    """The Government or the Prime Minister wants this procedure on line (ST-18.1e, HG-5.2e)."""

    procedure = models.OneToOneField(Procedure, models.CASCADE, related_name="directive")
    ground = models.CharField("văn bản chỉ đạo", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc", default=now)

    class Meta:
        app_label = "procedures"
        verbose_name = "chỉ đạo đưa lên mạng"
        verbose_name_plural = "chỉ đạo đưa lên mạng"


class ReviewRound(models.Model):
    """The review of one year (ST-19): every procedure in force when it was opened has a line."""

    year = models.PositiveSmallIntegerField(
        "năm", unique=True, validators=[MinValueValidator(2020), MaxValueValidator(2100)]
    )
    due_on = models.DateField("xong trước ngày")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("mở lúc", default=now)

    class Meta:
        app_label = "procedures"
        verbose_name = "đợt rà soát"
        verbose_name_plural = "đợt rà soát"
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"Rà soát năm {self.year}"


class Proposal(models.TextChoices):
    KEEP = "keep", "Giữ mức đang có"
    FULL = "full", "Toàn trình"
    PARTIAL = "partial", "Một phần"
    NONE = "none", "Chưa đưa lên mạng"


class ReviewLine(models.Model):
    """One procedure in a review: the figures as they were, what is proposed, opinions, decision, roadmap."""

    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="lines")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="reviews")
    level = models.CharField("mức đang có", max_length=8)
    figures = models.JSONField("số liệu", default=dict)
    proposal = models.CharField("đề xuất", max_length=8, choices=Proposal, blank=True)
    conditions = models.TextField("điều kiện thực hiện trên môi trường điện tử", blank=True)
    asked = models.TextField("ý kiến cơ quan, đơn vị liên quan", blank=True)
    affected = models.TextField("ý kiến đối tượng chịu tác động", blank=True)
    operation = models.TextField("việc xây dựng, vận hành, khai thác", blank=True)
    decision = models.CharField("quyết định của Chủ tịch Ủy ban nhân dân tỉnh", max_length=200, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    roadmap_on = models.DateField("thực hiện xong trước ngày", null=True, blank=True)
    change = models.TextField("nội dung cần điều chỉnh, sửa đổi, bổ sung", blank=True)
    version = models.ForeignKey(
        ProcedureVersion, models.SET_NULL, null=True, related_name="+", verbose_name="bản nháp điều chỉnh"
    )
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        app_label = "procedures"
        verbose_name = "thủ tục trong đợt rà soát"
        verbose_name_plural = "thủ tục trong đợt rà soát"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "procedure"], name="one_review_per_round")]


class SolutionKind(models.TextChoices):
    """The solutions of ST-20.2a (NĐ 45/2020 Đ23.1)."""

    WORK = "work", "Nghiệp vụ giải quyết thủ tục"
    PROCESS = "process", "Tái cấu trúc, chuẩn hóa quy trình"
    IDENTITY = "identity", "Định danh, xác thực điện tử"
    DATA = "data", "Tích hợp, chia sẻ dữ liệu"
    TECHNICAL = "technical", "Kỹ thuật khác"


class Solution(models.Model):
    """One solution by which a procedure is carried out on line, planned and done.

    `before` and `after`: what the procedure asked of people and offices on either day (procedures.online.measures)."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="solutions", verbose_name="thủ tục")
    kind = models.CharField("loại", max_length=10, choices=SolutionKind)
    words = models.TextField("giải pháp")
    owner = models.CharField("cơ quan chủ trì", max_length=200)
    planned_on = models.DateField("xong trước ngày", null=True, blank=True)
    done_on = models.DateField("xong ngày", null=True, blank=True)
    before = models.JSONField("trước", default=dict)
    after = models.JSONField("sau", default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("ghi lúc", default=now)

    class Meta:
        app_label = "procedures"
        verbose_name = "giải pháp"
        verbose_name_plural = "giải pháp"
        ordering = ["-pk"]


class WorkflowDuty(models.Model):
    """An internal workflow was approved: its content is owed to the centre within three days (QN-11.2)."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="duties", verbose_name="thủ tục")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="đơn vị cung cấp")
    decision = models.CharField("quyết định phê duyệt quy trình nội bộ", max_length=200)
    decided_on = models.DateField("ban hành ngày")
    due_at = models.DateTimeField("hạn")
    supplied_at = models.DateTimeField("cung cấp lúc", null=True)
    supplied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        app_label = "procedures"
        verbose_name = "việc cung cấp quy trình"
        verbose_name_plural = "việc cung cấp quy trình"
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "decision"], name="one_duty_per_decision")
        ]


class NationalPosting(models.Model):
    """What the national portal was told last of a service (ST-20.2c): kept by content, so nothing is told twice."""

    procedure = models.OneToOneField(Procedure, models.CASCADE, related_name="national_posting")
    sent_sha = models.CharField(max_length=64, blank=True)
    level = models.CharField("mức đã đưa lên", max_length=20, blank=True)
    number = models.CharField("mã trên Cổng quốc gia", max_length=60, blank=True)
    sent_at = models.DateTimeField("nhận lúc", null=True)
    tried_at = models.DateTimeField("gửi lúc", null=True)
    problem = models.CharField("chưa nhận vì", max_length=300, blank=True)

    class Meta:
        app_label = "procedures"
        verbose_name = "dịch vụ trên Cổng quốc gia"
        verbose_name_plural = "dịch vụ trên Cổng quốc gia"
