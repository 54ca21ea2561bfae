"""Money given back: asked for, decided by a second person, paid out, each once (QN-13.3c, DL-10.4)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from payments.models.charge import Charge
from payments.models.ledger import Entry


class Ground(models.TextChoices):
    NOT_DELIVERED = "not_delivered", "Cơ quan không cung cấp dịch vụ"
    OVERPAID = "overpaid", "Nộp thừa hoặc nộp hai lần"
    BY_LAW = "by_law", "Theo quy định khác của pháp luật"


class RefundState(models.TextChoices):
    REQUESTED = "requested", "Chờ duyệt"
    APPROVED = "approved", "Đã duyệt, chờ chi"
    REFUSED = "refused", "Không hoàn"
    PAID = "paid", "Đã hoàn"


class Refund(models.Model):
    """One request to give money of one charge back, with where to send it."""

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="refunds")
    amount_vnd = models.PositiveBigIntegerField("số tiền (đồng)")
    ground = models.CharField("lý do hoàn", max_length=14, choices=Ground)
    reason = models.CharField("trình bày", max_length=500)
    bank_name = models.CharField("ngân hàng nhận", max_length=120)
    account_number = models.CharField("số tài khoản nhận", max_length=19)
    account_holder = models.CharField("chủ tài khoản nhận", max_length=200)
    state = models.CharField("trạng thái", max_length=9, choices=RefundState, default=RefundState.REQUESTED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField("xin lúc", default=timezone.now)
    due_at = models.DateTimeField("hạn trả lời")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("quyết định lúc", null=True)
    refusal = models.CharField("lý do không hoàn", max_length=500, blank=True)
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    paid_at = models.DateTimeField("chi lúc", null=True)
    provider_ref = models.CharField("số lệnh chi", max_length=60, blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="refund")

    class Meta:
        verbose_name = "hoàn phí"
        verbose_name_plural = "hoàn phí"
        constraints = [
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="refund_is_positive"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                name="refund_is_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="paid", entry__isnull=False) | (~Q(state="paid") & Q(entry=None)),
                name="paid_refund_has_its_entry",
            ),
            models.UniqueConstraint(
                fields=["charge"],
                condition=Q(state__in=["requested", "approved"]),
                name="one_open_refund_per_charge",
            ),
        ]
