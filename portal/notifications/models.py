"""The outbox: a message is a row, written with the act that caused it and sent after commit (promise P10)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone


class Channel(models.TextChoices):
    EMAIL = "email", "Thư điện tử"
    IN_APP = "in_app", "Trên cổng"
    SMS = "sms", "Tin nhắn SMS"
    ZALO = "zalo", "Zalo"


class Message(models.Model):
    """One message to one address by one channel."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="notices")
    party_id = models.BigIntegerField(null=True, db_index=True)
    channel = models.CharField("kênh", max_length=8, choices=Channel)
    address = models.CharField("nơi nhận", max_length=200, blank=True)
    template = models.CharField("mẫu", max_length=60)
    subject = models.CharField("tiêu đề", max_length=200)
    text = models.TextField("nội dung")
    html = models.TextField(blank=True)
    about = models.CharField("về", max_length=60, blank=True, db_index=True)
    key = models.CharField("khóa chống gửi hai lần", max_length=120, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField("gửi lúc", null=True)
    read_at = models.DateTimeField("đọc lúc", null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    error = models.CharField(max_length=300, blank=True)
    provider_ref = models.CharField(max_length=60, blank=True, db_index=True)
    delivered_at = models.DateTimeField("đến lúc", null=True)
    # (channel, address) to try when this one cannot reach the person
    otherwise = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = "tin nhắn"
        verbose_name_plural = "tin nhắn"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(sent_at=None), name="messages_to_send")
        ]


class Preference(models.Model):
    """How somebody wants to be told: ways in order, and kinds turned off among those that may be."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preference")
    order = ArrayField(models.CharField(max_length=8), verbose_name="thứ tự kênh", default=list, blank=True)
    off = ArrayField(models.CharField(max_length=60), verbose_name="không nhận", default=list, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "cách nhận tin"
        verbose_name_plural = "cách nhận tin"
