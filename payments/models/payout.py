"""How money goes back: through the gateway that brought it, or by a list that the bank pays."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from payments.models.online import Attempt
from payments.models.refund import Refund


class PayoutList(models.Model):
    """Refunds handed to the bank together; paid by one order of the bank."""

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("lập lúc", default=timezone.now)
    total_vnd = models.PositiveBigIntegerField("tổng (đồng)", default=0)
    order_number = models.CharField("số lệnh chi", max_length=60, blank=True)
    closed_at = models.DateTimeField("ghi kết quả lúc", null=True)

    class Meta:
        verbose_name = "danh sách chi hoàn"
        verbose_name_plural = "danh sách chi hoàn"
        ordering = ["-id"]


class PayoutState(models.TextChoices):
    MADE = "made", "Đã lập"
    SENT = "sent", "Đã gửi, chờ trả lời"
    SUCCESS = "success", "Đã chuyển"
    FAILED = "failed", "Bị trả lại"


class Payout(models.Model):
    """One try to send the money of a refund. The row is there before anybody is asked to pay, so a worker that
    dies asks what became of it instead of paying again."""

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="payouts")
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="payouts")
    listed = models.ForeignKey(PayoutList, models.PROTECT, null=True, related_name="payouts")
    vnd = models.PositiveBigIntegerField("số tiền (đồng)")
    request_id = models.CharField(max_length=32, unique=True)
    state = models.CharField("trạng thái", max_length=7, choices=PayoutState, default=PayoutState.MADE)
    code = models.CharField("mã trả lời", max_length=20, blank=True)
    provider_ref = models.CharField("mã giao dịch", max_length=60, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("lập lúc", default=timezone.now)
    sent_at = models.DateTimeField("gửi lúc", null=True)
    ask_at = models.DateTimeField("hỏi lại lúc", null=True)
    ended_at = models.DateTimeField("xong lúc", null=True)

    class Meta:
        verbose_name = "lệnh chi hoàn"
        verbose_name_plural = "lệnh chi hoàn"
        constraints = [
            models.UniqueConstraint(
                fields=["refund"], condition=~Q(state="failed"), name="one_living_payout_per_refund"
            ),
            models.CheckConstraint(
                condition=Q(attempt=None, listed__isnull=False) | Q(attempt__isnull=False, listed=None),
                name="payout_goes_one_way",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ask_at"], condition=Q(state__in=["made", "sent"]), name="payouts_to_ask_about"
            )
        ]
