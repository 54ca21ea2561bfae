"""The forms of reviews, solutions and duties: shape only."""

from typing import Any

from django import forms

from portal.agencies.models import Agency, AgencyKind
from portal.agencies.queries import standing
from portal.web.forms import Form, LongTextField, TextField
from procedures.designer.life_forms import day_box
from procedures.models import Procedure
from procedures.online.records import Proposal, SolutionKind
from procedures.queries import by_code

_ROWS = forms.Textarea(attrs={"rows": 2})


class _OfProcedure(Form):
    procedure = TextField(label="Mã thủ tục", max_length=20)

    def clean_procedure(self) -> Procedure:
        found = by_code(str(self.cleaned_data.get("procedure") or ""))
        if found is None:
            raise forms.ValidationError("Không có thủ tục mang mã này")
        return found


class DirectForm(_OfProcedure):
    ground = TextField(
        label="Văn bản chỉ đạo",
        max_length=300,
        required=False,
        help_text="Ví dụ: Quyết định 06/QĐ-TTg; để trống là bỏ ghi",
    )


class RoundForm(Form):
    year = forms.IntegerField(label="Năm rà soát", min_value=2020, max_value=2100)
    due_on = day_box("Xong trước ngày")


class AnswerForm(Form):
    """The questions of Điều 19."""

    conditions = LongTextField(
        label="Đủ điều kiện thực hiện trên môi trường điện tử chưa, còn thiếu gì",
        max_length=4000,
        required=False,
        widget=_ROWS,
    )
    proposal = forms.ChoiceField(
        label="Đề xuất", choices=[("", "Chưa đề xuất"), *Proposal.choices], required=False
    )
    asked = LongTextField(
        label="Ý kiến cơ quan, đơn vị liên quan", max_length=4000, required=False, widget=_ROWS
    )
    affected = LongTextField(
        label="Ý kiến đối tượng chịu tác động", max_length=4000, required=False, widget=_ROWS
    )
    operation = LongTextField(
        label="Việc xây dựng, vận hành, khai thác: ai làm, khi nào",
        max_length=4000,
        required=False,
        widget=_ROWS,
    )
    change = LongTextField(
        label="Nội dung cần điều chỉnh, sửa đổi, bổ sung trong thủ tục",
        max_length=4000,
        required=False,
        widget=_ROWS,
        help_text="Để trống nếu giữ nguyên; ghi rồi lập bản nháp ngay từ trang này",
    )
    decision = TextField(
        label="Quyết định của Chủ tịch Ủy ban nhân dân tỉnh, số", max_length=200, required=False
    )
    decided_on = day_box("Ngày quyết định", required=False)
    roadmap_on = day_box("Thực hiện xong trước ngày", required=False)


class SolutionForm(_OfProcedure):
    kind = forms.ChoiceField(label="Loại", choices=SolutionKind.choices)
    words = LongTextField(label="Giải pháp", max_length=4000, widget=_ROWS)
    owner = TextField(label="Cơ quan chủ trì", max_length=200)
    planned_on = day_box("Xong trước ngày", required=False)


class AgencyChoice(Form):
    """A form with a box `agency`: who answers for procedures."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (AgencyKind.DEPARTMENT, AgencyKind.VERTICAL, AgencyKind.COMMUNE, AgencyKind.PROVINCE_CENTRE)
        found = standing().filter(kind__in=kinds).order_by("code")
        self.fields["agency"].choices = [(str(one.pk), f"{one.code} {one.name}") for one in found]  # type: ignore[attr-defined]

    def clean_agency(self) -> Agency:
        return Agency.objects.get(pk=self.cleaned_data["agency"])


class DutyForm(_OfProcedure, AgencyChoice):
    agency = forms.ChoiceField(label="Đơn vị phải cung cấp")
    decision = TextField(label="Quyết định phê duyệt quy trình nội bộ, số", max_length=200)
    decided_on = day_box("Ban hành ngày")
