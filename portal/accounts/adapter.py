"""Where allauth meets our accounts: telephone numbers, our words, our mail, the log of sign-ins."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from portal.accounts import devices, language, numbers
from portal.accounts.locks import may_drop
from portal.accounts.models import User
from portal.accounts.services import note_sign_in
from portal.accounts.tasks import send_later
from portal.web.limits import client_address

_MISMATCH = _("Thư điện tử, số điện thoại hoặc mật khẩu chưa đúng. Kiểm tra lại rồi thử lần nữa")


class PhoneField(forms.CharField):
    """A Vietnamese telephone number however it is typed; its value is the ten digits that are stored."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return text
        if problem := numbers.phone_problem(text):
            raise forms.ValidationError(problem)
        return numbers.normal_phone(text)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản này đang bị khoá. Gọi tổng đài để được giúp"),
        "email_password_mismatch": _MISMATCH,
        "phone_password_mismatch": _MISMATCH,
        "username_password_mismatch": _MISMATCH,
        "enter_current_password": _("Mật khẩu đang dùng chưa đúng"),
        "incorrect_password": _("Mật khẩu chưa đúng"),
        "incorrect_code": _("Mã chưa đúng hoặc đã hết hạn. Nhập mã mới nhất"),
        "invalid_or_expired_key": _("Đường dẫn đã hết hạn hoặc đã dùng. Yêu cầu thư mới"),
        "invalid_password_reset": _("Đường dẫn đã hết hạn hoặc đã dùng. Yêu cầu thư mới"),
        "too_many_login_attempts": _("Sai quá nhiều lần. Thử lại sau 5 phút, hoặc lấy lại mật khẩu"),
        "rate_limited": _("Thử quá nhiều lần. Thử lại sau ít phút"),
    }

    def phone_form_field(self, **kwargs: Any) -> forms.Field:
        return PhoneField(**kwargs)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=numbers.normal_phone(phone)).first()

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, False) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone = numbers.normal_phone(phone)
        user.save(update_fields=["phone"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        self.set_phone(user, phone, True)

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        """Not used: a number is proved at the counter or by VNeID, not by a code (settings)."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count for each account name; the original forgets telephone numbers and would lock them together."""
        login = next((credentials[k] for k in ("email", "phone", "username") if credentials.get(k)), "")
        return hashlib.sha256(str(login).lower().encode()).hexdigest()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """What is neither an address nor a number is not kept: it may be a password in the wrong box."""
        login = str(credentials.get("email") or credentials.get("phone") or "")
        note_sign_in(request, "tu_choi", login=login)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        note_sign_in(request, "vao", user=user)
        response = super().post_login(request, user, **kwargs)
        language.after_sign_in(request, response, user)
        devices.describe(request)
        if devices.is_new(request, response, user) and user.email:
            agent = devices.device_words(request.headers.get("User-Agent", ""))
            self.send_notification_mail("account/email/new_device", user, {"device": agent})
        return response

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            note_sign_in(request, "ra", user=request.user)
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        """A password the person chose; the one given by an administrator is done with."""
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say themselves what happened; allauth's passing remarks are left out."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Written now, sent by a worker, so that neither a slow server nor its absence shows on the page."""
        request = allauth_context.request
        message = self.render_mail(template_prefix, email, {"request": request, "email": email, **context})
        send_later(subject=message.subject, body=message.body, to=email)


class MfaAdapter(DefaultMFAAdapter):
    """Secrets of second factors are encrypted at rest with a key made from SECRET_KEY."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Mã chưa đúng hoặc đã hết hạn. Nhập mã mới nhất"),
        "cannot_delete_authenticator": _("Chưa tắt được lớp bảo vệ này"),
        "cannot_generate_recovery_codes": _("Bật ứng dụng xác thực hoặc khoá trước, rồi mới tạo mã dự phòng"),
    }

    @staticmethod
    def _box() -> Fernet:
        digest = hashlib.sha256(b"mfa:" + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(digest))

    def encrypt(self, text: str) -> str:
        return self._box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return self._box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return may_drop(authenticator)

    def generate_authenticator_name(self, user: User, type: str) -> str:
        return "Khoá trên thiết bị này"
