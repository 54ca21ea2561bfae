"""Thủ tục mới: from nothing, like another one, or a draft that an import has made."""

from typing import cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.web.forms import Form, TextField
from portal.web.refusals import StepRefused
from portal.web.text import clean
from procedures.beginning import begin_procedure, last_version, open_drafts
from procedures.designer.doors import CHANGE

MOST = 30


class StartForm(Form):
    code = TextField(
        label="Mã thủ tục", max_length=20, help_text="Theo cơ sở dữ liệu quốc gia, ví dụ 1.001193"
    )
    name = TextField(label="Tên chính thức", max_length=500, help_text="Như trong quyết định công bố")
    like = TextField(
        label="Chép từ thủ tục có mã",
        max_length=20,
        required=False,
        help_text="Để trống là bắt đầu từ trang trắng",
    )

    def clean_like(self) -> str:
        code = str(self.cleaned_data.get("like") or "")
        if code and last_version(code) is None:
            raise forms.ValidationError(f"Không có thủ tục mã {code}")
        return code


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """One form; the drafts that wait stand beside it."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    form = StartForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            draft = begin_procedure(
                code=said["code"],
                name=said["name"],
                by=cast(User, request.user),
                like=last_version(said["like"]) if said["like"] else None,
            )
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("admin:designer_head", draft.pk)
    words = clean(request.GET.get("q", ""))[:100]
    context = {
        "form": form,
        "words": words,
        "drafts": list(open_drafts(words)[:MOST]),
        "crumbs": [(reverse("admin:procedures_procedure_changelist"), "Thủ tục")],
    }
    return render(request, "procedures/designer/start.html", context, status=422 if form.errors else 200)
