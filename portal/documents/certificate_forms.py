"""What an administrator gives for a certificate: whose it is, where its key lies, the key itself."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.db.models import QuerySet

from portal.agencies.models import Agency, Officer
from portal.documents.models import KeyKind, SigningKey
from portal.documents.signing import keys
from portal.documents.signing.refusals import CannotSign

MOST_BYTES = 200_000
_PNG = b"\x89PNG\r\n\x1a\n"


class OfficerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Officers by name and agency."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.full_name}, {obj.title}, {obj.agency.short_name}"


class CertificateForm(forms.Form):
    """One certificate of one holder. The secrets typed here are stored closed and never shown again."""

    officer: Any = OfficerChoice(label="Của cán bộ", queryset=None, required=False)
    agency: Any = forms.ModelChoiceField(
        label="Hoặc con dấu của cơ quan",
        queryset=None,
        required=False,
        help_text="Mã PIN con dấu được giữ kín.",
    )
    kind = forms.ChoiceField(label="Khoá ký nằm ở", choices=KeyKind.choices, initial=KeyKind.PKCS12)
    file = forms.FileField(
        label="Tệp chứng thư",
        required=False,
        help_text=".p12, .pfx; với thiết bị PKCS#11: chứng thư dạng PEM",
    )
    where = forms.CharField(
        label="Địa chỉ dịch vụ ký từ xa, hoặc tệp mô-đun PKCS#11", required=False, max_length=300,
        help_text="https://…/csc/v2 hoặc /usr/lib/…/….so",
    )  # fmt: skip
    known_as = forms.CharField(
        label="Mã chứng thư ở dịch vụ, hoặc nhãn thiết bị", required=False, max_length=200
    )
    access = forms.CharField(
        label="Khoá truy cập dịch vụ", required=False, max_length=2000, widget=forms.PasswordInput,
    )  # fmt: skip
    pin = forms.CharField(
        label="Mã PIN hoặc mật khẩu", required=False, max_length=64,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Của cán bộ: chỉ dùng để mở thử tệp, mỗi lượt ký hỏi lại.",
    )  # fmt: skip
    picture = forms.FileField(label="Ảnh chữ ký hoặc con dấu", required=False, help_text="PNG nền trong")

    def __init__(
        self, *args: Any, officers: QuerySet[Officer], agencies: QuerySet[Agency], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if bool(told.get("officer")) == bool(told.get("agency")):
            self.add_error("officer", "Chọn một cán bộ, hoặc một cơ quan.")
        kind = told.get("kind")
        if kind != KeyKind.REMOTE and not told.get("file"):
            self.add_error("file", "Chọn tệp chứng thư.")
        if kind != KeyKind.PKCS12 and not (told.get("where") and told.get("known_as")):
            self.add_error("where", "Nhập nơi giữ khoá và tên khoá ở đó.")
        if kind == KeyKind.REMOTE and urlsplit(told.get("where", "")).scheme not in ("https", "http"):
            self.add_error("where", "Địa chỉ dịch vụ bắt đầu bằng https://")
        if kind == KeyKind.PKCS12 and not told.get("pin"):
            self.add_error("pin", "Nhập mật khẩu của tệp.")
        for name in ("file", "picture"):
            if told.get(name) and told[name].size > MOST_BYTES:
                self.add_error(name, "Tệp quá lớn.")
        if told.get("picture") and told["picture"].read(8) != _PNG:
            self.add_error("picture", "Ảnh phải là PNG.")
        return told

    def save(self) -> SigningKey:
        """Takes the certificate in; the one before is withdrawn. Raises CannotSign or TryLater."""
        told = self.cleaned_data
        whose = {"officer": told["officer"], "agency": told["agency"]}
        kept_pin = told["pin"] if told["agency"] else ""
        content = told["file"].read() if told["file"] else b""
        if told["kind"] == KeyKind.PKCS12:
            key = keys.add_pkcs12(content, told["pin"], **whose, keep_pin=bool(told["agency"]))
        elif told["kind"] == KeyKind.PKCS11:
            key = keys.add_token(told["where"], told["known_as"], content, **whose, pin=kept_pin)
        else:
            key = keys.add_remote(
                told["where"], told["known_as"], token=told["access"], **whose, pin=kept_pin
            )
        if told["picture"]:
            told["picture"].seek(0)
            key.picture = told["picture"].read()
            key.save(update_fields=["picture"])
        if not key.chain:
            raise CannotSign(keys.NO_KEY_FILE)
        return key
