"""What the public post asks for a piece, as an administrator enters it; what it paid over, and why a sum differs."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


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


class PostPart(models.Model):
    """What the post paid over for one piece on one day; told again for the same day it is the same part."""

    tracking = models.CharField("mã bưu gửi", max_length=30)
    day = models.DateField("ngày nộp")
    vnd = models.PositiveBigIntegerField("số tiền (đồng)")
    told_at = models.DateTimeField("báo lúc", default=timezone.now)

    class Meta:
        verbose_name = "lần bưu chính nộp tiền thu hộ"
        verbose_name_plural = "các lần bưu chính nộp tiền thu hộ"
        ordering = ["tracking", "day"]
        constraints = [models.UniqueConstraint(fields=["tracking", "day"], name="one_post_part_per_day")]


class PostReason(models.Model):
    """Why owed, collected and paid over differ for one piece: said by one officer, agreed or not by another. It
    stands for the sums of that moment; when one of them changes, the question is open again."""

    tracking = models.CharField("mã bưu gửi", max_length=30, db_index=True)
    owed_vnd = models.PositiveBigIntegerField("phải thu")
    collected_vnd = models.PositiveBigIntegerField("bưu tá đã thu")
    remitted_vnd = models.PositiveBigIntegerField("bưu chính đã nộp")
    why = models.CharField("vì sao lệch", max_length=300)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField("nói lúc", default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("quyết định lúc", null=True)
    agreed = models.BooleanField("đồng ý", null=True)
    answer = models.CharField("vì sao không đồng ý", max_length=300, blank=True)

    class Meta:
        verbose_name = "giải trình tiền thu hộ"
        verbose_name_plural = "giải trình tiền thu hộ"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tracking", "owed_vnd", "collected_vnd", "remitted_vnd"],
                condition=Q(agreed=None),
                name="one_post_reason_waits_per_sums",
            ),
            models.CheckConstraint(
                condition=Q(agreed=None, decided_by=None)
                | (Q(agreed__isnull=False, decided_by__isnull=False) & ~Q(decided_by=F("said_by"))),
                name="post_reason_is_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(agreed=False) | ~Q(answer=""), name="refused_post_reason_says_why"
            ),
        ]
