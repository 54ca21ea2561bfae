"""What officers type about copies."""

from typing import Any

from django import forms

from dossiers.services.copying import Source
from portal.copies.models import CopyKind
from portal.web.forms import Form, TextField


class ConvertForm(Form):
    """Which electronic paper is put on paper, and what for."""

    name = forms.ChoiceField(label="Giấy tờ điện tử", widget=forms.RadioSelect)
    purpose = TextField(
        label="Để làm gì",
        max_length=200,
        required=False,
        help_text="In trên tờ xác nhận, ví dụ: nộp ngân hàng",
    )

    def __init__(self, *args: Any, sources: list[Source], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.name, f"{one.title}{f', số {one.number}' if one.number else ''}") for one in sources]
        field = self.fields["name"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.error_messages["required"] = "Chọn giấy tờ điện tử cần chuyển đổi"
        if len(choices) == 1:
            field.initial = choices[0][0]


class CopyForm(Form):
    """What an electronic copy is made from, and that it was compared."""

    kind = forms.ChoiceField(label="Loại", choices=CopyKind.choices, widget=forms.RadioSelect)
    title = TextField(label="Tên giấy tờ", max_length=300)
    number = TextField(label="Số của bản chính", max_length=60, required=False)
    issuer = TextField(label="Nơi cấp bản chính", max_length=200, required=False)
    issued_on = forms.DateField(
        label="Ngày cấp bản chính", required=False, help_text="Ví dụ 05/11/2026",
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        error_messages={"invalid": "Ghi ngày theo mẫu ngày/tháng/năm, ví dụ 05/11/2026"},
    )  # fmt: skip
    register = TextField(
        label="Sổ gốc", max_length=200, required=False,
        help_text="Khi cấp từ sổ gốc. Ví dụ: Sổ đăng ký khai sinh năm 2012, quyển 1, số 45",
    )  # fmt: skip
    item = forms.ChoiceField(label="Bản chụp có trong hồ sơ", required=False)
    file = forms.FileField(label="Hoặc tải bản quét", required=False, help_text="PDF hoặc ảnh, dưới 20 MB")
    compared = forms.BooleanField(
        label="Tôi đã đối chiếu từng trang, bản chụp đúng với bản chính hoặc sổ gốc", required=False
    )

    def __init__(self, *args: Any, sources: list[Source], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Không lấy từ hồ sơ"), *((one.name, one.title) for one in sources)]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not told.get("item") and not told.get("file"):
            self.add_error("file", "Chọn bản chụp trong hồ sơ hoặc tải bản quét")
        if not told.get("compared"):
            self.add_error("compared", "Đối chiếu rồi đánh dấu vào đây")
        return told
