"""The keys of other installations that an administrator trusts; told to Django at the end of procedures.models."""

from django.db import models
from django.utils import timezone

from portal.accounts.models import User


class TrustedKey(models.Model):
    """Packages signed with this key are taken without asking again."""

    key = models.CharField("khóa công khai", max_length=64, unique=True)
    name = models.CharField("của", max_length=200, help_text="Tỉnh hoặc cơ quan giữ khóa này")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người tin")
    added_at = models.DateTimeField("từ", default=timezone.now)

    class Meta:
        verbose_name = "khóa tin cậy"
        verbose_name_plural = "khóa tin cậy"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
