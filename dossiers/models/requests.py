"""What is asked of the applicant, and what the applicant asks. Each open request is a fact the clock reads."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from dossiers.models.dossier import Dossier
from dossiers.models.work import Task
from portal.agencies.models import Officer


class SupplementRequest(models.Model):
    """A list of what is wrong, given in full and once (DL-8.1a). flagged: [{"kind","id","title","note"}]."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="supplements")
    flagged = models.JSONField("các mục cần sửa")
    mended = models.JSONField("câu trả lời đã sửa", default=list)
    reason = models.CharField("lý do chung", max_length=1000, blank=True)
    legal_ground = models.CharField("căn cứ", max_length=300, blank=True)
    after_acceptance = models.BooleanField("sau khi tiếp nhận", default=False)
    requested_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField("yêu cầu lúc", default=timezone.now)
    due_at = models.DateTimeField("hạn bổ sung")
    answered_at = models.DateTimeField("bổ sung lúc", null=True)
    closed_at = models.DateTimeField("hết hạn hoặc thôi lúc", null=True)

    class Meta:
        verbose_name = "yêu cầu bổ sung"
        verbose_name_plural = "yêu cầu bổ sung"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(answered_at=None, closed_at=None),
                name="one_open_supplement_per_dossier",
            )
        ]


class SupplementDraft(models.Model):
    """What a case officer would ask for, until a leader approves it (DL-20, T10). Its task says how it stands: open
    while it waits, done when it went out, sent back with the leader's words, cancelled when it was taken back."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="supplement_drafts")
    # No key in the database: steps go into a new file when a history is generated, so nothing may lean on them.
    task = models.OneToOneField(Task, models.CASCADE, related_name="supplement_draft", db_constraint=False)
    flagged = models.JSONField("các mục cần sửa")
    reason = models.CharField("lý do chung", max_length=1000, blank=True)
    legal_ground = models.CharField("căn cứ", max_length=300, blank=True)
    drafted_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("soạn lúc", default=timezone.now)

    class Meta:
        verbose_name = "dự thảo yêu cầu bổ sung"
        verbose_name_plural = "dự thảo yêu cầu bổ sung"
        ordering = ["id"]


class PaymentRequest(models.Model):
    """A financial obligation that stops the clock until it is met."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="payment_requests")
    charge_id = models.BigIntegerField(null=True)
    note = models.CharField("nội dung", max_length=500, blank=True)
    requested_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField("hạn nộp")
    settled_at = models.DateTimeField("nộp lúc", null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "yêu cầu nộp tiền"
        verbose_name_plural = "yêu cầu nộp tiền"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(settled_at=None, closed_at=None),
                name="one_open_payment_request_per_dossier",
            )
        ]


class WithdrawalRequest(models.Model):
    """The applicant wants the dossier back; decided by the office."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="withdrawals")
    reason = models.CharField("lý do", max_length=500, blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField("hạn trả lời")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    granted = models.BooleanField("cho rút", null=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)

    class Meta:
        verbose_name = "yêu cầu rút hồ sơ"
        verbose_name_plural = "yêu cầu rút hồ sơ"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(decided_at=None), name="one_open_withdrawal_per_dossier"
            )
        ]
