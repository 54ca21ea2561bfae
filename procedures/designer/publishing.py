"""Công bố: what still stands in the way, what it will touch, the decision; later taking back or ending it."""

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.agencies.queries import today
from portal.documents import uploads
from portal.documents.answers import serve
from portal.documents.uploads import UploadRefused
from portal.web.refusals import StepRefused
from procedures import life
from procedures.comparing import compare
from procedures.definition import DefinitionError
from procedures.designer.doors import CHANGE, draft_for, version_for, why_not_change, why_not_publish
from procedures.designer.frame import frame
from procedures.designer.life_forms import CancelForm, DecisionForm, EndForm
from procedures.hooks import impact
from procedures.models import ProcedureVersion, VersionState
from procedures.publishing import Review, golive, review
from procedures.queries import current_version, definition
from procedures.services import publish, withdraw

_PLACES = {
    "name": "Tên và phạm vi", "summary": "Tên và phạm vi", "online": "Mức làm trên mạng",
    "competence": "Nơi giải quyết",
    "limits": "Thời hạn", "in_person": "Việc không làm trên mạng được", "result": "Kết quả", "checks": "Hỏi trước",
    "legal": "Căn cứ pháp lý", "cases": "Trường hợp", "form": "Biểu mẫu", "papers": "Giấy tờ", "fees": "Phí, lệ phí",
    "steps": "Các bước", "letters": "Mẫu kết quả", "tests": "Hồ sơ thử", "english": "Tiếng Anh",
    "unverified": "Chưa kiểm chứng", "golive": "Xác nhận trước khi đưa lên mạng",
}  # fmt: skip


def place_words(path: str) -> str:
    """Where a finding is, as the tabs call it: “Biểu mẫu: cha, co_cha” for form.pages[cha].questions[co_cha]."""
    words = _PLACES.get(re.split(r"[.\[]", path, maxsplit=1)[0], path)
    named = ", ".join(re.findall(r"\[([^\]]+)\]", path))
    return f"{words}: {named}" if named else words


@require_http_methods(["GET", "POST"])
def publishing(request: HttpRequest, pk: int) -> HttpResponse:
    """The checks with their reasons, the impact and the form of the decision; a POST announces."""
    version = version_for(request, pk)
    if not version.editable:
        return _published(request, version)
    form = DecisionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _announce(request, version, form):
        return redirect("admin:designer_publish", pk)
    return _page(request, version, form)


def _announce(request: HttpRequest, version: ProcedureVersion, form: DecisionForm) -> bool:
    try:
        if refusal := why_not_change(request, version) or why_not_publish(request):
            raise StepRefused(refusal)
        if request.POST.get("seen") != str(version.revision):
            raise StepRefused("Bản nháp vừa được sửa sau khi bạn mở trang. Xem lại nội dung rồi mới công bố.")
        told = form.cleaned_data
        file = told.pop("file")
        stored = uploads.receive(request.user, "decision", file).stored if file else None  # type: ignore[arg-type]
        if stored and stored.content_type != "application/pdf":
            raise UploadRefused("Văn bản quyết định phải là tệp PDF.")
        publish(version=version, by=request.user, decision_file=stored, **told)  # type: ignore[arg-type]
    except UploadRefused as refusal:
        form.add_error("file", str(refusal))
        return False
    except StepRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    first = told["effective_from"]
    when = "có hiệu lực ngay" if first <= today() else f"tự có hiệu lực từ 0 giờ ngày {first:%d/%m/%Y}"
    messages.success(request, f"Đã công bố phiên bản {version.number}, {when}.")
    return True


def _page(request: HttpRequest, version: ProcedureVersion, form: DecisionForm) -> HttpResponse:
    found = review(version)
    stops = len(found.refusals) + len(found.failed)
    context = {
        **frame(
            request,
            version,
            "designer_publish",
            {"designer_publish": (f"{stops} lỗi", "late")} if stops else {},
        ),
        "why_not_publish": why_not_change(request, version) or why_not_publish(request),
        "found": found,
        "place_words": place_words,
        "stops": stops,
        "form": form,
        "impact": impact(version),
        "difference": _difference(version, found),
        "points": golive.POINTS,
        "vouched": golive.confirmed(version),
        "online": found.definition is not None and found.definition.online != "none",
        "today": today(),
    }
    return render(request, "procedures/designer/publish.html", context)


def _difference(version: ProcedureVersion, found: Review) -> int | None:
    """In how many places the draft differs from what applies now; None for a first version."""
    now = current_version(version.procedure, today())
    if now is None or found.definition is None:
        return None
    try:
        return compare(definition(now), found.definition).count
    except DefinitionError:
        return None


def _published(request: HttpRequest, version: ProcedureVersion, **forms: Any) -> HttpResponse:
    context = {
        **frame(request, version, "designer_publish"),
        "why_not": "",
        "ahead": version.state == VersionState.PUBLISHED
        and version.effective_from is not None
        and version.effective_from > today(),
        "may": _may_end(request),
        "cancel_form": CancelForm(prefix="huy"),
        "end_form": EndForm(prefix="dung"),
        **forms,
    }
    return render(request, "procedures/designer/published.html", context)


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Looks everything over as a step of the draft's life."""
    try:
        life.check_over(version=draft_for(request, pk), by=request.user)  # type: ignore[arg-type]
        messages.success(request, "Đã kiểm tra: không còn chỗ nào phải sửa.")
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:designer_publish", pk)


@require_POST
def vouch(request: HttpRequest, pk: int) -> HttpResponse:
    """The points of the control before going live that this person vouches for."""
    try:
        version = draft_for(request, pk)
        points = request.POST.getlist("diem")
        golive.confirm(version=version, points=points, by=request.user)  # type: ignore[arg-type]
        messages.success(request, "Đã ghi nhận xác nhận của bạn.")
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:designer_publish", pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the announcement back before its first day."""
    version, form = _changeable(request, pk), CancelForm(request.POST, prefix="huy")
    if form.is_valid():
        try:
            life.cancel(version=version, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, f"Đã hủy công bố phiên bản {version.number}.")
            return redirect("admin:designer_publish", pk)
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
    return _published(request, version, cancel_form=form)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Stops offering the version after a day."""
    version, form = _changeable(request, pk), EndForm(request.POST, prefix="dung")
    if form.is_valid():
        try:
            withdraw(version=version, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, f"Phiên bản {version.number} dùng đến hết ngày đã chọn.")
            return redirect("admin:designer_publish", pk)
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
    return _published(request, version, end_form=form)


@require_GET
def decision(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The document of the decision, as it was uploaded."""
    version = version_for(request, pk)
    if version.decision_file is None:
        raise Http404
    return serve(
        request, version.decision_file, f"Quyet dinh cong bo {version.procedure.code}.pdf", inline=True
    )


def _changeable(request: HttpRequest, pk: int) -> ProcedureVersion:
    version = version_for(request, pk)
    if not _may_end(request):
        raise Http404
    return version


def _may_end(request: HttpRequest) -> bool:
    """Taking back and ending are for those who may publish."""
    return request.user.has_perm(CHANGE) and not why_not_publish(request)
