"""Bãi bỏ thủ tục: what it touches, from when, what takes its place and why; before that day it can be taken back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portal.accounts.models import User
from portal.agencies.queries import today
from portal.web.forms import Form, LongTextField, TextField
from portal.web.refusals import StepRefused
from procedures import hooks, queries, retiring
from procedures.designer.life_forms import day_box
from procedures.models import Procedure
from procedures.succession import rewrite, speaking_of


class RetireForm(Form):
    on = day_box("Bãi bỏ từ ngày")
    successor = TextField(
        label="Mã thủ tục thay thế",
        max_length=20,
        required=False,
        help_text="Trang của thủ tục này sẽ dẫn người dân sang đó; để trống nếu không có",
    )
    why = LongTextField(
        label="Quyết định, lý do",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ví dụ: Quyết định 1207/QĐ-UBND ngày 15/11/2026 bãi bỏ thủ tục",
    )
    rewrite = forms.BooleanField(
        label="Thay mã cũ bằng mã thủ tục thay thế ở các thủ tục nhắc tới",
        required=False,
        help_text="Mỗi thủ tục ấy có một bản nháp đã thay; bạn xem lại rồi công bố như mọi bản nháp",
    )

    def clean_successor(self) -> Procedure | None:
        code = str(self.cleaned_data.get("successor") or "")
        found = queries.by_code(code) if code else None
        if code and found is None:
            raise forms.ValidationError(f"Không có thủ tục mã {code}")
        return found

    def clean(self) -> dict[str, Any]:
        got = self.cleaned_data
        if got.get("on") and got["on"] <= today():
            self.add_error("on", "Chọn một ngày sau hôm nay: người đang khai hôm nay còn nộp được")
        if got.get("rewrite") and not got.get("successor") and "successor" not in self.errors:
            self.add_error("successor", "Nhập mã thủ tục thay thế để thay mã ở các thủ tục khác")
        return got


class TakeBackForm(Form):
    why = LongTextField(
        label="Lý do hủy việc bãi bỏ", max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


def screen(request: HttpRequest, procedure: Procedure) -> HttpResponse:
    """The one screen of both: to end a procedure, and to take that back while its day has not come."""
    ends = procedure.retired_on
    posted = request.POST if request.method == "POST" else None
    form: Form = TakeBackForm(posted) if ends else RetireForm(posted)
    if posted is not None and form.is_valid():
        assert isinstance(request.user, User)
        said = dict(form.cleaned_data)
        wanted = bool(said.pop("rewrite", False))
        act = retiring.take_back if ends else retiring.retire
        try:
            act(procedure=procedure, by=request.user, **said)
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            done = (
                "Đã hủy việc bãi bỏ."
                if ends
                else f"Thủ tục thôi thực hiện từ {form.cleaned_data['on']:%d/%m/%Y}."
            )
            messages.success(request, done)
            if wanted:
                _rewrite(request, procedure, said)
            return redirect("admin:procedures_procedure_change", procedure.pk)
    context = {
        "procedure": procedure,
        "form": form,
        "speaking": [] if ends else speaking_of(procedure, today()),
        "impact": [] if ends else [*hooks.ending(procedure), *retiring.touched(procedure)],
        "over": bool(ends and ends <= today()),
        "crumbs": [
            (reverse("admin:procedures_procedure_changelist"), "Thủ tục"),
            (reverse("admin:procedures_procedure_change", args=[procedure.pk]), procedure.code),
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "procedures/designer/ending.html", context, status=status)


def _rewrite(request: HttpRequest, procedure: Procedure, said: dict[str, Any]) -> None:
    """Drafts for the procedures that name the ended one; what was done and what was not is told."""
    assert isinstance(request.user, User)
    done = rewrite(
        procedure=procedure, successor=said["successor"], on=today(), by=request.user, why=said["why"]
    )
    drafted = [one.procedure.code for one in done if one.draft is not None and one.places]
    if drafted:
        messages.success(
            request, f"Đã thay mã trong bản nháp của {len(drafted)} thủ tục: {', '.join(drafted)}."
        )
    for one in done:
        if one.draft is None:
            messages.warning(request, f"{one.procedure.code} chưa thay được: {one.why_not}")
