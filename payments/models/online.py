"""Paying through somebody else's system: attempts that we begin, callbacks that we are sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from payments.models.charge import Charge, Payment, Share


class AttemptState(models.TextChoices):
    INIT = "init", "Đã bắt đầu"
    SUCCESS = "success", "Thành công"
    FAILED = "failed", "Không thành công"
    EXPIRED = "expired", "Hết hạn"


class Attempt(models.Model):
    """One try to pay one charge through one gateway; only a signed word of the gateway ends it.

    EXPIRED is our own guess after the gateway's term: a later success is still booked.
    """

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="attempts")
    share = models.ForeignKey(Share, models.PROTECT, null=True, related_name="attempts")
    gateway = models.CharField("cổng", max_length=10)
    reference = models.CharField("mã tham chiếu", max_length=40, unique=True)
    amount_vnd = models.PositiveBigIntegerField("số tiền (đồng)")
    state = models.CharField("trạng thái", max_length=8, choices=AttemptState, default=AttemptState.INIT)
    begun_at = models.DateTimeField("bắt đầu lúc", default=timezone.now)
    expires_at = models.DateTimeField("hạn")
    ended_at = models.DateTimeField("kết thúc lúc", null=True)
    ask_at = models.DateTimeField("hỏi lại cổng lúc", null=True)
    asked = models.PositiveSmallIntegerField("số lần hỏi", default=0)
    code = models.CharField("mã trả lời", max_length=20, blank=True)
    provider_ref = models.CharField("mã giao dịch của cổng", max_length=60, blank=True)
    address = models.GenericIPAddressField(null=True)
    return_to = models.CharField(max_length=200, blank=True)
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, related_name="attempt")

    class Meta:
        verbose_name = "lượt thanh toán"
        verbose_name_plural = "lượt thanh toán"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="success", payment__isnull=False) | (~Q(state="success") & Q(payment=None)),
                name="successful_attempt_has_its_payment",
            )
        ]
        indexes = [
            models.Index(
                fields=["ask_at"], condition=Q(state__in=["init", "expired"]), name="attempts_to_ask_about"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class Outcome(models.TextChoices):
    """What became of a callback; the row itself stays as it was sent."""

    BOOKED = "booked", "Đã ghi sổ"
    AGAIN = "again", "Đã ghi trước đó"
    FAILED = "failed", "Báo không thành công"
    PENDING = "pending", "Chưa xong"
    WRONG_AMOUNT = "wrong_amount", "Sai số tiền"
    UNKNOWN = "unknown", "Không có mã này"
    FORGED = "forged", "Sai chữ ký"
    UNREADABLE = "unreadable", "Không đọc được"
    CONTRADICTED = "contradicted", "Trái với lần báo trước"


class Callback(models.Model):
    """What a gateway or bank sent, word for word, kept before it is believed; may be played again."""

    gateway = models.CharField("cổng", max_length=10)
    raw = models.TextField("nguyên văn")
    at = models.DateTimeField("nhận lúc", default=timezone.now)
    address = models.GenericIPAddressField(null=True)
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="callbacks")
    outcome = models.CharField("kết quả", max_length=14, choices=Outcome, blank=True)

    class Meta:
        verbose_name = "thông báo của cổng"
        verbose_name_plural = "thông báo của cổng"
        indexes = [
            models.Index(fields=["gateway", "-at"], name="callbacks_by_gateway"),
            models.Index(fields=["at"], condition=Q(outcome=""), name="callbacks_to_play_again"),
        ]


class BankLine(models.Model):
    """Money that came to one of our accounts, as the bank told it: by notice or in a statement, once.

    Without a payment it is unmatched, and somebody has to say what it was for.
    """

    bank = models.CharField("ngân hàng (BIN)", max_length=6, blank=True)
    account = models.CharField("vào tài khoản", max_length=19)
    bank_ref = models.CharField("số giao dịch", max_length=60)
    amount_vnd = models.PositiveBigIntegerField("số tiền (đồng)")
    purpose = models.CharField("nội dung", max_length=500, blank=True)
    at = models.DateTimeField("lúc")
    source = models.CharField("nguồn", max_length=9, choices=[("notice", "Báo có"), ("statement", "Sao kê")])
    seen_at = models.DateTimeField("biết lúc", default=timezone.now)
    stated_at = models.DateTimeField("có trong sao kê từ", null=True)
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, related_name="bank_line")
    set_aside = models.CharField("không phải tiền nộp hồ sơ", max_length=200, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "dòng tiền vào"
        verbose_name_plural = "tiền vào tài khoản"
        constraints = [
            models.UniqueConstraint(fields=["account", "bank_ref"], name="bank_line_once"),
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="bank_line_is_positive"),
        ]
        indexes = [
            models.Index(
                fields=["-at"], condition=Q(payment=None, set_aside=""), name="bank_lines_nobody_knows"
            )
        ]
