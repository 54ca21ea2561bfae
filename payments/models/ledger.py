"""The book of each charge: rows that are only ever added, each beginning where the one before it ended.

Kept by the database (migration 0003): `after = before + amount`, and (charge, previous number, before)
must be a row's (charge, number, after). So no đồng appears or goes between two rows, whoever writes them.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from payments.models.charge import Charge, ChargeLine, Payment


class EntryKind(models.TextChoices):
    CHARGED = "charged", "Phải thu"
    PAID = "paid", "Đã nộp"
    WAIVED = "waived", "Được miễn"
    CANCELLED = "cancelled", "Hủy khoản thu"
    REFUNDED = "refunded", "Đã hoàn"


class Entry(models.Model):
    """One row. Amounts are signed: positive is owed by the payer, negative has come or was let off.

    `after_vnd` above zero is what is still owed (shortfall), below zero what was paid too much.
    """

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField("dòng")
    previous = models.PositiveIntegerField(null=True)
    kind = models.CharField("loại", max_length=10, choices=EntryKind)
    before_vnd = models.BigIntegerField("trước")
    amount_vnd = models.BigIntegerField("phát sinh")
    after_vnd = models.BigIntegerField("sau")
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, related_name="entry")
    why = models.CharField("lý do", max_length=300, blank=True)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "dòng sổ thu"
        verbose_name_plural = "sổ thu"
        ordering = ["charge_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["charge", "number"], name="one_entry_per_number"),
            models.CheckConstraint(
                condition=Q(after_vnd=F("before_vnd") + F("amount_vnd")), name="entry_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(number=1, previous=None, before_vnd=0) | Q(previous=F("number") - 1),
                name="entry_follows_the_one_before",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["charged", "refunded"], amount_vnd__gt=0)
                | Q(kind__in=["paid", "waived", "cancelled"], amount_vnd__lt=0),
                name="entry_has_the_sign_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="paid", payment__isnull=False) | (~Q(kind="paid") & Q(payment=None)),
                name="paid_entry_names_its_payment",
            ),
        ]


class EntryPart(models.Model):
    """How much of one row of the book concerns one line of the charge, so that every account adds up by itself.

    Signed like the row; the parts of a row sum up to it (migration 0006). Above zero over all rows: the line is
    still owed; below zero: too much came for it.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="parts")
    line = models.ForeignKey(ChargeLine, models.PROTECT, related_name="parts")
    vnd = models.BigIntegerField("phần (đồng)")

    class Meta:
        verbose_name = "phần của dòng sổ"
        verbose_name_plural = "phần của dòng sổ"
        constraints = [models.UniqueConstraint(fields=["entry", "line"], name="one_part_per_line")]
