"""The cashier's day: from opening the till to counting it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.agencies.models import Agency


class CashSession(models.Model):
    """One cashier's till between opening and counting; what they take meanwhile belongs to it."""

    cashier = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("mở lúc", default=timezone.now)
    opening_vnd = models.PositiveBigIntegerField("tiền đầu ca (đồng)", default=0)
    closed_at = models.DateTimeField("đóng lúc", null=True)
    expected_vnd = models.BigIntegerField("phải có (đồng)", null=True)
    counted_vnd = models.BigIntegerField("đếm được (đồng)", null=True)
    difference_vnd = models.BigIntegerField("chênh lệch (đồng)", null=True)
    card_expected_vnd = models.BigIntegerField("thẻ theo sổ (đồng)", null=True)
    card_counted_vnd = models.BigIntegerField("thẻ theo máy (đồng)", null=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "ca thu tiền"
        verbose_name_plural = "ca thu tiền"
        constraints = [
            models.UniqueConstraint(
                fields=["cashier"], condition=Q(closed_at=None), name="one_open_till_per_cashier"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None)
                | Q(difference_vnd=F("counted_vnd") - F("expected_vnd"), counted_vnd__gte=0),
                name="closed_till_was_counted",
            ),
        ]
