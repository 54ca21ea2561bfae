"""The editor of a wording."""

from typing import Any

from django import forms

from portal.notifications.wordings.checking import problems
from portal.web.forms import Form, LongTextField, TextField


class WordingForm(Form):
    """Checked as a whole: what is wrong with the words is said with its line."""

    subject = TextField(label="Tiêu đề", max_length=300, required=False)
    text = LongTextField(label="Nội dung", max_length=6000, widget=forms.Textarea(attrs={"rows": 16}))
    marks = forms.BooleanField(
        label="Giữ dấu tiếng Việt", required=False,
        help_text="Bỏ dấu thì một tin chứa 160 ký tự; giữ dấu chỉ được 70.",
    )  # fmt: skip
    provider_id = TextField(
        label="Mã mẫu Zalo đã duyệt", max_length=40, required=False,
        help_text="Zalo duyệt trong 2 ngày làm việc. Chưa có mã thì lưu nháp, chưa dùng được.",
    )  # fmt: skip

    def __init__(self, *args: Any, template: str, channel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template, self.channel = template, channel
        for name, ways in (
            ("subject", ("email", "in_app", "zalo")),
            ("marks", ("sms",)),
            ("provider_id", ("zalo",)),
        ):
            if channel not in ways:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not self.errors:
            for words in problems(
                self.template, self.channel, told.get("subject", ""), told["text"], told.get("marks", True)
            ):
                self.add_error(
                    "subject" if words.startswith("Tiêu đề") and "subject" in self.fields else "text", words
                )
        return told
