"""What a person types about the own papers."""

from datetime import date
from typing import Any

from django import forms

from portal.vault.models import Right
from portal.vault.services import SHARE_DAYS
from portal.web.forms import Form, TextField


class _Day(forms.DateField):
    """A day as people type it: 05/11/2026."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"],
            help_text="Ví dụ 05/11/2026",
            error_messages={"invalid": "Ghi ngày theo mẫu ngày/tháng/năm, ví dụ 05/11/2026"},
        )
        self.widget.attrs.update(inputmode="numeric", autocomplete="off")


class OwnPaperForm(Form):
    """A paper that the person keeps here; only its name is needed."""

    ten = TextField(label="Tên giấy tờ", max_length=300, help_text="Ví dụ: Bằng tốt nghiệp đại học")
    so = TextField(label="Số, ký hiệu", max_length=60, required=False)
    noi_cap = TextField(label="Nơi cấp", max_length=200, required=False)
    ngay_cap = _Day("Ngày cấp")
    het_han = _Day("Dùng được đến hết ngày")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        issued, ends = told.get("ngay_cap"), told.get("het_han")
        if isinstance(issued, date) and isinstance(ends, date) and ends < issued:
            self.add_error("het_han", "Ngày hết hạn phải sau ngày cấp")
        return told


class ShareForm(Form):
    """For what and how long others may see a copy."""

    muc_dich = TextField(
        label="Chỉ dùng cho việc gì",
        max_length=60,
        help_text="Dòng này in chéo trên mọi trang của bản sao. Ví dụ: nộp hồ sơ xin việc Công ty An Bình",
    )
    ngay = forms.TypedChoiceField(
        label="Dùng được trong",
        coerce=int,
        choices=[(days, f"{days} ngày") for days in SHARE_DAYS],
        initial=7,
        widget=forms.RadioSelect,
    )


class InviteForm(Form):
    """Whom to invite into the organisation, and what they may do."""

    moi_ai = TextField(label="Mời ai", max_length=120, help_text="Ví dụ: chị Hoa, phòng kế toán")
    quyen = forms.ChoiceField(
        label="Được làm gì",
        choices=[
            (Right.READ, "Xem kho và hồ sơ của tổ chức"),
            (Right.FILE, "Xem, nộp hồ sơ, dùng và chia sẻ giấy tờ"),
            (Right.OWNER, "Tất cả, kể cả mời và cho thôi thành viên"),
        ],
        initial=Right.FILE,
        widget=forms.RadioSelect,
    )
