"""What the office hands out: slips in official layout, and the result."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from dossiers.models.dossier import Dossier
from portal.agencies.models import Officer
from portal.documents.models import StoredFile


class SlipKind(models.TextChoices):
    RECEIPT = "receipt", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    SUPPLEMENT = "supplement", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"
    REFUSAL = "refusal", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"
    STOP = "stop", "Thông báo dừng giải quyết hồ sơ"
    APOLOGY = "apology", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"
    CONTROL = "control", "Phiếu kiểm soát quá trình giải quyết hồ sơ"


class Slip(models.Model):
    """A statutory paper, numbered once; facts freezes what it says, file is drawn from them by a worker."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="slips")
    kind = models.CharField("loại", max_length=12, choices=SlipKind)
    number = models.CharField("số", max_length=40, blank=True, db_default="")
    facts = models.JSONField("nội dung", db_default=models.Value({}, models.JSONField()))
    issued_at = models.DateTimeField("phát hành lúc", default=timezone.now)
    issued_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    prints = models.PositiveSmallIntegerField("số lần in", default=0, db_default=0)

    class Meta:
        verbose_name = "phiếu"
        verbose_name_plural = "phiếu"
        ordering = ["id"]
        indexes = [models.Index(fields=["issued_at"], condition=Q(file=None), name="slips_to_draw")]


class ResultKind(models.TextChoices):
    POSITIVE = "positive", "Kết quả giải quyết"
    NEGATIVE = "negative", "Văn bản trả lời không giải quyết"


class DossierResult(models.Model):
    """The result in its making and, once issued, for good."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="results")
    kind = models.CharField("loại", max_length=8, choices=ResultKind, default=ResultKind.POSITIVE)
    title = models.CharField("tên giấy tờ", max_length=300)
    fields = models.JSONField("nội dung", default=dict, db_default=models.Value({}, models.JSONField()))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    attached = models.BooleanField("tệp đính kèm thay mẫu", default=False)
    drafted_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_index=False)
    drafted_at = models.DateTimeField("soạn lúc", default=timezone.now)
    approved_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    approved_at = models.DateTimeField("duyệt lúc", null=True)
    number = models.CharField("số", max_length=60, blank=True)
    issued_on = models.DateField("ngày phát hành", null=True)
    verify_key = models.CharField("mã xác minh", max_length=32, unique=True)
    revoked_at = models.DateTimeField("thu hồi lúc", null=True)
    revoked_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    revoked_for = models.CharField("thu hồi vì", max_length=1000, blank=True, default="", db_default="")
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="replaced_by", db_index=False
    )

    class Meta:
        verbose_name = "kết quả"
        verbose_name_plural = "kết quả"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(revoked_at=None), name="one_living_result"
            )
        ]
        indexes = [
            models.Index(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="result_after_another"
            )
        ]


class SignedAs(models.TextChoices):
    PAPER = "paper", "Ký trên phiếu giấy"
    PICTURE = "picture", "Ảnh chữ ký hoặc phiếu đã ký"
    SYSTEM = "system", "Hệ thống trả trực tuyến"
    POST = "post", "Bàn giao bưu chính"


class HandOver(models.Model):
    """Who has taken a result, on what ground and with which signature (NĐ 61 Đ20, sổ theo dõi)."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="hand_overs")
    receiver = models.CharField("người nhận", max_length=300)
    receiver_number = models.CharField("số giấy tờ, số vận đơn", max_length=40, blank=True)
    proxy = models.CharField("giấy uỷ quyền", max_length=200, blank=True)
    signed_as = models.CharField("ký nhận", max_length=7, choices=SignedAs)
    signature = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "lần giao kết quả"
        verbose_name_plural = "các lần giao kết quả"
        ordering = ["id"]
