"""The book of difficulties and failures: one page to read it, to write in it and to answer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from dossiers import troubles
from dossiers.models import TroubleKind
from dossiers.officer.views._acting import posted
from dossiers.services import troubles as verbs
from portal.agencies.queries import current_officer
from portal.web.forms import Form, LongTextField
from portal.web.refusals import StepRefused
from portal.web.show import HANOI

_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class _Moment(forms.DateTimeField):
    """A day and an hour on the Vietnamese clock, wherever the server stands."""

    widget = _MOMENT

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return found.replace(tzinfo=HANOI) if found else None


class TroubleForm(Form):
    """What is wrong, and since when nothing goes."""

    kind = forms.ChoiceField(
        label="Loại",
        choices=TroubleKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn loại."},
    )
    text = LongTextField(
        label="Nội dung",
        max_length=2000,
        help_text="Màn hình nào, hồ sơ nào, đã thử gì. Không ghi dữ liệu cá nhân.",
    )
    down_from = _Moment(label="Gián đoạn từ lúc", required=False, help_text="Chỉ điền khi báo sự cố")


class AnswerForm(Form):
    """What was done, and since when it goes again."""

    answer = LongTextField(label="Đã xử lý thế nào", max_length=2000)
    down_until = _Moment(label="Chạy lại từ lúc", required=False, help_text="Chỉ điền khi trả lời sự cố")


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """What waits and what was settled; a POST writes one more down."""
    officer = current_officer(request)
    verbs.refuse_agents(officer)
    form = TroubleForm(posted(request))
    if form.is_valid():
        try:
            kept = verbs.note_trouble(officer=officer, **form.cleaned_data)
            messages.success(request, f"Đã ghi: {kept}. Quản trị hệ thống đã được báo.")
            return redirect("officer:troubles")
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form, "rows": troubles.listed(officer), "summary": troubles.summary(officer),
        "answers": officer.has(*troubles.ANSWERING),
    }  # fmt: skip
    return render(request, "dossiers/officer/troubles.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def trouble(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry; who runs the system says there what was done."""
    officer = current_officer(request)
    verbs.refuse_agents(officer)
    one = get_object_or_404(troubles.seen_by(officer), pk=pk)
    form = AnswerForm(posted(request))
    if form.is_valid():
        try:
            verbs.settle_trouble(trouble=one, officer=officer, **form.cleaned_data)
            messages.success(request, f"Đã xử lý: {one}. Người báo đã được báo lại.")
            return redirect("officer:troubles")
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"one": one, "form": form, "why_not": verbs.why_not_settle(officer, one)}
    return render(request, "dossiers/officer/trouble.html", context, status=422 if form.errors else 200)
