"""Forms that name a moment of the working day."""

from datetime import datetime, time
from typing import Any

from django import forms

from dossiers.models import ApologyCause
from portal.web.forms import Form, LongTextField, TextField
from portal.web.show import HANOI, local


class MomentForm(Form):
    """A day and a clock time, told apart so that both can be typed."""

    day = forms.DateField(
        label="Ngày",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Chọn ngày", "invalid": "Ngày phải ghi như 24/10/2026"},
    )
    at = forms.TimeField(
        label="Giờ",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": "Nhập giờ", "invalid": "Giờ phải ghi như 08:30"},
    )

    def moment(self) -> datetime:
        """What was chosen, on a Vietnamese clock."""
        clock: time = self.cleaned_data["at"]
        return datetime.combine(self.cleaned_data["day"], clock, HANOI)


def shown(at: datetime | None) -> dict[str, Any]:
    """A moment as the two boxes begin with it."""
    if at is None:
        return {}
    return {"day": local(at).date().isoformat(), "at": f"{local(at):%H:%M}"}


class ApologyForm(MomentForm):
    """D11: why, and until when."""

    cause = forms.ChoiceField(
        label="Nguyên nhân",
        choices=ApologyCause.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn nguyên nhân"},
    )
    reason = LongTextField(
        label="Lý do",
        max_length=1000,
        help_text="Người nộp và trang công khai đọc nguyên văn; không ghi tên hay số của người nộp",
    )
    field_order = ["cause", "reason", "day", "at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["rows"] = 4
        self.fields["day"].label, self.fields["at"].label = "Ngày hẹn trả mới", "Giờ hẹn trả mới"


class VisitForm(MomentForm):
    """Time, place, people, agenda of a verification."""

    place = TextField(label="Địa điểm", max_length=400)
    people = LongTextField(label="Thành phần", max_length=1000, help_text="Cơ quan, người tham gia")
    agenda = LongTextField(label="Nội dung xác minh", max_length=2000)
    field_order = ["day", "at", "place", "people", "agenda"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].widget.attrs["rows"] = 2
        self.fields["agenda"].widget.attrs["rows"] = 3


class MinutesForm(Form):
    """What was found there."""

    came = LongTextField(label="Người có mặt", max_length=1000)
    minutes = LongTextField(
        label="Biên bản", max_length=8000, help_text="Hiện trạng, ý kiến các bên, kết luận"
    )
    photo1 = forms.FileField(label="Ảnh hiện trường", required=False)
    photo2 = forms.FileField(label="Ảnh hiện trường thứ hai", required=False)
    photo3 = forms.FileField(label="Ảnh hiện trường thứ ba", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["came"].widget.attrs["rows"] = 2
        self.fields["minutes"].widget.attrs["rows"] = 6


class CorrectionForm(Form):
    """Why a result is recalled, and the fields of the new version."""

    reason = LongTextField(label="Lý do thu hồi", max_length=1000, help_text="Người nhận đọc nguyên văn")

    def __init__(
        self,
        *args: Any,
        labels: list[tuple[str, str]],
        signs: bool = False,
        asks_pin: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["rows"] = 3
        for key, label in labels:
            self.fields[f"f-{key}"] = TextField(label=label, max_length=500, required=False)
        self.fields["file"] = forms.FileField(
            label="Tệp PDF thay cho mẫu",
            required=False,
            help_text="Chỉ khi bản mới không làm theo mẫu"
            + (". Tệp đã ký số và đóng dấu ở nơi khác được giữ nguyên" if signs else ""),
        )
        if asks_pin:
            self.fields["pin"] = TextField(
                label="Mã PIN chứng thư số", max_length=64, required=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
            )  # fmt: skip

    def values(self) -> dict[str, str]:
        """The fields of the new version by their ids."""
        return {
            name.removeprefix("f-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("f-") and value
        }
