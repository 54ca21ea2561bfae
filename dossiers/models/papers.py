"""The papers of one dossier: what was asked for by the version, what was handed in, what the officer found."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from dossiers.models.dossier import Dossier
from portal.documents.models import StoredFile


class CopyKind(models.TextChoices):
    """LoaiBan of the national sync."""

    ORIGINAL = "original", "Bản chính"
    COPY = "copy", "Bản sao"
    CERTIFIED = "certified_copy", "Bản chứng thực"
    COPY_WITH_ORIGINAL = "copy_with_original", "Bản sao kèm bản chính để đối chiếu"
    ELECTRONIC = "electronic", "Bản điện tử"


class Delivery(models.TextChoices):
    UPLOAD = "upload", "Tải lên"
    COUNTER = "counter", "Nộp bản giấy tại quầy"
    VAULT = "vault", "Lấy từ kho"


class Verdict(models.TextChoices):
    NONE = "", "Chưa xét"
    OK = "ok", "Đạt"
    WRONG = "wrong", "Chưa đạt"


class DossierItem(models.Model):
    """One paper of the dossier; paper_id is its name in the version's definition."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="items")
    paper_id = models.CharField(max_length=80)
    title = models.CharField("giấy tờ", max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    copy_kind = models.CharField("loại bản", max_length=20, choices=CopyKind, default=CopyKind.ORIGINAL)
    count = models.PositiveSmallIntegerField("số bản", default=1)
    delivery = models.CharField("cách nộp", max_length=8, choices=Delivery, default=Delivery.UPLOAD)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    verdict = models.CharField("đánh giá", max_length=5, choices=Verdict, blank=True)
    verdict_note = models.CharField("sai ở đâu, sửa thế nào", max_length=1000, blank=True)
    original_seen_at = models.DateTimeField("đã đối chiếu bản chính lúc", null=True)

    class Meta:
        verbose_name = "thành phần hồ sơ"
        verbose_name_plural = "thành phần hồ sơ"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["dossier", "paper_id"], name="one_item_per_paper")]


class ItemPage(models.Model):
    """One uploaded file of a paper, in reading order. Taking it away keeps the row (removed_at)."""

    item = models.ForeignKey(DossierItem, models.CASCADE, related_name="pages")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("tên tệp", max_length=255)
    position = models.PositiveSmallIntegerField(default=0)
    rotation = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "tệp của giấy tờ"
        verbose_name_plural = "tệp của giấy tờ"
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["item", "position"], condition=Q(removed_at=None), name="pages_of_item")
        ]
