"""The journal: append-only (a trigger refuses change), chained by hash within each dossier (promise P3)."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from dossiers.models.digest import DigestField
from dossiers.models.dossier import Dossier


class JournalEntry(models.Model):
    """One act on one dossier. Its hash is over its words and the hash of the row before (dossiers.journal)."""

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
    note = models.CharField("nội dung", max_length=4000, blank=True, db_default="")
    data = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    at = models.DateTimeField("lúc")
    due_at = models.DateTimeField("hẹn trả lúc đó", null=True)
    hash = DigestField()

    class Meta:
        verbose_name = "dòng nhật ký"
        verbose_name_plural = "nhật ký hồ sơ"
        ordering = ["dossier_id", "number"]
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="journal_has_no_gap_twice")]
        # Rows are only ever added, so they lie in the order of time and a summary per megabyte finds a day.
        indexes = [BrinIndex(fields=["at"], autosummarize=True, name="journal_by_day")]


class ChainHead(models.Model):
    """The hash over all journal rows of one day and the head before it; published so nobody can back-date."""

    day = models.DateField(unique=True)
    entries = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)
