"""The outbox: a message is a row, written with the act that caused it and sent after commit (promise P10)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils import timezone


class Channel(models.TextChoices):
    EMAIL = "email", "Thư điện tử"
    IN_APP = "in_app", "Trên cổng"
    SMS = "sms", "Tin nhắn SMS"
    ZALO = "zalo", "Zalo"
    PUSH = "push", "Báo trên máy"
    DESK = "desk", "Cán bộ báo"


class WordingState(models.TextChoices):
    DRAFT = "draft", "Nháp"
    ACTIVE = "active", "Đang dùng"
    ENDED = "ended", "Đã thay"


class Wording(models.Model):
    """Words of one kind of message by one way in one language, written by an administrator. Where none is
    active the shipped file speaks. What was in use once stays as it was.
    """

    template = models.CharField("tin", max_length=60)
    channel = models.CharField("cách gửi", max_length=8, choices=Channel)
    language = models.CharField("ngôn ngữ", max_length=5, default="vi")
    number = models.PositiveIntegerField("bản số")
    state = models.CharField("tình trạng", max_length=6, choices=WordingState, default=WordingState.DRAFT)
    subject = models.CharField("tiêu đề", max_length=300, blank=True)
    text = models.TextField("nội dung")
    marks = models.BooleanField("giữ dấu tiếng Việt", default=True)
    provider_id = models.CharField("mã mẫu đã duyệt", max_length=40, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("sửa lúc", default=timezone.now)
    in_force_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    in_force_at = models.DateTimeField("dùng từ", null=True)
    ended_at = models.DateTimeField("dùng đến", null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "mẫu tin nhắn"
        verbose_name_plural = "mẫu tin nhắn"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "channel", "language", "number"], name="wordings_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["template", "channel", "language", "state"],
                condition=~models.Q(state="ended"),
                name="one_draft_and_one_active_wording",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template}, {self.get_channel_display()}, bản {self.number}"


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
    # words made for other ways than the letter (sms: text; zalo: approved template and its data), and what wrote them
    words = models.JSONField(default=dict, blank=True)
    wording = models.ForeignKey(
        Wording, models.PROTECT, null=True, related_name="+", verbose_name="bản mẫu", db_index=False
    )
    # (channel, address) to try when this one cannot reach the person
    otherwise = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = "tin nhắn"
        verbose_name_plural = "tin nhắn"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(sent_at=None), name="messages_to_send"),
            models.Index(
                fields=["id"], condition=models.Q(channel="desk", sent_at=None), name="messages_by_hand"
            ),
            BrinIndex(fields=["created_at"], name="messages_by_day"),
        ]


class Preference(models.Model):
    """How somebody wants to be told: ways in order, and kinds turned off among those that may be."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preference")
    order = ArrayField(models.CharField(max_length=8), verbose_name="thứ tự kênh", default=list, blank=True)
    language = models.CharField("ngôn ngữ", max_length=5, default="vi")
    push = models.BooleanField("báo trên máy", default=False)
    off = ArrayField(models.CharField(max_length=60), verbose_name="không nhận", default=list, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "cách nhận tin"
        verbose_name_plural = "cách nhận tin"


class DeadAddress(models.Model):
    """An address whose letters came back for good. It is passed over until its owner says that it works."""

    address = models.CharField("địa chỉ", max_length=200, unique=True)
    since = models.DateTimeField("từ lúc", default=timezone.now)
    status = models.CharField("mã lỗi", max_length=20, blank=True)
    why = models.CharField("lý do", max_length=300, blank=True)
    letters = models.PositiveIntegerField("số thư trả lại", default=1)

    class Meta:
        verbose_name = "địa chỉ không nhận thư"
        verbose_name_plural = "địa chỉ không nhận thư"
        ordering = ["-since"]

    def __str__(self) -> str:
        return self.address


class PushSubscription(models.Model):
    """One browser that wants to be told (RFC 8030); its keys encrypt what the push service carries (RFC 8291)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="push_subscriptions")
    endpoint = models.URLField(max_length=600, unique=True)
    public_key = models.CharField(max_length=100)
    secret = models.CharField(max_length=40)
    device = models.CharField("máy", max_length=80, blank=True)
    made_at = models.DateTimeField("bật lúc", default=timezone.now)

    class Meta:
        verbose_name = "máy nhận báo"
        verbose_name_plural = "máy nhận báo"
        ordering = ["-made_at"]
