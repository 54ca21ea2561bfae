"""Field verification: a summons with time, place and people, and what came of it (DL-10.1c)."""

from django.db import models
from django.utils import timezone

from dossiers.models.dossier import Dossier
from portal.agencies.models import Agency, Officer
from portal.documents.models import StoredFile


class FieldVisit(models.Model):
    """Somebody goes and looks; the applicant is told when and where."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="visits")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    called_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_index=False)
    called_at = models.DateTimeField("lập lúc", default=timezone.now)
    starts_at = models.DateTimeField("thời gian")
    place = models.CharField("địa điểm", max_length=400)
    people = models.CharField("thành phần", max_length=1000)
    agenda = models.CharField("nội dung", max_length=2000)
    minutes = models.CharField("biên bản", max_length=8000, blank=True)
    came = models.CharField("người có mặt", max_length=1000, blank=True)
    held_at = models.DateTimeField("đã làm lúc", null=True)
    cancelled_at = models.DateTimeField("hoãn lúc", null=True)

    class Meta:
        verbose_name = "xác minh thực tế"
        verbose_name_plural = "xác minh thực tế"
        ordering = ["id"]


class VisitPhoto(models.Model):
    """One picture taken there."""

    visit = models.ForeignKey(FieldVisit, models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("tên tệp", max_length=255)

    class Meta:
        verbose_name = "ảnh hiện trường"
        verbose_name_plural = "ảnh hiện trường"
        ordering = ["id"]
