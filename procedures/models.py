"""What can be asked for. A published version never changes (promise P5; migration 0001 adds the trigger)."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import User
from portal.web.text import fold


class ProcedureField(models.Model):
    """Lĩnh vực."""

    code = models.CharField("mã", max_length=30, unique=True)
    name = models.CharField("tên", max_length=200)
    slug = models.SlugField("đường dẫn", max_length=80, unique=True)

    class Meta:
        verbose_name = "lĩnh vực"
        verbose_name_plural = "lĩnh vực"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Procedure(models.Model):
    """A procedure of the national catalogue; what it asks for lives in its versions."""

    code = models.CharField("mã thủ tục", max_length=20, unique=True)
    name = models.CharField("tên", max_length=500)
    plain_name = models.CharField("tên thường gọi", max_length=200, blank=True)
    field = models.ForeignKey(
        ProcedureField, models.PROTECT, related_name="procedures", verbose_name="lĩnh vực"
    )
    audience = models.CharField(
        "đối tượng",
        max_length=12,
        default="citizen",
        choices=[("citizen", "Người dân"), ("business", "Doanh nghiệp"), ("both", "Cả hai")],
    )
    keywords = models.TextField(
        "từ thường dùng", blank=True, help_text="Cách người dân gọi, mỗi dòng một cách"
    )
    search_fold = models.TextField(editable=False)
    retired_on = models.DateField("bãi bỏ từ", null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="thủ tục thay thế",
    )

    class Meta:
        verbose_name = "thủ tục"
        verbose_name_plural = "thủ tục"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_fold = fold(f"{self.code} {self.name} {self.plain_name} {self.keywords}")
        super().save(*args, **kwargs)


class VersionState(models.TextChoices):
    DRAFT = "draft", "Nháp"
    PUBLISHED = "published", "Hiệu lực"
    WITHDRAWN = "withdrawn", "Thôi dùng"


class ProcedureVersion(models.Model):
    """Form, papers, fees, steps, limits and law as one document with effective dates."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="versions", verbose_name="thủ tục")
    number = models.PositiveIntegerField("phiên bản")
    state = models.CharField("trạng thái", max_length=10, choices=VersionState, default=VersionState.DRAFT)
    definition = models.JSONField("nội dung")
    sha256 = models.CharField(max_length=64, editable=False)
    effective_from = models.DateField("hiệu lực từ", null=True, blank=True)
    effective_to = models.DateField("đến hết", null=True, blank=True)
    decision = models.CharField("quyết định công bố", max_length=200, blank=True)
    published_at = models.DateTimeField("công bố lúc", null=True, editable=False)
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="người công bố"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "phiên bản thủ tục"
        verbose_name_plural = "phiên bản thủ tục"
        ordering = ["procedure_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="one_version_per_number"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(effective_from__isnull=False),
                name="published_version_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure.code} v{self.number}"


class Synonym(models.Model):
    """Everyday words that mean a term of the law ("sổ đỏ" → "giấy chứng nhận quyền sử dụng đất")."""

    said = models.CharField("người dân nói", max_length=120)
    said_fold = models.CharField(max_length=120, unique=True, editable=False)
    means = models.CharField("nghĩa là", max_length=200)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "từ đồng nghĩa"
        verbose_name_plural = "từ đồng nghĩa"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.said_fold = fold(self.said)
        super().save(*args, **kwargs)


class SearchMiss(models.Model):
    """A search that found nothing; administrators read them to add words."""

    query_fold = models.CharField(max_length=200, unique=True)
    count = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "tìm không thấy"
        verbose_name_plural = "tìm không thấy"
