"""Boxes of the administration's forms: typed as people write, without a script."""

from typing import Any

from django import forms


class DateBox(forms.DateInput):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        given = {"placeholder": "21/08/2026", "class": "w6", "inputmode": "numeric", **(attrs or {})}
        super().__init__(given, format="%d/%m/%Y")


class TimeBox(forms.TimeInput):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"placeholder": "08:30", "class": "w4", **(attrs or {})}, format="%H:%M")


class MomentBox(forms.SplitDateTimeWidget):
    """A day and a time beside it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.widgets = (DateBox({"aria-label": "Ngày"}), TimeBox({"aria-label": "Giờ"}))
