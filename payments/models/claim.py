"""Somebody says they need not pay, or pay less; an officer looks at the proof (Luật Phí và lệ phí, Đ10)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from payments.models.charge import Charge, ChargeLine
from payments.models.ledger import Entry


class ClaimState(models.TextChoices):
    PENDING = "pending", "Chờ kiểm tra"
    CONFIRMED = "confirmed", "Được miễn, giảm"
    REFUSED = "refused", "Không được miễn, giảm"


class ExemptionClaim(models.Model):
    """One ground for paying less on one charge. Nothing is let off before an officer has confirmed it."""

    charge = models.OneToOneField(Charge, models.PROTECT, related_name="claim")
    code = models.CharField("mã đối tượng", max_length=60)
    label = models.CharField("đối tượng", max_length=200)
    proof = models.CharField("giấy tờ chứng minh", max_length=300, blank=True)
    source = models.CharField("căn cứ", max_length=300, blank=True)
    state = models.CharField("trạng thái", max_length=9, choices=ClaimState, default=ClaimState.PENDING)
    asked_at = models.DateTimeField("xin lúc", default=timezone.now)
    seen_proof = models.CharField("giấy tờ đã xem", max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("quyết định lúc", null=True)
    refusal = models.CharField("lý do không được", max_length=500, blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="claim")

    class Meta:
        verbose_name = "đề nghị miễn, giảm"
        verbose_name_plural = "đề nghị miễn, giảm"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="pending", decided_by=None)
                | Q(state="confirmed", decided_by__isnull=False, entry__isnull=False)
                | (Q(state="refused", decided_by__isnull=False, entry=None) & ~Q(refusal="")),
                name="decided_claim_says_by_whom_and_why",
            )
        ]


class ClaimPart(models.Model):
    """How much of one line would be let off. Whole đồng."""

    claim = models.ForeignKey(ExemptionClaim, models.CASCADE, related_name="parts")
    line = models.ForeignKey(ChargeLine, models.PROTECT, related_name="+")
    vnd = models.PositiveBigIntegerField("được bớt (đồng)")
