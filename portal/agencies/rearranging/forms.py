"""The forms of a rearrangement; what they check is shape, the verbs check the rest."""

import re
from typing import Any

from django import forms

from portal.agencies.models import AdminUnit, Agency, AgencyKind, UnitLevel
from portal.agencies.queries import standing, today
from portal.agencies.rearranging.records import Act, Rearrangement
from portal.agencies.rearranging.services import NewBody, Share
from portal.web.forms import Form, LongTextField, TextField

_BELOW = (AgencyKind.CENTRE, AgencyKind.DIVISION)
_PAIR = re.compile(r"^\s*(\S+)\s*=\s*(\S+)\s*$")
AGENCY_ACTS = [
    (Act.MERGE, "Nhập vào một cơ quan khác (hoặc kết thúc, giao lại hết)"),
    (Act.SPLIT, "Chia cho nhiều cơ quan"),
    (Act.RENAME, "Chỉ đổi tên"),
]
UNIT_ACTS = [
    (Act.MERGE, "Nhập vào đơn vị khác, hoặc đổi tên (lập đơn vị mới)"),
    (Act.SPLIT, "Chia cho nhiều đơn vị"),
    (Act.END, "Kết thúc, không có đơn vị kế tục (như cấp huyện năm 2025)"),
]


class BeginForm(Form):
    name = TextField(label="Tên đợt", max_length=200, help_text="Ví dụ: Sắp xếp đơn vị hành chính năm 2025")
    decision = TextField(
        label="Nghị quyết, quyết định", max_length=200, help_text="Ví dụ: Nghị quyết 1679/NQ-UBTVQH15"
    )
    effective_from = forms.DateField(
        label="Hiệu lực từ ngày",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )
    new_tiers = forms.TypedChoiceField(
        label="Từ ngày ấy, chính quyền địa phương có",
        choices=[("", "Không đổi"), ("2", "Hai cấp: tỉnh, xã"), ("3", "Ba cấp: tỉnh, huyện, xã")],
        coerce=int,
        empty_value=None,
        required=False,
    )


