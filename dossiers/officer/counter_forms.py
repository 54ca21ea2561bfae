"""Who stands at the counter and what they want."""

from typing import Any

from django import forms

from dossiers.officer.identity_card import WRONG_KEYBOARD, Card, Unreadable, read_card
from portal.accounts.numbers import id_number_problem, normal_number, normal_phone, phone_problem
from portal.visits.forms import SigningForm
from portal.visits.signatures import Given
from portal.web.forms import Form, TextField

SEXES = [("", "Chưa rõ"), ("female", "Nữ"), ("male", "Nam")]


CONSENTS = [
    ("giay", "Đã ký tờ khai giấy"),
    ("man-hinh", "Ký trên màn hình"),
    ("xac-nhan", "Nghe đọc lại và xác nhận"),
]


class ConsentForm(SigningForm):
    """How the person at the counter agreed that the officer files in their name; nothing is chosen beforehand."""

    dong_y = forms.ChoiceField(choices=CONSENTS, error_messages={"required": "Chọn cách người nộp đồng ý"})

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("dong_y") == "man-hinh" and not self.cleaned_data.get("drawn"):
            self.add_error("dong_y", "Người nộp chưa ký trên màn hình. Ký, hoặc chọn cách khác")
        return self.cleaned_data

    def given(self) -> Given:
        chosen = self.cleaned_data["dong_y"]
        drawn = self.cleaned_data["drawn"] if chosen == "man-hinh" else ""
        return Given(drawn=drawn, ticked=chosen == "xac-nhan")


class PersonForm(Form):
    """A scanned card, or the same typed. The scan wins; what it does not say may be typed beside it."""

    scan = TextField(label="Mã QR căn cước", max_length=600, required=False)
    number = TextField(label="Số định danh", max_length=20, required=False)
    name = TextField(
        label="Họ, chữ đệm và tên", max_length=300, required=False, help_text="Ghi như trên giấy tờ tuỳ thân"
    )
    birth_on = forms.DateField(
        label="Ngày sinh",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Ngày sinh phải có đủ ngày, tháng, năm"},
    )
    sex = forms.ChoiceField(label="Giới tính", choices=SEXES, required=False)
    phone = TextField(label="Điện thoại", max_length=20, required=False)
    address = TextField(label="Nơi thường trú", max_length=400, required=False)
    owner_number = TextField(label="Số định danh của chủ hồ sơ", max_length=20, required=False)
    owner_name = TextField(label="Họ, chữ đệm và tên chủ hồ sơ", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.card: Card | None = None
        self.keyboard = ""
        self.fields["scan"].widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})
        for name in ("number", "phone", "owner_number"):
            self.fields[name].widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})

    def clean_scan(self) -> str:
        text = str(self.cleaned_data["scan"])
        if text:
            try:
                self.card = read_card(text)
            except Unreadable as problem:
                self.keyboard = WRONG_KEYBOARD if problem.keyboard else ""
                raise forms.ValidationError(str(problem)) from problem
        return text

    def clean_phone(self) -> str:
        text = str(self.cleaned_data["phone"])
        if text and (problem := phone_problem(text)):
            raise forms.ValidationError(problem)
        return normal_phone(text) if text else ""

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if self.card is None and "scan" not in self.errors:
            self._typed(cleaned)
        number = normal_number(cleaned.get("owner_number", ""))
        if number or cleaned.get("owner_name"):
            if problem := id_number_problem(number):
                self.add_error("owner_number", problem)
            if not cleaned.get("owner_name"):
                self.add_error("owner_name", "Nhập họ, chữ đệm và tên chủ hồ sơ")
            cleaned["owner_number"] = number
        return cleaned

    def _typed(self, cleaned: dict[str, Any]) -> None:
        if problem := id_number_problem(cleaned.get("number", "")):
            self.add_error("number", problem)
        if not cleaned.get("name"):
            self.add_error("name", "Nhập họ, chữ đệm và tên")
        cleaned["number"] = normal_number(cleaned.get("number", ""))

    def facts(self) -> dict[str, Any]:
        """What `person_at_counter` wants."""
        given = self.cleaned_data
        if self.card is None:
            return {
                "number": given["number"],
                "name": given["name"],
                "birth_on": given["birth_on"],
                "sex": given["sex"],
                "phone": given["phone"],
                "address": given["address"],
            }
        return {
            "number": self.card.number,
            "name": self.card.name,
            "birth_on": self.card.birth_on,
            "sex": self.card.sex,
            "phone": given["phone"],
            "address": self.card.address or given["address"],
            "card_read": True,
        }
