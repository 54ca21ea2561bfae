"""What an administrator types about time: hours of a day, and a term to try out."""

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.calendars.models import CalendarDay
from portal.calendars.shapes import merged
from portal.calendars.working_time import HANOI, Limit, Mode
from portal.web.text import clean

_SPAN = re.compile(r"^(\d{1,2})[:h.](\d{2})\s*[-–—]\s*(\d{1,2})[:h.](\d{2})$")
UNITS = [
    ("working_day", "ngày làm việc"),
    ("working_hour", "giờ làm việc"),
    ("calendar_day", "ngày (theo lịch)"),
    ("same_day", "trong ngày"),
]


class HoursField(forms.Field):
    """ "07:00-11:30, 13:30-17:00" as the model's list of pairs; empty means none of its own."""

    widget = forms.TextInput

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return ", ".join(f"{start}-{end}" for start, end in value)
        return value

    def to_python(self, value: Any) -> list[list[str]] | None:
        text = clean(value or "")
        return [_span(part) for part in text.split(",")] if text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.to_python(data))
        except ValidationError:
            return True

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value:
            try:
                merged((time.fromisoformat(start), time.fromisoformat(end)) for start, end in value)
            except ValueError as problem:
                raise ValidationError(str(problem)) from problem


def _span(text: str) -> list[str]:
    found = _SPAN.match(text.strip())
    if found:
        a, b, c, d = (int(part) for part in found.groups())
        if a < 24 and c < 24 and b < 60 and d < 60:
            return [f"{a:02}:{b:02}", f"{c:02}:{d:02}"]
    raise ValidationError("Ghi giờ như 07:00-11:30, 13:30-17:00.")


class DayForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    hours = HoursField(
        label="giờ riêng", required=False, help_text="Ví dụ 07:00-11:30. Ngày làm bù bỏ trống là đủ giờ."
    )

    class Meta:
        model = CalendarDay
        fields = ["date", "kind", "hours", "note", "source", "is_draft"]


class TermForm(forms.Form):
    """“Received at X, limit N: due when?”"""

    day = forms.DateField(
        label="Nhận ngày",
        widget=forms.DateInput(attrs={"placeholder": "21/08/2026"}, format="%d/%m/%Y"),
        error_messages={"required": "Chọn ngày nhận.", "invalid": "Ghi ngày như 21/08/2026."},
    )
    at = forms.TimeField(
        label="Lúc",
        widget=forms.TimeInput(attrs={"placeholder": "08:30"}, format="%H:%M"),
        error_messages={"required": "Chọn giờ nhận.", "invalid": "Ghi giờ như 08:30."},
    )
    value = forms.DecimalField(
        label="Thời hạn",
        min_value=0,
        max_value=9999,
        decimal_places=2,
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value", "max_decimal_places"],
            "Ghi một số từ 0 đến 9.999.",
        ),
    )
    unit = forms.ChoiceField(label="Đơn vị", choices=UNITS)
    mode = forms.ChoiceField(
        label="Cách tính ngày",
        choices=[("hours", "theo giờ (8 giờ một ngày)"), ("civil", "theo ngày, hết giờ làm việc")],
    )
    cutoff = forms.TimeField(
        label="Giờ chốt trong ngày", widget=forms.TimeInput(attrs={"placeholder": "15:00"}, format="%H:%M")
    )

    def start(self) -> datetime:
        """The moment of receipt on a Vietnamese clock."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["at"], HANOI)

    def limit(self) -> Limit:
        """The term asked about."""
        return Limit(float(self.cleaned_data["value"]), self.cleaned_data["unit"])

    def mode_chosen(self) -> Mode:
        """How working days are counted."""
        return "civil" if self.cleaned_data["mode"] == "civil" else "hours"
