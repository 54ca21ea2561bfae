"""Budget vouchers (chứng từ nộp NSNN): the bank's signed word that money went to the budget (QN-14.4d, HG-10.3)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from payments.models.charge import Payment


class BankCertificate(models.Model):
    """The certificate with which a bank signs its vouchers, entered by an administrator from the bank's own hand."""

    name = models.CharField("ngân hàng", max_length=200)
    pem = models.TextField("chứng thư (PEM)")
    serial = models.CharField("số sê-ri", max_length=64, unique=True)
    valid_from = models.DateTimeField("có giá trị từ")
    valid_to = models.DateTimeField("đến")
    withdrawn_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)

    class Meta:
        verbose_name = "chứng thư của ngân hàng"
        verbose_name_plural = "chứng thư của ngân hàng"

    def __str__(self) -> str:
        return f"{self.name} ({self.serial})"


class BudgetVoucher(models.Model):
    """The voucher of one payment, word for word with its signature, and what our check of it said."""

    payment = models.OneToOneField(Payment, models.PROTECT, related_name="voucher")
    number = models.CharField("số chứng từ", max_length=60, blank=True)
    content = models.TextField("nguyên văn", blank=True)
    signature = models.TextField("chữ ký", blank=True)
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, related_name="+")
    certificate = models.ForeignKey(BankCertificate, models.PROTECT, null=True, related_name="+")
    good = models.BooleanField("hợp lệ", default=False)
    problem = models.CharField("vì sao chưa hợp lệ", max_length=300, blank=True)
    asked = models.PositiveSmallIntegerField("số lần hỏi", default=0)
    ask_at = models.DateTimeField("hỏi lại lúc", null=True)
    checked_at = models.DateTimeField("kiểm tra lúc", default=timezone.now)

    class Meta:
        verbose_name = "chứng từ nộp ngân sách"
        verbose_name_plural = "chứng từ nộp ngân sách"
        constraints = [
            models.CheckConstraint(
                condition=Q(good=False) | Q(certificate__isnull=False),
                name="good_voucher_names_its_certificate",
            )
        ]
        indexes = [models.Index(fields=["ask_at"], condition=Q(good=False), name="vouchers_to_ask_for")]
