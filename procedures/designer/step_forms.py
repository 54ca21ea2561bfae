"""The one-step form: words and choices on the screen, one object of the document behind it."""

import re
from typing import Any

from django import forms
from django.utils.text import slugify

from portal.agencies.models import Agency, Duty, Specialty
from portal.web.forms import Form, LongTextField, TextField
from portal.web.text import fold
from procedures.definition.steps import CHOSEN, SPECIALTIES
from procedures.designer.step_edits import StepRow, after_of
from procedures.expressions import ExpressionError
from procedures.formula import Scope, TextError, as_text, parse_text

KINDS = [
    ("work", "Thụ lý: người làm tự kết thúc bước"),
    ("consult", "Lấy ý kiến cơ quan, đơn vị khác"),
    ("approve", "Duyệt, ký kết quả"),
    ("issue", "Cấp số, phát hành"),
]
PLACES = [
    ("competent", "Cơ quan giải quyết"),
    ("unit", "Phòng chuyên môn của cơ quan giải quyết"),
    ("department", "Sở, ngành của tỉnh"),
    ("desk", "Bộ phận một cửa"),
    ("police", "Công an cấp xã"),
    ("agency", "Một cơ quan nhất định"),
    ("place", "UBND nơi có việc, theo câu trả lời"),
    (CHOSEN, "Cán bộ chọn khi kết thúc bước trước"),
]
UNITS = [("60", "giờ"), ("480", "ngày làm việc"), ("1", "phút")]
PRODUCES = [
    ("", "Không bắt buộc"),
    ("result", "Dự thảo kết quả"),
    ("report", "Báo cáo, biên bản ghi ngay trong bước"),
    ("opinion", "Ý kiến trả lời"),
]
FIELDS = [(key, Specialty(key).label if key in Specialty.values else key) for key in SPECIALTIES]
AMONG = [
    ("competent", "Cơ quan giải quyết"),
    *[(f"unit:{key}", f"Phòng: {label}") for key, label in FIELDS],
    *[(f"department:{key}", f"Sở, ngành: {label}") for key, label in FIELDS],
]
_AGENCY_CODE = re.compile(r"[A-Z][0-9]{2}(\.[A-Z0-9]+)*")


