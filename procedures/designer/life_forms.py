"""The forms of a version's life: the decision that announces it, taking back, ending, throwing away, copying."""

from datetime import date
from typing import Any

from django import forms

from portal.web.forms import Form, LongTextField, TextField


def day_box(label: str, **facts: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **facts)


def _why(label: str, *, required: bool = True) -> LongTextField:
    return LongTextField(
        label=label, required=required, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class DecisionForm(Form):
    decision = TextField(label="Số quyết định công bố", max_length=200)
    decision_on = day_box("Ngày quyết định")
    file = forms.FileField(label="Văn bản quyết định (PDF)", required=False)
    effective_from = day_box("Hiệu lực từ")
    why = _why("Lý do, căn cứ", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        signed, first = cleaned.get("decision_on"), cleaned.get("effective_from")
        if isinstance(signed, date) and isinstance(first, date) and first < signed:
            self.add_error("effective_from", "Ngày hiệu lực phải từ ngày quyết định trở đi")
        return cleaned


class CancelForm(Form):
    why = _why("Lý do hủy công bố")


class EndForm(Form):
    last_day = day_box("Dùng đến hết ngày")
    why = _why("Lý do thôi dùng")


class DiscardForm(Form):
    why = _why("Lý do bỏ bản nháp", required=False)


class CopyForm(Form):
    code = TextField(label="Mã thủ tục mới", max_length=20)
    name = TextField(label="Tên thủ tục mới", max_length=500)
