"""What the public post asks for a piece, as an administrator enters it."""

from django.db import models
from django.db.models import F, Q


class PostZone(models.TextChoices):
    IN_PROVINCE = "in_province", "Trong tỉnh"
    BEYOND = "beyond", "Ngoài tỉnh"


class PostRate(models.Model):
    """The fare of pieces up to a weight into one zone, while it is valid."""

    zone = models.CharField("vùng", max_length=12, choices=PostZone)
    up_to_g = models.PositiveIntegerField("đến (gam)")
    vnd = models.PositiveIntegerField("cước (đồng)")
    valid_from = models.DateField("áp dụng từ")
    valid_to = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        verbose_name = "mức cước bưu chính"
        verbose_name_plural = "cước bưu chính"
        ordering = ["zone", "up_to_g", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "up_to_g", "valid_from"], name="one_post_rate_per_step_and_day"
            ),
            models.CheckConstraint(condition=Q(up_to_g__gt=0), name="post_rate_has_a_weight"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="post_rate_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_zone_display()}, đến {self.up_to_g} g"
