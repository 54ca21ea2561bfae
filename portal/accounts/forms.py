"""Forms of accounts: our words on allauth's forms, and our own sign-up."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts import numbers
from portal.accounts.models import PartyKind, User
from portal.accounts.services import NewAccount
from portal.web.forms import Form, TextField, plain_words
from portal.web.text import digits

_CHOOSING_HINT = _("Ít nhất 8 ký tự. Một câu ngắn dễ nhớ tốt hơn một từ khó nhớ")


def _password_box(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(
        attrs={"autocomplete": autocomplete, "spellcheck": "false", "autocapitalize": "none"}
    )


Words = str | Promise


class _PlainWords:
    """Labels of our own, no placeholders, and "Nhập …" for an empty box."""

    labels: dict[str, Words] = {}
    hints: dict[str, Words] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.labels:
                field.label = str(self.labels[name])
            field.help_text = str(self.hints.get(name, ""))
        plain_words(self)  # type: ignore[arg-type]


class LoginForm(_PlainWords, allauth_forms.LoginForm):
    labels = {"login": _("Thư điện tử hoặc số điện thoại"), "password": _("Mật khẩu")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(
            autocomplete="username webauthn", spellcheck="false", autocapitalize="none"
        )

    def clean_login(self) -> str:
        """A telephone number may be typed with spaces, dots or +84."""
        login = self.cleaned_data["login"].strip()
        looks_like_phone = "@" not in login and 9 <= len(digits(login)) <= 11
        return numbers.normal_phone(login) if looks_like_phone else login


class ChangePasswordForm(_PlainWords, allauth_forms.ChangePasswordForm):
    labels = {"oldpassword": _("Mật khẩu đang dùng"), "password1": _("Mật khẩu mới")}
    hints = {"password1": _CHOOSING_HINT}


class SetPasswordForm(_PlainWords, allauth_forms.SetPasswordForm):
    labels = {"password1": _("Mật khẩu mới")}
    hints = {"password1": _CHOOSING_HINT}


class NewPasswordForm(_PlainWords, allauth_forms.ResetPasswordKeyForm):
    labels = {"password1": _("Mật khẩu mới")}
    hints = {"password1": _CHOOSING_HINT}


class ResetPasswordForm(_PlainWords, allauth_forms.ResetPasswordForm):
    labels = {"email": _("Thư điện tử của bạn")}


class ReauthenticateForm(_PlainWords, allauth_forms.ReauthenticateForm):
    labels = {"password": _("Mật khẩu của bạn")}


class _ReachForm(Form):
    """How to reach a person: an address, a telephone, at least one of them."""

    phone = forms.CharField(
        label=_("Số điện thoại"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"invalid": _("Thư điện tử phải có dạng ten@noi-nao.vn")},
    )

    def clean_phone(self) -> str:
        text = str(self.cleaned_data["phone"] or "").strip()
        if text and (problem := numbers.phone_problem(text)):
            raise ValidationError(problem)
        return numbers.normal_phone(text) if text else ""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"] or "").strip().lower()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("phone") and not data.get("email") and not self.errors:
            self.add_error("phone", _("Nhập số điện thoại hoặc thư điện tử, ít nhất một trong hai"))
        return data


class SignupForm(_ReachForm):
    kind = forms.ChoiceField(
        label=_("Bạn mở tài khoản cho ai?"),
        choices=[
            (PartyKind.PERSON, _("Cho tôi")),
            (PartyKind.ORGANISATION, _("Cho tổ chức, doanh nghiệp, hộ kinh doanh")),
        ],
        widget=forms.RadioSelect,
        initial=PartyKind.PERSON,
    )
    name = TextField(
        label=_("Họ, chữ đệm và tên, hoặc tên tổ chức"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        help_text=_("Ghi như trên căn cước hoặc giấy chứng nhận đăng ký"),
        error_messages={
            "required": _("Nhập họ, chữ đệm và tên, hoặc tên tổ chức"),
            "max_length": _("Tên phải từ 200 ký tự trở xuống"),
        },
    )
    number = TextField(
        label=_("Số định danh cá nhân, hoặc mã số thuế của tổ chức"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Số định danh có 12 chữ số, in trên căn cước"),
        error_messages={"required": _("Nhập số định danh cá nhân, hoặc mã số thuế của tổ chức")},
    )
    password = forms.CharField(
        label=_("Mật khẩu"), strip=False, widget=_password_box("new-password"), help_text=_CHOOSING_HINT
    )
    terms = forms.BooleanField(
        label=_("Tôi đã đọc và làm theo điều khoản sử dụng"),
        error_messages={"required": _("Đọc điều khoản sử dụng rồi đánh dấu vào ô này")},
    )
    field_order = ["kind", "name", "number", "phone", "email", "password", "terms"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._check_number(data)
        self._check_password(data)
        return data

    def _check_number(self, data: dict[str, Any]) -> None:
        number = data.get("number")
        if not number:
            return
        if data.get("kind") == PartyKind.ORGANISATION:
            problem = numbers.tax_code_problem(number)
        else:
            problem = numbers.id_number_problem(number)
        if problem:
            self.add_error("number", problem)

    def _check_password(self, data: dict[str, Any]) -> None:
        if not data.get("password"):
            return
        like = User(
            email=data.get("email") or None, phone=data.get("phone") or None, full_name=data.get("name") or ""
        )
        try:
            validate_password(data["password"], like)
        except ValidationError as error:
            self.add_error("password", error)

    def asked(self) -> NewAccount:
        """The checked answers."""
        data = self.cleaned_data
        return NewAccount(
            kind=data["kind"],
            name=data["name"],
            number=data["number"],
            password=data["password"],
            email=data["email"],
            phone=data["phone"],
        )


class ContactForm(_ReachForm):
    address = TextField(
        label=_("Nơi ở hiện nay, hoặc địa chỉ tổ chức"),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        help_text=_("Số nhà, đường hoặc thôn; xã, phường, đặc khu; tỉnh, thành phố"),
    )
    password = forms.CharField(
        label=_("Mật khẩu của bạn"),
        strip=False,
        widget=_password_box("current-password"),
        help_text=_("Để chắc chính bạn đang đổi"),
    )
    field_order = ["phone", "email", "address", "password"]

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not self.user.check_password(password):
            raise ValidationError(_("Mật khẩu chưa đúng"))
        return password


class RecoveryPhoneForm(Form):
    phone = forms.CharField(
        label=_("Số điện thoại của tài khoản"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean_phone(self) -> str:
        text = str(self.cleaned_data["phone"] or "").strip()
        if problem := numbers.phone_problem(text):
            raise ValidationError(problem)
        return text


class RecoveryCodeForm(Form):
    code = forms.CharField(
        label=_("Mã trong tin nhắn"),
        max_length=20,
        help_text=_("6 chữ số, dùng được trong 10 phút"),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """Spaces between the digits do not matter."""
        return digits(self.cleaned_data["code"])

    def refuse(self) -> None:
        self.add_error("code", _("Mã chưa đúng hoặc đã hết hạn. Xem lại tin nhắn mới nhất, hoặc xin mã khác"))


class RecoveryPasswordForm(Form):
    password = forms.CharField(
        label=_("Mật khẩu mới"), strip=False, widget=_password_box("new-password"), help_text=_CHOOSING_HINT
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_password(self) -> str:
        text = str(self.cleaned_data["password"])
        validate_password(text, self._user)
        return text