class AgencyForm(Form):
    """One or several agencies with the same fate."""

    act = forms.ChoiceField(label="Việc", choices=AGENCY_ACTS, widget=forms.RadioSelect, initial=Act.MERGE)
    sources = forms.MultipleChoiceField(
        label="Cơ quan",
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="Các phòng, trung tâm bên dưới đi theo. Giữ Ctrl để chọn nhiều nơi",
    )
    heir = forms.ChoiceField(
        label="Cơ quan kế tục",
        required=False,
        help_text="Nơi nhận hồ sơ đang mở; khi chia, là nơi nhận phần còn lại",
    )
    new_code = TextField(label="hoặc lập cơ quan mới, mã định danh", max_length=35, required=False)
    new_name = TextField(label="Tên mới", max_length=200, required=False)
    unit = forms.ChoiceField(label="Địa bàn của cơ quan mới", required=False)
    others = forms.MultipleChoiceField(
        label="Khi chia: các nơi nhận khác",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    by_place = forms.BooleanField(label="Hồ sơ chia theo địa bàn ghi trong tờ khai", required=False)
    by_field = LongTextField(
        label="Hồ sơ chia theo lĩnh vực",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng: mã lĩnh vực = mã cơ quan. Ví dụ: G17-XD03 = H49.12",
    )
    staff_follow = forms.BooleanField(label="Cán bộ đi theo, giữ nhiệm vụ", required=False, initial=True)

    def __init__(self, record: Rearrangement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        now_there = list(standing().order_by("code"))
        later = list(Agency.objects.filter(valid_from=record.effective_from).order_by("code"))
        listed = _named([one for one in now_there if one.kind not in _BELOW or one.specialty])
        heirs = _named(sorted({*now_there, *later}, key=lambda one: one.code))
        _choices(self, sources=listed, others=heirs, heir=[("", "Chưa chọn"), *heirs])
        _choices(self, unit=[("", "Như cơ quan cũ"), *_units(record)])

    def clean(self) -> dict[str, Any]:
        got = self.cleaned_data
        if got.get("act") != Act.RENAME and bool(got.get("new_code")) != bool(got.get("new_name")):
            self.add_error("new_code" if got.get("new_name") else "new_name", "Cơ quan mới cần cả mã và tên")
        if (code := got.get("new_code")) and not re.fullmatch(r"[A-Z]\d{2}(\.[A-Z0-9]+)*", code):
            self.add_error("new_code", "Mã định danh có dạng H49.37 (Quyết định 20/2020/QĐ-TTg)")
        if got.get("act") == Act.RENAME and len(got.get("sources") or []) > 1:
            self.add_error("sources", "Mỗi lần đổi tên một cơ quan")
        return got

    def clean_by_field(self) -> dict[str, str]:
        pairs = {}
        for number, line in enumerate(str(self.cleaned_data.get("by_field") or "").splitlines(), 1):
            if line.strip():
                found = _PAIR.match(line)
                if found is None:
                    raise forms.ValidationError(f"Dòng {number} chưa có dạng mã lĩnh vực = mã cơ quan")
                pairs[found[1]] = found[2]
        return pairs

    def new(self) -> NewBody | None:
        got = self.cleaned_data
        return NewBody(got["new_code"], got["new_name"]) if got["new_code"] else None

    def share(self) -> Share:
        got = self.cleaned_data
        return Share(got["others"], got["by_place"], got["by_field"])


class UnitForm(Form):
    act = forms.ChoiceField(label="Việc", choices=UNIT_ACTS, widget=forms.RadioSelect, initial=Act.MERGE)
    sources = forms.MultipleChoiceField(
        label="Đơn vị hành chính", widget=forms.SelectMultiple(attrs={"size": 8})
    )
    heir = forms.ChoiceField(label="Đơn vị kế tục", required=False)
    new_code = TextField(label="hoặc lập đơn vị mới, mã", max_length=8, required=False)
    new_kind = forms.ChoiceField(
        label="Loại hình",
        required=False,
        choices=[("", "Như cũ"), ("Phường", "Phường"), ("Xã", "Xã"), ("Đặc khu", "Đặc khu")],
    )
    new_name = TextField(label="Tên", max_length=120, required=False, help_text="Không kèm chữ phường, xã")
    others = forms.MultipleChoiceField(
        label="Khi chia: các nơi nhận khác", required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )

    def __init__(self, record: Rearrangement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = _units(record)
        codes = [(unit.code, f"{unit.code} {unit}") for unit in _served(record)]
        _choices(self, sources=units, heir=[("", "Chưa chọn"), *units], others=codes)

    def clean(self) -> dict[str, Any]:
        got = self.cleaned_data
        if bool(got.get("new_code")) != bool(got.get("new_name")):
            self.add_error("new_code" if got.get("new_name") else "new_name", "Đơn vị mới cần cả mã và tên")
        return got

    def new(self) -> NewBody | None:
        got = self.cleaned_data
        return NewBody(got["new_code"], got["new_name"], got["new_kind"]) if got["new_code"] else None


class UndoForm(Form):
    why = LongTextField(label="Lý do hủy duyệt", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


def _choices(form: forms.Form, **lists: Any) -> None:
    for name, choices in lists.items():
        form.fields[name].choices = choices  # type: ignore[attr-defined]


def _named(agencies: list[Agency]) -> list[tuple[str, str]]:
    return [(one.code, f"{one.code} {one.name}") for one in agencies]


def _units(record: Rearrangement) -> list[tuple[str, str]]:
    return [(str(unit.pk), f"{unit.code} {unit}") for unit in _served(record)]


def _served(record: Rearrangement) -> list[AdminUnit]:
    """The units where agencies of the portal stand, and those that begin on the day of the act."""
    here = AdminUnit.objects.filter(pk__in=standing().values("admin_unit")).exclude(level=UnitLevel.PROVINCE)
    later = AdminUnit.objects.filter(valid_from=record.effective_from)
    found = {unit.pk: unit for unit in [*here, *later] if unit.valid_to is None or unit.valid_to >= today()}
    return sorted(found.values(), key=lambda unit: (unit.level, unit.code))
