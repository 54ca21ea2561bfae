"""What officers type. Forms check shape; the verbs check rights and states."""

from datetime import date, datetime, time
from typing import Any

from django import forms

from dossiers.models import Dossier, ResultKind
from portal.agencies.models import Agency, Officer
from portal.visits.forms import SigningForm
from portal.web.forms import Form, LongTextField, TextField, plain_words
from portal.web.show import HANOI, vnd
from procedures import eform
from procedures.definition import Definition, Step

METHODS = [("cash", "Tiền mặt"), ("transfer", "Chuyển khoản"), ("card", "Thẻ")]


class ReasonForm(Form):
    """A reason that the applicant or a colleague reads word for word."""

    reason = LongTextField(label="Lý do", max_length=1000)

    def __init__(self, *args: Any, hint: str = "", label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint
        if label:
            self.fields["reason"].label = label
            self.fields["reason"].error_messages["required"] = f"Nhập {label.lower()}"
        self.fields["reason"].widget.attrs["rows"] = 4


class NoteForm(Form):
    """Words that go with an act, not always needed."""

    note = LongTextField(label="Ghi chú", max_length=4000, required=False)

    def __init__(self, *args: Any, label: str = "", required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["note"]
        field.widget.attrs["rows"] = 4
        field.required = required
        if label:
            field.label = label
            field.error_messages["required"] = f"Nhập {label.lower()}"


class SignForm(NoteForm):
    """Words, and the PIN of the certificate where it asks for one."""

    pin = TextField(
        label="Mã PIN chứng thư số",
        max_length=64,
        error_messages={"required": "Nhập mã PIN chứng thư số"},
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, asks_pin: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pin"].required = not self.fields["note"].required  # who sends back does not sign
        if not asks_pin:
            del self.fields["pin"]


class DirectingForm(NoteForm):
    """Words, and for each following step that the officer directs the agency that gets it."""

    def __init__(self, *args: Any, asked: list[tuple[Step, list[Agency]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for step, agencies in asked:
            self.fields[f"noi-{step.id}"] = forms.ChoiceField(
                label=f"Chuyển bước “{step.name}” đến",
                choices=[(str(agency.pk), agency.name) for agency in agencies],
                widget=forms.RadioSelect,
                error_messages={"required": f"Chọn cơ quan làm bước “{step.name}”"},
            )
        plain_words(self)

    def chosen(self) -> dict[str, int]:
        """Step → agency."""
        return {
            name.removeprefix("noi-"): int(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("noi-")
        }


class SendBackForm(ReasonForm):
    """Why the work goes back, and to which of the steps the version allows."""

    to = forms.ChoiceField(label="Trả lại bước", widget=forms.RadioSelect)
    field_order = ["to", "reason"]

    def __init__(self, *args: Any, places: list[Step], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(places) < 2:
            del self.fields["to"]
        else:
            choice = self.fields["to"]
            choice.choices = [(one.id, one.name) for one in places]  # type: ignore[attr-defined]
            choice.error_messages["required"] = "Chọn bước nhận lại việc"
            choice.initial = places[-1].id


class CardSlip(TextField):
    """The number that the card terminal printed; shown behind the choice of a card, and asked for only then."""

    def __init__(self) -> None:
        super().__init__(
            label="Số phiếu máy thẻ", max_length=20, help_text="Số in trên phiếu của máy, khi trả bằng thẻ"
        )

    def validate(self, value: Any) -> None:
        """Empty is right for every other way of paying: `ask_for_slip` looks at both boxes."""


def ask_for_slip(form: Form) -> None:
    """Whoever takes a card types the number of its slip."""
    if form.cleaned_data.get("method") == "card" and not form.cleaned_data.get("card_slip"):
        form.add_error("card_slip", "Nhập số in trên phiếu của máy thẻ")


class PayForm(Form):
    """How the money is taken at the desk."""

    method = forms.ChoiceField(
        label="Cách thu",
        choices=METHODS,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn cách thu tiền"},
    )
    card_slip = CardSlip()

    def clean(self) -> dict[str, Any]:
        ask_for_slip(self)
        return self.cleaned_data


class StopForm(Form):
    reason = LongTextField(label="Lý do dừng", max_length=1000)
    legal_ground = TextField(label="Căn cứ pháp lý", max_length=300, help_text="Điều, khoản, tên văn bản")


class OpinionForm(Form):
    """Whom to ask, what, until when."""

    agency: Any = forms.ModelChoiceField(
        queryset=None, label="Cơ quan, đơn vị được hỏi", empty_label="Chọn đơn vị"
    )
    question = LongTextField(label="Nội dung hỏi", max_length=2000)
    due_on = forms.DateField(
        label="Trả lời trước hết ngày",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Ngày phải ghi như 24/10/2026"},
    )

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["question"].widget.attrs["rows"] = 4

    def due_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["due_on"], time(17, 0), HANOI)

    def agency_chosen(self) -> Agency:
        return self.cleaned_data["agency"]


class AssignForm(Form):
    """Who gets the step; the people are given by the page."""

    note = LongTextField(label="Lời dặn", max_length=1000, required=False)

    def __init__(self, *args: Any, people: list[Officer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people

    def clean(self) -> dict[str, Any]:
        chosen = self.data.get("cho", "")
        found = next((person for person in self.people if str(person.pk) == chosen), None)
        if found is None:
            raise forms.ValidationError("Chọn người được giao")
        return {**self.cleaned_data, "to": found}


class ResultForm(Form):
    """The fields of the version's result that an officer fills in, a refusal, or a file of one's own."""

    kind = forms.ChoiceField(
        label="Kết quả",
        choices=[(ResultKind.POSITIVE, "Giải quyết"), (ResultKind.NEGATIVE, "Không giải quyết, có lý do")],
        widget=forms.RadioSelect,
        initial=ResultKind.POSITIVE,
    )
    reason = LongTextField(
        label="Lý do không giải quyết", max_length=2000, required=False, help_text="Người nộp đọc nguyên văn"
    )
    file = forms.FileField(
        label="Tệp thay cho mẫu (PDF hoặc ảnh)",
        required=False,
        help_text="Chỉ khi kết quả không làm theo mẫu. Tệp được chuyển thành PDF/A có mã QR; bản đã ký số giữ nguyên",
    )

    def __init__(self, *args: Any, told: Definition, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told, self.dossier = told, dossier
        self.filled: list[str] = []
        self.fields["reason"].widget.attrs["rows"] = 4
        for wanted in told.result.fields:
            if wanted.source != "officer":
                continue
            name = f"f-{wanted.id}"
            self.fields[name] = _result_field(wanted.label, wanted.kind)
            self.filled.append(name)
        plain_words(self)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("kind") == ResultKind.NEGATIVE:
            for name in self.filled:
                self.errors.pop(name, None)
            if not cleaned.get("reason"):
                self.add_error("reason", "Nhập lý do không giải quyết")
        elif cleaned.get("file"):
            for name in self.filled:
                self.errors.pop(name, None)
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the paper says: from the answers, from the officer."""
        if self.cleaned_data["kind"] == ResultKind.NEGATIVE:
            return {"reason": self.cleaned_data["reason"]}
        fields: dict[str, Any] = {}
        for wanted in self.told.result.fields:
            if wanted.source.startswith("answers."):
                fields[wanted.id] = self._from_answers(wanted.source.removeprefix("answers."), wanted.kind)
            elif wanted.source == "officer":
                value = self.cleaned_data.get(f"f-{wanted.id}")
                fields[wanted.id] = value.isoformat() if isinstance(value, date) else (value or "")
        return fields

    def declared(self) -> list[tuple[str, Any]]:
        """What the paper takes over from the declaration, as it will print it."""
        return [
            (wanted.label, self._from_answers(wanted.source.removeprefix("answers."), "") or "–")
            for wanted in self.told.result.fields
            if wanted.source.startswith("answers.")
        ]

    def _from_answers(self, key: str, kind: str) -> Any:
        """The answer as the paper prints it; a day stays a day."""
        question = self.told.question(key)
        if kind == "date" or question is None:
            return self.dossier.answers.get(key, "")
        return eform.text_of(question, self.dossier.answers)


def _result_field(label: str, kind: str) -> forms.Field:
    if kind == "date":
        return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    if kind == "long_text":
        return LongTextField(label=label, max_length=4000)
    if kind in ("number", "money"):
        return forms.IntegerField(label=label, error_messages={"invalid": f"{label} phải là số"})
    return TextField(label=label, max_length=500)


class IssueForm(Form):
    number = TextField(
        label="Số văn bản",
        max_length=60,
        required=False,
        help_text="Để trống thì hệ thống lấy số tiếp theo trong sổ của cơ quan",
    )


class ReturnForm(SigningForm):
    """Identity check at the counter, and the receiver's signature."""

    receiver = TextField(label="Người nhận", max_length=200)
    receiver_number = TextField(
        label="Số giấy tờ tuỳ thân của người nhận", max_length=20, help_text="Đối chiếu với giấy tờ rồi nhập"
    )
    proxy = TextField(
        label="Giấy uỷ quyền", max_length=200, required=False, help_text="Số, ngày văn bản, nếu nhận thay"
    )
    method = forms.ChoiceField(label="Cách thu", choices=METHODS, widget=forms.RadioSelect, required=False)
    card_slip = CardSlip()

    def __init__(self, *args: Any, dossier: Dossier, owed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dossier = dossier
        if not owed:
            del self.fields["method"], self.fields["card_slip"]
        else:
            self.fields["method"].required = True
            self.fields["method"].error_messages["required"] = "Chọn cách thu tiền"
        if dossier.return_method == "postal":
            self.fields["receiver_number"].required = False
            self.fields["receiver_number"].label = "Số vận đơn bưu chính"
            self.fields["receiver_number"].help_text = "Ghi số trên phiếu gửi"
            self.fields["receiver"].label = "Bàn giao cho"
        if dossier.return_method == "online":
            self.fields["receiver_number"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        number = "".join(char for char in cleaned.get("receiver_number", "") if char.isalnum())
        own = {self.dossier.owner_number, self.dossier.submitter.identifier} - {""}
        stranger = bool(number and own) and number not in own
        if self.dossier.return_method == "in_person" and stranger and not cleaned.get("proxy"):
            self.add_error(
                "proxy",
                "Số này không phải của chủ hồ sơ hay người nộp. Ghi giấy uỷ quyền, hoặc kiểm tra lại số",
            )
        ask_for_slip(self)
        return cleaned


class AtOnceForm(Form):
    """The signed paper, who signed it, who takes it."""

    signer: Any = forms.ModelChoiceField(queryset=None, label="Người ký kết quả", empty_label="Chọn người ký")
    file = forms.FileField(label="Bản chụp hoặc bản ký số của kết quả, PDF")
    number = TextField(
        label="Số kết quả", max_length=60, required=False, help_text="Để trống thì lấy số kế tiếp của sổ"
    )
    receiver = TextField(label="Người nhận", max_length=200)
    receiver_number = TextField(
        label="Số giấy tờ tuỳ thân của người nhận", max_length=20, help_text="Đối chiếu với giấy tờ rồi nhập"
    )
    proxy = TextField(
        label="Giấy uỷ quyền", max_length=200, required=False, help_text="Số, ngày văn bản, nếu nhận thay"
    )
    method = forms.ChoiceField(label="Cách thu", choices=METHODS, widget=forms.RadioSelect)
    card_slip = CardSlip()
    slip = forms.BooleanField(label="In giấy tiếp nhận (người nộp yêu cầu)", required=False)

    def __init__(self, *args: Any, signers: Any, owed_vnd: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signer"].queryset = signers  # type: ignore[attr-defined]
        if owed_vnd:
            self.fields["method"].label = f"Cách thu {vnd(owed_vnd)}"
            self.fields["method"].error_messages["required"] = "Chọn cách thu tiền"
        else:
            del self.fields["method"], self.fields["card_slip"]
        plain_words(self)

    def clean(self) -> dict[str, Any]:
        ask_for_slip(self)
        return self.cleaned_data


class WithdrawalForm(Form):
    granted = forms.ChoiceField(
        label="Trả lời",
        choices=[("yes", "Cho rút, hồ sơ dừng tại đây"), ("no", "Chưa cho rút, tiếp tục giải quyết")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn cho rút hay chưa cho rút"},
    )
    note = LongTextField(label="Lời gửi người nộp", max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("granted") == "no" and not self.cleaned_data.get("note"):
            self.add_error("note", "Nhập lý do chưa cho rút")
        return self.cleaned_data


class TalkForm(Form):
    text = LongTextField(label="Lời nhắn", max_length=4000)
    internal = forms.BooleanField(
        label="Chỉ nội bộ, người nộp không thấy",
        required=False,
        help_text="Nhắc đồng nghiệp bằng @ và họ tên, ví dụ @Lò Văn Pâng",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 3


class ScreenForm(Form):
    """How the desk looks and listens to this person."""

    shortcuts = forms.BooleanField(
        label="Dùng phím tắt",
        required=False,
        help_text="Tắt đi nếu phím bị lẫn với bộ gõ hay trình đọc màn hình",
    )
    hints = forms.BooleanField(label="Hiện gợi ý phím cạnh nút", required=False)
    density = forms.ChoiceField(
        label="Mật độ dòng", choices=[("roomy", "Thoáng"), ("compact", "Gọn")], widget=forms.RadioSelect
    )
    view = forms.ChoiceField(label="Chế độ xem mở đầu tiên", choices=[])

    def __init__(self, *args: Any, views: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["view"].choices = views  # type: ignore[attr-defined]
