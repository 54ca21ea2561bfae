"""Who looked at whose data, and why. Rows are never changed (migration 0002 adds the trigger)."""

from django.db import models
from django.utils import timezone


class AccessLog(models.Model):
    """One look at personal data by someone other than its owner; the owner can read it."""

    user_id = models.BigIntegerField("người xem", null=True)
    user_name = models.CharField(max_length=200, blank=True)
    agency_name = models.CharField(max_length=200, blank=True)
    party_id = models.BigIntegerField("của ai", null=True, db_index=True)
    subject = models.CharField("đối tượng", max_length=60, db_index=True)
    act = models.CharField("việc", max_length=40)
    purpose = models.CharField("mục đích", max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    ip = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = "lượt xem dữ liệu"
        verbose_name_plural = "lượt xem dữ liệu"
        indexes = [models.Index(fields=["party_id", "-at"], name="access_by_party")]


class SignInLog(models.Model):
    """A sign-in, a refused one, a sign-out."""

    user_id = models.BigIntegerField(null=True)
    login = models.CharField(max_length=120, blank=True)
    act = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    ip = models.GenericIPAddressField(null=True)

    class Meta:
        verbose_name = "lượt đăng nhập"
        verbose_name_plural = "lượt đăng nhập"


class DaySeal(models.Model):
    """What was published about one day of the journal: a statement, signed and stamped so that it cannot be moved."""

    day = models.DateField("ngày", unique=True)
    statement = models.TextField("lời công bố")
    signature = models.BinaryField("chữ ký", default=b"")
    stamp = models.BinaryField("dấu thời gian", default=b"")
    signer = models.CharField("người ký", max_length=200, blank=True)
    sealed_at = models.DateTimeField("ký lúc", null=True)

    class Meta:
        verbose_name = "chốt nhật ký ngày"
        verbose_name_plural = "chốt nhật ký ngày"
