"""Who signs in (User) and who a dossier is about (Party): a person or an organisation."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_noop

from portal.web.text import clean, fold, name_sort_key

_SESSION_SALT = "portal.accounts.session"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Citizens have a Party, officers an Officer; nobody shares one (ST-25, DL-24.3)."""

    email = models.EmailField("thư điện tử", unique=True, null=True, blank=True)
    phone = models.CharField("điện thoại", max_length=15, unique=True, null=True, blank=True)
    full_name = models.CharField("họ, chữ đệm và tên", max_length=200)
    is_staff = models.BooleanField("vào trang quản trị", default=False)
    is_active = models.BooleanField("đang dùng", default=True)
    must_change_password = models.BooleanField("phải đổi mật khẩu lần đầu", default=False)
    session_round = models.PositiveIntegerField(default=0, editable=False)
    language = models.CharField("ngôn ngữ của trang", max_length=8, blank=True)
    date_joined = models.DateTimeField("ngày mở", default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"

    def __str__(self) -> str:
        return self.full_name or self.email or self.phone or f"#{self.pk}"

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with "sign out everywhere else": older sessions end."""
        return salted_hmac(
            _SESSION_SALT, f"{self.password}:{self.session_round}", algorithm="sha256"
        ).hexdigest()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return iter(())


class Session(AbstractBaseSession):
    """One signed-in browser, with whose it is, so that both are read in one look (portal/agencies/sessions.py)."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    made_at = models.DateTimeField("đăng nhập lúc", default=timezone.now)
    seen_at = models.DateTimeField("dùng lần cuối", default=timezone.now)
    agent = models.CharField("thiết bị", max_length=80, blank=True)
    ip = models.GenericIPAddressField("địa chỉ mạng", null=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "phiên đăng nhập"
        verbose_name_plural = "phiên đăng nhập"

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        return cast(type[Any], import_module(settings.SESSION_ENGINE).SessionStore)

    @property
    def mark(self) -> str:
        """Names the session on pages; nobody can make its key from it."""
        return salted_hmac("portal.accounts.mark", self.session_key, algorithm="sha256").hexdigest()[:20]


class KnownDevice(models.Model):
    """A browser from which an account was signed in to before; it carries the mark in a cookie, we keep its hash."""

    user = models.ForeignKey(User, models.CASCADE, related_name="devices")
    mark_sha = models.CharField(max_length=64)
    agent = models.CharField("thiết bị", max_length=80, blank=True)
    first_at = models.DateTimeField("lần đầu", default=timezone.now)
    last_at = models.DateTimeField("lần cuối", default=timezone.now)

    class Meta:
        verbose_name = "thiết bị đã đăng nhập"
        verbose_name_plural = "thiết bị đã đăng nhập"
        constraints = [models.UniqueConstraint(fields=["user", "mark_sha"], name="one_device_per_mark")]


class RecoveryCode(models.Model):
    """A code sent by text message for choosing a new password: once, ten minutes, five tries. Only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    code_sha = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "mã lấy lại mật khẩu"
        verbose_name_plural = "mã lấy lại mật khẩu"


class SecondFactor(models.TextChoices):
    OFFERED = "offered", "Không bắt buộc ai"
    APPROVERS = "approvers", "Người quản trị và người duyệt, ký"
    STAFF = "staff", "Mọi cán bộ"


class SafetyRules(models.Model):
    """What the province asks of accounts: one row."""

    idle_minutes = models.PositiveSmallIntegerField("khoá màn hình cán bộ sau (phút không dùng)", default=30)
    admin_idle_minutes = models.PositiveSmallIntegerField(
        "khoá màn hình người quản trị sau (phút không dùng)", default=30
    )
    second_factor = models.CharField(
        "bắt buộc đăng nhập hai bước",
        max_length=10,
        choices=SecondFactor,
        default=SecondFactor.APPROVERS,
    )

    class Meta:
        verbose_name = "quy định an toàn tài khoản"
        verbose_name_plural = "quy định an toàn tài khoản"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_row_of_safety_rules")]

    def __str__(self) -> str:
        return "Quy định an toàn tài khoản"


class PartyKind(models.TextChoices):
    PERSON = "person", "Cá nhân"
    ORGANISATION = "organisation", "Tổ chức"


class Party(models.Model):
    """A person or organisation whom dossiers concern; found or made at the counter without an account (ST-7.2)."""

    user = models.OneToOneField(User, models.SET_NULL, null=True, blank=True, related_name="party")
    kind = models.CharField("loại", max_length=12, choices=PartyKind, default=PartyKind.PERSON)
    name = models.CharField("họ tên hoặc tên tổ chức", max_length=300)
    name_fold = models.CharField(max_length=300, editable=False)
    name_sort = models.CharField(max_length=700, editable=False)
    id_number = models.CharField("số định danh cá nhân", max_length=12, blank=True)
    tax_code = models.CharField("mã số thuế", max_length=14, blank=True, default="", db_default="")
    birth_on = models.DateField("ngày sinh", null=True, blank=True)
    sex = models.CharField(
        "giới tính",
        max_length=8,
        blank=True,
        choices=[("male", gettext_noop("Nam")), ("female", gettext_noop("Nữ"))],
    )
    phone = models.CharField("điện thoại", max_length=15, blank=True)
    email = models.EmailField("thư điện tử", blank=True, default="", db_default="")
    address = models.CharField("địa chỉ", max_length=400, blank=True)
    commune_code = models.CharField("mã xã, phường, đặc khu", max_length=5, blank=True)
    id_checked_at = models.DateTimeField("đã đối chiếu giấy tờ lúc", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "người, tổ chức"
        verbose_name_plural = "người, tổ chức"
        constraints = [
            models.UniqueConstraint(
                fields=["id_number"], condition=~Q(id_number=""), name="one_party_per_id_number"
            ),
            models.UniqueConstraint(
                fields=["tax_code"],
                condition=~Q(tax_code="") & Q(kind="organisation"),
                name="one_party_per_tax_code",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = clean(self.name)
        self.name_fold, self.name_sort = fold(self.name), name_sort_key(self.name)
        super().save(*args, **kwargs)

    @property
    def identifier(self) -> str:
        return self.id_number or self.tax_code


class ConsentRecord(models.Model):
    """Proof that a person agreed to one purpose, and when they took it back (Luật 91/2025/QH15)."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="consents")
    purpose = models.CharField("mục đích", max_length=40)
    text_version = models.CharField("bản lời văn", max_length=20)
    given_at = models.DateTimeField("lúc đồng ý", default=timezone.now)
    withdrawn_at = models.DateTimeField("lúc rút", null=True, blank=True)
    evidence = models.CharField("chứng cứ", max_length=200, blank=True)

    class Meta:
        verbose_name = "sự đồng ý"
        verbose_name_plural = "sự đồng ý"
