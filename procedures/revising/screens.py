"""The administration's screens of a revision of fees: choose, look at every change, draft, publish, report."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.models import User
from portal.agencies.models import Specialty
from portal.agencies.queries import today
from portal.web.forms import Form, TextField
from portal.web.refusals import StepRefused
from procedures.designer.doors import CHANGE, VIEW
from procedures.designer.fee_forms import CHANNELS, KINDS, MoneyField, day
from procedures.models import ProcedureField
from procedures.revising.change import Change
from procedures.revising.records import FeeRevision, LineState
from procedures.revising.services import draft_all, preview, publish_all
from procedures.scope import may_publish

_CRUMBS = [("admin:procedures_procedure_changelist", "Thủ tục")]
HOWS = [
    ("set", "Mức mới, tính bằng đồng"),
    ("percent", "Bằng một số phần trăm mức cũ"),
    ("reduce", "Giảm thêm phần trăm, mức gốc giữ nguyên"),
]
LEVELS = [("", "Mọi cấp"), ("commune", "Cấp xã"), ("province", "Cấp tỉnh")]


class RevisionForm(Form):
    """What the resolution says, and which procedures it means."""

    source = TextField(label="Nghị quyết", max_length=200, help_text="Ví dụ: Nghị quyết 27/2026/NQ-HĐND")
    starts_on = day("Áp dụng từ ngày")
    fee_name = TextField(
        label="Tên khoản có chữ", max_length=200, required=False, help_text="Không phân biệt dấu"
    )
    kind = forms.ChoiceField(label="Loại", choices=[("", "Phí và lệ phí"), *KINDS], required=False)
    fields_of_work = forms.MultipleChoiceField(label="Lĩnh vực", widget=forms.SelectMultiple, required=False)
    level = forms.ChoiceField(label="Cấp giải quyết", choices=LEVELS, required=False)
    specialty = forms.ChoiceField(
        label="Cơ quan giải quyết chuyên môn",
        choices=[("", "Mọi cơ quan"), *Specialty.choices],
        required=False,
    )
    how = forms.ChoiceField(label="Thay đổi", choices=HOWS, widget=forms.RadioSelect)
    vnd = MoneyField(label="Mức mới (đồng)", min_value=0, required=False, widget=forms.TextInput)
    percent = forms.IntegerField(label="Số phần trăm", min_value=1, max_value=1000, required=False)
    channels = forms.MultipleChoiceField(
        label="Chỉ khi nộp", choices=CHANNELS, widget=forms.CheckboxSelectMultiple, required=False
    )
    ends_on = day("Giảm đến hết ngày")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ProcedureField.objects.order_by("name").values_list("pk", "name")
        self.fields["fields_of_work"].choices = [(str(pk), name) for pk, name in rows]  # type: ignore[attr-defined]
        self.fields["starts_on"].required = True
        self.fields["starts_on"].error_messages["required"] = "Nhập ngày áp dụng"

    def clean(self) -> dict[str, Any]:
        got = self.cleaned_data
        if got.get("how") == "set" and got.get("vnd") is None and "vnd" not in self.errors:
            self.add_error("vnd", "Nhập mức mới")
        if (
            got.get("how") in ("percent", "reduce")
            and not got.get("percent")
            and "percent" not in self.errors
        ):
            self.add_error("percent", "Nhập số phần trăm")
        if got.get("how") == "reduce" and (got.get("percent") or 0) > 100:
            self.add_error("percent", "Giảm nhiều nhất 100%")
        starts, ends = got.get("starts_on"), got.get("ends_on")
        if starts and starts <= today():
            self.add_error("starts_on", "Chọn một ngày sau hôm nay: hồ sơ hôm nay theo mức đang có")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "Ngày cuối phải từ ngày áp dụng trở đi")
        return got

    def change(self) -> Change:
        got = self.cleaned_data
        reduce = got["how"] == "reduce"
        return Change(
            how=got["how"],
            value=got["vnd"] if got["how"] == "set" else got["percent"],
            source=got["source"],
            starts_on=got["starts_on"],
            fee_name=got["fee_name"],
            kind=got["kind"],
            channels=tuple(got["channels"]) if reduce else (),
            ends_on=got["ends_on"] if reduce else None,
        )


@require_http_methods(["GET", "POST"])
def revisions(request: HttpRequest) -> HttpResponse:
    """The form; what it would change (address with its facts); and, posted, the drafts."""
    _looking(request)
    may = request.user.has_perm(CHANGE) and may_publish(request)  # a revision reaches many procedures
    given = request.POST if request.method == "POST" else request.GET if "source" in request.GET else None
    form = RevisionForm(given)
    shown = None
    if given is not None and form.is_valid():
        if request.method == "POST":
            if not may:
                raise PermissionDenied
            assert isinstance(request.user, User)
            try:
                made = draft_all(
                    change=form.change(), procedures=request.POST.getlist("chon"), by=request.user
                )
            except StepRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"Đã lập {made.lines.count()} bản nháp.")
                return redirect("admin:fee_revision", made.pk)
        got = form.cleaned_data
        shown = preview(
            form.change(),
            fields={int(pk) for pk in got["fields_of_work"]},
            level=got["level"],
            specialty=got["specialty"],
        )
    context = {
        "form": form,
        "may": may,
        "shown": shown,
        "fitting": sum(one.fits for one in shown or []),
        "earlier": FeeRevision.objects.select_related("by").order_by("-pk")[:20],
        "crumbs": [(reverse(name), words) for name, words in _CRUMBS],
        "wide": True,
    }
    return render(request, "procedures/revising/revisions.html", context, status=422 if form.errors else 200)


@require_GET
def revision(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of each procedure."""
    _looking(request)
    made = get_object_or_404(FeeRevision.objects.select_related("by"), pk=pk)
    lines = list(made.lines.select_related("procedure", "version"))
    running = made.publishing_at is not None and made.finished_at is None
    context = {
        "revision": made,
        "lines": lines,
        "left": sum(line.state != LineState.PUBLISHED for line in lines),
        "failed": sum(line.state == LineState.FAILED for line in lines),
        "running": running,
        "may": _may(request),
        "crumbs": [
            (reverse(name), words) for name, words in [*_CRUMBS, ("admin:fee_revisions", "Sửa phí hàng loạt")]
        ],
    }
    answer = render(request, "procedures/revising/revision.html", context)
    if running:
        answer["Refresh"] = "4"
    return answer


@require_POST
def publish_revision(request: HttpRequest, pk: int) -> HttpResponse:
    _looking(request)
    if not _may(request):
        raise PermissionDenied
    made = get_object_or_404(FeeRevision, pk=pk)
    assert isinstance(request.user, User)
    try:
        made = publish_all(revision=made, by=request.user)
    except StepRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("admin:fee_revision", made.pk)


def _looking(request: HttpRequest) -> None:
    if not (request.user.has_perm(VIEW) or request.user.has_perm(CHANGE)):
        raise Http404


def _may(request: HttpRequest) -> bool:
    """A change of many procedures is for those who keep the catalogue of the province."""
    return request.user.has_perm(CHANGE) and may_publish(request)
