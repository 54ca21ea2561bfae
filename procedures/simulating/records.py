"""A simulation that was asked for, how far it is, and what it found. Holds figures only, nobody's dossier."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import User


class Simulation(models.Model):
    """One replay of the past through a version; run once, by a worker."""

    version = models.ForeignKey("procedures.ProcedureVersion", models.CASCADE, related_name="simulations")
    sha256 = models.CharField("nội dung được chạy", max_length=64)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người yêu cầu")
    most = models.PositiveIntegerField("số hồ sơ nhiều nhất", default=300)
    factor = models.PositiveSmallIntegerField("phần trăm thời gian của bước chưa có số liệu", default=60)
    seed = models.PositiveIntegerField("số gieo", default=1)
    asked_at = models.DateTimeField("lúc", default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField("cần chạy", default=0)
    done = models.PositiveIntegerField("đã chạy", default=0)
    failure = models.CharField("vì sao không xong", max_length=500, blank=True)
    result = models.JSONField("kết quả", null=True)

    class Meta:
        app_label = "procedures"
        verbose_name = "lần chạy thử quy trình"
        verbose_name_plural = "lần chạy thử quy trình"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(most__gte=1, most__lte=2000, factor__gte=1, factor__lte=300),
                name="simulation_within_bounds",
            )
        ]

    def __str__(self) -> str:
        return f"Chạy thử {self.pk}"
