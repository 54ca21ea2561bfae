"""A budget voucher on paper: somebody paid at a bank or the treasury and brings the slip (QN-14.4, HG-10.3)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from payments.models.charge import Charge, Payment


class PaperState(models.TextChoices):
    WAITING = "waiting", "Chờ người thứ hai kiểm tra"
    GOOD = "good", "Đã ghi sổ"
    REFUSED = "refused", "Không nhận"


class PaperVoucher(models.Model):
    """One slip, entered by one officer and compared with the paper by another; only then is the money booked."""

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="paper_vouchers")
    number = models.CharField("số chứng từ", max_length=60)
    bank = models.CharField("nơi nộp", max_length=120)
    paid_on = models.DateField("ngày nộp")
    vnd = models.PositiveBigIntegerField("số tiền (đồng)")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    state = models.CharField("trạng thái", max_length=7, choices=PaperState, default=PaperState.WAITING)
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    handed_at = models.DateTimeField("nhập lúc", default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("kiểm tra lúc", null=True)
    refusal = models.CharField("vì sao không nhận", max_length=300, blank=True)
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, related_name="paper_voucher")

    class Meta:
        verbose_name = "chứng từ giấy nộp ngân sách"
        verbose_name_plural = "chứng từ giấy nộp ngân sách"
        constraints = [
            models.CheckConstraint(condition=Q(vnd__gt=0), name="paper_voucher_is_positive"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("handed_by")),
                name="paper_voucher_is_checked_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="good", payment__isnull=False) | (~Q(state="good") & Q(payment=None)),
                name="good_paper_voucher_has_its_payment",
            ),
            models.UniqueConstraint(
                fields=["bank", "number"], condition=~Q(state="refused"), name="one_paper_voucher_per_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.bank}"
