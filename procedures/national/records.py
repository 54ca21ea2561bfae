"""The records of taking the national catalogue in; told to Django at the end of procedures.models."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import User


class CatalogueImport(models.Model):
    """One file of the national catalogue taken in; at most one runs at a time."""

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ nhập"
        RUNNING = "running", "Đang nhập"
        DONE = "done", "Đã nhập xong"
        FAILED = "failed", "Dừng giữa chừng"

    file_name = models.CharField("tệp", max_length=200)
    path = models.CharField(max_length=200, blank=True, editable=False)
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.WAITING)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="người nhập")
    bytes = models.BigIntegerField("cỡ tệp", default=0)
    bytes_read = models.BigIntegerField("đã đọc", default=0)
    lines = models.PositiveIntegerField("số dòng", default=0)
    counts = models.JSONField("kết quả", default=dict)
    error = models.CharField("lỗi", max_length=300, blank=True)
    created_at = models.DateTimeField("bắt đầu", default=timezone.now)
    alive_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField("xong lúc", null=True)

    class Meta:
        verbose_name = "lần nhập danh mục quốc gia"
        verbose_name_plural = "nhập danh mục quốc gia"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="one_catalogue_import_runs"
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"

    @property
    def under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def percent(self) -> int:
        """How much of the file is read."""
        return min(100, self.bytes_read * 100 // self.bytes) if self.bytes else 0


class CatalogueSource(models.Model):
    """The row of the national catalogue that a procedure comes from, and a newer one that waits for a decision.

    draft_sha256: the draft as it was made of the row; while it is still that, nobody has worked on it."""

    procedure = models.OneToOneField(
        "procedures.Procedure", models.CASCADE, related_name="source", verbose_name="thủ tục"
    )
    row_sha256 = models.CharField(max_length=64, blank=True)
    row = models.JSONField("dòng đã nhận", default=dict)
    draft_sha256 = models.CharField(max_length=64, blank=True)
    offered_sha256 = models.CharField(max_length=64, blank=True)
    offered_row = models.JSONField("dòng mới", null=True)
    offered_at = models.DateTimeField("có từ", null=True)
    kept_sha256 = models.CharField(max_length=64, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="người quyết định"
    )
    decided_at = models.DateTimeField("quyết định lúc", null=True)

    class Meta:
        verbose_name = "nguồn từ danh mục quốc gia"
        verbose_name_plural = "nguồn từ danh mục quốc gia"
        ordering = ["procedure__code"]
        indexes = [
            models.Index(
                fields=["offered_at"], condition=Q(offered_at__isnull=False), name="catalogue_offers"
            )
        ]

    def __str__(self) -> str:
        return self.procedure.code


class CatalogueRow(models.Model):
    """What became of one line of a file: the report that administrators read."""

    class Outcome(models.TextChoices):
        DRAFT = "draft", "Bản nháp mới"
        UNCHANGED = "unchanged", "Không đổi"
        CHANGED = "changed", "Có khác biệt, chờ quyết định"
        REPEATED = "repeated", "Lặp lại trong tệp"
        REFUSED = "refused", "Từ chối"

    imported = models.ForeignKey(
        CatalogueImport, models.CASCADE, related_name="rows", verbose_name="lần nhập"
    )
    line = models.PositiveIntegerField("dòng")
    code = models.CharField("mã thủ tục", max_length=20, blank=True)
    name = models.CharField("tên", max_length=300, blank=True)
    outcome = models.CharField("kết quả", max_length=9, choices=Outcome)
    reason = models.CharField("lý do", max_length=300, blank=True)
    kinds = models.JSONField("nghi vấn", default=list)

    class Meta:
        verbose_name = "dòng đã nhập"
        verbose_name_plural = "dòng đã nhập"
        ordering = ["line", "id"]
        indexes = [models.Index(fields=["imported", "outcome", "line"], name="catalogue_rows_by_outcome")]

    def __str__(self) -> str:
        return f"{self.line}: {self.code}"
