"""The journal: append-only (a trigger refuses change), chained by hash within each dossier (promise P3)."""

from django.db import models

from dossiers.models.dossier import Dossier


class JournalEntry(models.Model):
    """One act on one dossier."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="journal", db_index=False)
    number = models.PositiveIntegerField("thứ tự")
    verb = models.CharField("việc", max_length=32)
    user_id = models.BigIntegerField(null=True)
    actor = models.CharField("người làm", max_length=200)
    actor_title = models.CharField("chức danh", max_length=120, blank=True)
    agency_id = models.BigIntegerField(null=True)
    agency_name = models.CharField("cơ quan", max_length=200, blank=True)
    from_state = models.CharField(max_length=24)
    to_state = models.CharField(max_length=24)
    note = models.CharField("nội dung", max_length=4000, blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField("lúc")
    due_at = models.DateTimeField("hẹn trả lúc đó", null=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "dòng nhật ký"
        verbose_name_plural = "nhật ký hồ sơ"
        ordering = ["dossier_id", "number"]
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="journal_has_no_gap_twice")]
        indexes = [models.Index(fields=["at", "id"], name="journal_by_day")]


class ChainHead(models.Model):
    """The hash over all journal rows of one day and the head before it; published so nobody can back-date."""

    day = models.DateField(unique=True)
    entries = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)
