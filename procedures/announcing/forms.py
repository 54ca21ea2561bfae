"""The forms of announcements: shape only."""

import re
from typing import Any

from django import forms

from portal.web.forms import Form, LongTextField, TextField
from procedures.announcing.records import What
from procedures.announcing.services import USUAL_DAYS
from procedures.designer.life_forms import day_box
from procedures.online.forms import AgencyChoice

_CODES = forms.Textarea(attrs={"rows": 3})
_CODE = re.compile(r"[0-9A-Za-z.]{3,20}")


class AnnouncementForm(AgencyChoice):
    decision = TextField(label="Quyết định công bố, số", max_length=100, help_text="Ví dụ: 1207/QĐ-UBND")
    decided_on = day_box("Ban hành ngày")
    agency = forms.ChoiceField(label="Cơ quan kiểm tra, đăng tải")
    days = forms.IntegerField(
        label="Số ngày làm việc được cập nhật",
        min_value=1,
        max_value=60,
        initial=USUAL_DAYS,
        help_text="Theo khoản 7 Điều 1 Nghị định 92/2017/NĐ-CP hoặc chính quyết định",
    )
    new = LongTextField(
        label="Mã thủ tục mới ban hành",
        max_length=20000,
        required=False,
        widget=_CODES,
        help_text="Mỗi dòng một mã",
    )
    changed = LongTextField(
        label="Mã thủ tục sửa đổi, bổ sung, thay thế", max_length=20000, required=False, widget=_CODES
    )
    ended = LongTextField(label="Mã thủ tục bị bãi bỏ", max_length=20000, required=False, widget=_CODES)

    def clean(self) -> dict[str, Any]:
        """The codes of the three boxes together, each with what happens to it."""
        got: dict[str, Any] = super().clean() or {}
        named = []
        for what in What.values:
            codes = re.split(r"[\s,;]+", str(got.pop(what, "") or "").strip())
            strange = [code for code in codes if code and not _CODE.fullmatch(code)]
            if strange:
                self.add_error(what, f"“{strange[0][:30]}” không phải mã thủ tục")
            named += [(code, what) for code in codes if code]
        return {**got, "named": named}


class CheckForm(Form):
    line = forms.IntegerField()
    found = TextField(label="Kết quả đối chiếu", max_length=500, required=False)
