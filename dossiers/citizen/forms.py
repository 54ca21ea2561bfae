"""Shapes of the citizen's own forms: who files, how to receive, messages, look-ups. Verbs check rights."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.numbers import (
    id_number_problem,
    normal_number,
    normal_phone,
    normal_tax_code,
    phone_problem,
    tax_code_problem,
)
from portal.web.forms import Form, LongTextField, TextField
from portal.web.text import clean, digits
from procedures.definition import Check, Exemption

SELF, PERSON, ORGANISATION = "minh", "nguoi", "to_chuc"


class CleanChar(forms.CharField):
    """Text in its one written form."""

    def to_python(self, value: Any) -> Any:
        return clean(super().to_python(value) or "")


class StartForm(forms.Form):
    """Eligibility, for whom, consent. Checks are added from the version, one yes-or-no question each."""

    cho_ai = forms.ChoiceField(
        label=_("Bạn nộp cho ai?"),
        choices=[
            (SELF, _("Cho tôi")),
            (PERSON, _("Cho người khác, có uỷ quyền")),
            (ORGANISATION, _("Cho tổ chức, doanh nghiệp tôi đại diện")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn bạn nộp cho ai")},
    )
    ten = CleanChar(label=_("Họ, chữ đệm và tên, hoặc tên tổ chức"), required=False, max_length=300)
    so = CleanChar(label=_("Số định danh cá nhân, hoặc mã số thuế"), required=False, max_length=30)
    dong_y = forms.BooleanField(
        label=_("Tôi đã đọc và đồng ý cho cơ quan giải quyết dùng dữ liệu của tôi vào việc này."),
        error_messages={"required": _("Đánh dấu vào ô đồng ý thì chúng tôi mới được nhận hồ sơ")},
    )

    def __init__(
        self,
        *args: Any,
        checks: tuple[Check, ...] = (),
        registers: list[str] | None = None,
        organisations: list[tuple[int, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.checks = checks
        if organisations:
            mine = [
                (f"tc:{pk}", _("Cho %(name)s, tôi là thành viên") % {"name": name})
                for pk, name in organisations
            ]
            whom: Any = self.fields["cho_ai"]
            whom.choices = [whom.choices[0], *mine, *whom.choices[1:]]
        if registers:
            self.fields["tra_cuu"] = forms.BooleanField(
                label=_("Lấy thông tin của tôi từ %(where)s để điền sẵn")
                % {"where": _(" và ").join(registers)},
                required=False,
            )
        for check in checks:
            self.fields[f"dk_{check.id}"] = forms.ChoiceField(
                label=check.text,
                choices=[("co", _("Có")), ("khong", _("Không"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Chọn Có hoặc Không")},
            )

    def organisation(self) -> int | None:
        """The key of the organisation, when somebody files as a member of it."""
        said = str(self.cleaned_data["cho_ai"])
        return int(said.removeprefix("tc:")) if said.startswith("tc:") else None

    def check_fields(self) -> list[forms.BoundField]:
        return [self[f"dk_{check.id}"] for check in self.checks]

    def failed_check(self) -> Check | None:
        """The first condition that is not met by what was chosen."""
        for check in self.checks:
            said = self.data.get(f"dk_{check.id}")
            if said in ("co", "khong") and (said == "co") is not check.yes_is_fine:
                return check
        return None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = data.get("cho_ai")
        if kind == PERSON:
            self._person(data)
        elif kind == ORGANISATION:
            self._organisation(data)
        return data

    def _person(self, data: dict[str, Any]) -> None:
        if not data.get("ten"):
            self.add_error("ten", _("Nhập họ, chữ đệm và tên của người đó"))
        data["so"] = normal_number(data.get("so", ""))
        if not data["so"]:
            self.add_error("so", _("Nhập số định danh của người đó"))
        elif problem := id_number_problem(data["so"]):
            self.add_error("so", problem)

    def _organisation(self, data: dict[str, Any]) -> None:
        if not data.get("ten"):
            self.add_error("ten", _("Nhập tên tổ chức"))
        data["so"] = normal_tax_code(data.get("so", ""))
        if not data["so"]:
            self.add_error("so", _("Nhập mã số thuế của tổ chức"))
        elif problem := tax_code_problem(data["so"]):
            self.add_error("so", problem)


class ReceiveForm(forms.Form):
    """How the result comes, and where we write meanwhile."""

    cach = forms.ChoiceField(
        label=_("Bạn muốn nhận kết quả ở đâu?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Chọn nơi bạn muốn nhận kết quả"),
            "invalid_choice": _("Chọn nơi bạn muốn nhận kết quả"),
        },
    )
    dia_chi = CleanChar(label=_("Địa chỉ nhận"), required=False, max_length=400)
    dien_thoai = CleanChar(label=_("Số di động để chúng tôi báo tin"), required=False, max_length=20)
    thu = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        error_messages={"invalid": _("Thư điện tử cần dạng ten@noi.vn")},
    )

    def __init__(self, *args: Any, ways: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cach"].choices = ways  # type: ignore[attr-defined]

    def clean_dien_thoai(self) -> str:
        phone = normal_phone(self.cleaned_data["dien_thoai"])
        if not phone:
            raise forms.ValidationError(_("Nhập số di động 10 chữ số, ví dụ 0912 345 678"))
        if problem := phone_problem(phone):
            raise forms.ValidationError(problem)
        return phone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("cach") == "postal" and not data.get("dia_chi"):
            self.add_error("dia_chi", _("Nhập địa chỉ để bưu điện phát đến"))
        return data


class ExemptionForm(forms.Form):
    """Whether the applicant need not pay, or pays less."""

    mien_phi = forms.ChoiceField(
        label=_("Bạn có thuộc trường hợp được miễn, giảm không?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn một dòng")},
    )

    def __init__(self, *args: Any, offered: list[Exemption], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mien_phi"].choices = [  # type: ignore[attr-defined]
            *((one.id, one.label) for one in offered),
            ("khong", _("Không, tôi nộp đủ")),
        ]


class TalkForm(forms.Form):
    tin = forms.CharField(
        label=_("Viết cho người đang giữ hồ sơ"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Viết lời nhắn trước khi gửi")},
    )


class WithdrawForm(forms.Form):
    ly_do = forms.CharField(
        label=_("Vì sao bạn rút?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_ly_do(self) -> str:
        reason = clean(self.cleaned_data["ly_do"])
        if len(reason) > 500:
            raise forms.ValidationError(
                _("Lý do phải từ 500 ký tự trở xuống, hiện có %(n)s") % {"n": len(reason)}
            )
        return reason


class TrackForm(forms.Form):
    """Both keys of the look-up without an account. What does not fit says the same as what is not found."""

    ma = CleanChar(label=_("Mã hồ sơ"), error_messages={"required": _("Nhập mã hồ sơ")}, max_length=60)
    so = CleanChar(
        label=_("4 số cuối điện thoại hoặc căn cước"),
        error_messages={"required": _("Nhập 4 số cuối điện thoại hoặc căn cước của chủ hồ sơ")},
        max_length=20,
    )

    def clean_so(self) -> str:
        return digits(self.cleaned_data["so"])


class RefundForm(Form):
    """Where money that is given back shall go."""

    ngan_hang = TextField(label=_("Ngân hàng"), max_length=120)
    so_tai_khoan = forms.RegexField(
        r"^\s*[A-Za-z0-9]{4,19}\s*$",
        label=_("Số tài khoản"),
        error_messages={"invalid": _("Số tài khoản chỉ gồm chữ và số, 4 đến 19 ký tự")},
    )
    chu_tai_khoan = TextField(label=_("Tên chủ tài khoản"), max_length=200)
    ly_do = LongTextField(label=_("Bạn muốn nói thêm điều gì?"), max_length=500, required=False)
