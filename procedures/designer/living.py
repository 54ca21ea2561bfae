"""From the overview: a new draft of this version, throwing a draft away, a copy as another procedure."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from portal.web.admin.limits import may_change
from portal.web.refusals import StepRefused
from procedures import life
from procedures.designer.acting import refused, say_refused, seen_of
from procedures.designer.doors import CHANGE, version_for
from procedures.designer.frame import frame
from procedures.designer.life_forms import CopyForm, DiscardForm
from procedures.models import ProcedureVersion
from procedures.queries import draft_of

NOT_YOURS = "Thủ tục này không thuộc lĩnh vực của đơn vị bạn quản trị."
MAY_NOT = "Bạn được xem thủ tục, chưa được giao quyền sửa."


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the draft of the procedure; makes it from this version when there is none."""
    version = version_for(request, pk)
    found = draft_of(version.procedure)
    try:
        if found is None:
            _may_change(request, version)
            found = life.copy_to_draft(version=version, by=request.user)  # type: ignore[arg-type]
            messages.success(request, f"Đã chép phiên bản {version.number} thành bản nháp {found.number}.")
        else:
            messages.warning(request, "Thủ tục này đang có bản nháp làm dở; đây là bản ấy.")
    except StepRefused as refusal:
        messages.error(request, str(refusal))
        found = version
    return redirect("admin:designer_overview", found.pk)


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throws the draft away after one question; its content stays in the history of the procedure."""
    version = version_for(request, pk)
    form = DiscardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            refused(request, version)
            seen, why = seen_of(request, version), form.cleaned_data["why"]
            life.discard(version=version, seen=seen, by=request.user, why=why)  # type: ignore[arg-type]
            messages.success(request, f"Đã bỏ bản nháp {version.number}. Nội dung còn trong lịch sử.")
            return redirect("admin:procedures_procedure_change", version.procedure_id)
        except StepRefused as refusal:
            say_refused(form, refusal)
    words = "Nội dung bản nháp được cất trong lịch sử của thủ tục; bản đang áp dụng không đổi."
    return _ask(request, version, form, f"Bỏ bản nháp {version.number}", words, harm=True)


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The first draft of another procedure with this content."""
    version = version_for(request, pk)
    form = CopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _may_change(request, version)
            made = life.copy_as_new(version=version, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, f"Đã tạo thủ tục {made.procedure.code} từ {version}.")
            return redirect("admin:designer_overview", made.pk)
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
    words = "Tờ khai, giấy tờ, phí, các bước được chép sang một thủ tục mới dưới dạng bản nháp."
    return _ask(request, version, form, "Chép thành thủ tục khác", words)


def _may_change(request: HttpRequest, version: ProcedureVersion) -> None:
    if not request.user.has_perm(CHANGE):
        raise StepRefused(MAY_NOT)
    if not may_change(request, version):
        raise StepRefused(NOT_YOURS)


def _ask(
    request: HttpRequest,
    version: ProcedureVersion,
    form: DiscardForm | CopyForm,
    act: str,
    words: str,
    *,
    harm: bool = False,
) -> HttpResponse:
    context = {
        **frame(request, version, "designer_overview"),
        "form": form,
        "act": act,
        "words": words,
        "harm": harm,
        "seen_revision": seen_of(request, version, form),
        "back": reverse("admin:designer_overview", args=[version.pk]),
    }
    return render(request, "procedures/designer/ask.html", context)