class WhenField(LongTextField):
    """A condition as a formula; what it becomes is the tree of the definition. Empty: always."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=2000, **kwargs)
        self.scope: Scope | None = None
        self.widget.attrs |= {"rows": 2, "spellcheck": "false"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text or self.scope is None:
            return None
        try:
            return parse_text(text, self.scope, "bool")
        except TextError as error:
            raise forms.ValidationError(str(error)) from error


def when_text(tree: Any) -> str:
    """The formula of a condition; one that cannot be read is shown as nothing (the page says it is at fault)."""
    try:
        return as_text(tree) if isinstance(tree, dict) else ""
    except (KeyError, TypeError, ValueError, ExpressionError):
        return ""


class StepForm(Form):
    """One step. `others` are the other steps as (id, name), `places` the questions that name a place."""

    name = TextField(
        label="Tên bước", max_length=200, help_text="Bắt đầu bằng việc làm, ví dụ: Kiểm tra hồ sơ"
    )
    kind = forms.ChoiceField(label="Loại việc", choices=KINDS, widget=forms.RadioSelect, initial="work")
    place = forms.ChoiceField(label="Nơi làm", choices=PLACES)
    specialty = forms.ChoiceField(
        label="Chuyên môn", choices=[("", "–"), *FIELDS], required=False, help_text="Cho phòng hoặc sở, ngành"
    )
    agency_code = TextField(
        label="Mã cơ quan", max_length=40, required=False, help_text="Cho một cơ quan nhất định, ví dụ H49.37"
    )
    question = forms.ChoiceField(label="Câu hỏi nêu nơi có việc", required=False)
    among = forms.MultipleChoiceField(
        label="Cán bộ chọn trong", choices=AMONG, widget=forms.CheckboxSelectMultiple, required=False
    )
    duty = forms.ChoiceField(label="Người làm", choices=Duty.choices, initial=Duty.CASE_OFFICER)
    share = forms.IntegerField(
        label="Thời gian được", min_value=1, max_value=200_000, help_text="Phần của bước này trong thời hạn"
    )
    unit = forms.ChoiceField(label="Đơn vị", choices=UNITS)
    after = forms.MultipleChoiceField(
        label="Bắt đầu sau khi xong",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Không chọn: làm ngay khi hồ sơ đến. Chọn nhiều: chờ đủ các nhánh",
    )
    lead = forms.BooleanField(label="Bước chủ trì", required=False, help_text="Đúng một bước của quy trình")
    produces = forms.ChoiceField(label="Phải có khi xong", choices=PRODUCES, required=False)
    output = TextField(
        label="Tên văn bản phải có",
        max_length=200,
        required=False,
        help_text="Ví dụ: Biên bản kiểm tra thực địa",
    )
    when = WhenField(label="Chỉ làm khi", help_text='Công thức, ví dụ: loai = "nha_o". Để trống: luôn làm')
    papers = forms.MultipleChoiceField(
        label="Giấy tờ cần xem ở bước này",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Cán bộ của bước thấy các giấy này được nhắc. Không bước nào chọn: bước chủ trì xem tất cả",
    )
    back_to = forms.MultipleChoiceField(
        label="Được trả lại bước",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Không chọn: trả về bước chủ trì gần nhất",
    )

    def __init__(
        self,
        *args: Any,
        others: list[tuple[str, str]],
        places: list[tuple[str, str]],
        papers: list[tuple[str, str]],
        scope: Scope,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"].choices = others  # type: ignore[attr-defined]
        self.fields["back_to"].choices = others  # type: ignore[attr-defined]
        self.fields["papers"].choices = papers  # type: ignore[attr-defined]
        self.fields["question"].choices = [("", "–"), *places]  # type: ignore[attr-defined]
        self.fields["when"].scope = scope  # type: ignore[attr-defined]
        self.fields["share"].error_messages |= {
            "invalid": "Thời gian phải là số nguyên",
            "min_value": "Thời gian phải từ 1",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        place = cleaned.get("place")
        if place in ("unit", "department") and not cleaned.get("specialty"):
            self.add_error("specialty", "Chọn chuyên môn của phòng hoặc sở, ngành")
        if place == "place" and not cleaned.get("question"):
            self.add_error("question", "Chọn câu hỏi nêu nơi có việc")
        if place == CHOSEN and len(cleaned.get("among") or []) < 2:
            self.add_error("among", "Chọn ít nhất hai nơi để cán bộ chọn")
        if place == "agency":
            self._check_code(cleaned.get("agency_code") or "")
        return cleaned

    def _check_code(self, code: str) -> None:
        if not _AGENCY_CODE.fullmatch(code):
            self.add_error("agency_code", "Mã cơ quan có dạng H49.37.1")
        elif not Agency.objects.filter(code=code).exists():
            self.add_error("agency_code", f"Không có cơ quan mang mã {code}")

    def row(self) -> StepRow:
        """The step as it stands in the document."""
        got = self.cleaned_data
        return {
            "name": got["name"],
            "kind": got["kind"],
            "agency": self._agency(),
            "duty": got["duty"],
            "minutes": got["share"] * int(got["unit"]),
            "after": got["after"],
            "lead": got["lead"],
            "when": got["when"],
            "produces": got["produces"],
            "output": got["output"],
            "among": got["among"] if got["place"] == CHOSEN else [],
            "papers": got["papers"],
            "back_to": got["back_to"],
        }

    def _agency(self) -> str:
        got = self.cleaned_data
        with_part = {
            "unit": got["specialty"],
            "department": got["specialty"],
            "agency": got["agency_code"],
            "place": got["question"] + (f":{got['specialty']}" if got["specialty"] else ""),
        }
        place: str = got["place"]
        return f"{place}:{with_part[place]}" if place in with_part else place


def initial_of(row: StepRow) -> dict[str, Any]:
    """A step of the document as the form shows it."""
    place, _colon, rest = str(row.get("agency") or "competent").partition(":")
    question, _colon, specialty = rest.partition(":")
    said = row.get("minutes")
    minutes = said if isinstance(said, int) else 0
    unit = next((size for size in (480, 60, 1) if minutes and minutes % size == 0), 60)
    return {
        "name": row.get("name"),
        "kind": row.get("kind", "work"),
        "place": place,
        "specialty": specialty if place == "place" else (rest if place in ("unit", "department") else ""),
        "agency_code": rest if place == "agency" else "",
        "question": question if place == "place" else "",
        "among": row.get("among") or [],
        "duty": row.get("duty"),
        "share": minutes // unit or None,
        "unit": str(unit),
        "after": after_of(row),
        "lead": bool(row.get("lead")),
        "produces": row.get("produces") or "",
        "output": row.get("output") or "",
        "when": when_text(row.get("when")),
        "papers": row.get("papers") or [],
        "back_to": row.get("back_to") or [],
    }


def new_id(name: str, taken: set[str]) -> str:
    """An id made from the name (“Kiểm tra thực địa” → kiem_tra_thuc_dia), made unique with a number."""
    base = slugify(fold(name)).replace("-", "_")[:50].strip("_") or "buoc"
    base = base if base[0].isalpha() else f"b_{base}"
    used = taken | {"them"}  # the address of the empty form
    return next(key for n in range(1, 1000) if (key := base if n == 1 else f"{base}_{n}") not in used)
