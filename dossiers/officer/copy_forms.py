"""What officers type about copies."""

from typing import Any

from django import forms

from dossiers.services.copying import Source
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
