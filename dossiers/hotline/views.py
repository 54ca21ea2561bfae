"""The one screen of the hotline. Nobody's name, papers or home is on it; each look and each call is kept."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dossiers import queries
from dossiers.answering import tell
from dossiers.codes import read_code
from dossiers.hotline import finding
from dossiers.models import CallOutcome, Dossier
from portal.accounts.numbers import normal_phone, phone_problem
from portal.agencies.models import Officer
from portal.agencies.queries import current_officer
from portal.audit.services import log_access
from portal.web import limits
from portal.web.forms import Form, TextField

TRIES, SECONDS = 10, 600
_WRONG = "Mã và 4 số cuối không khớp. Không đọc gì cho người gọi; hỏi lại mã trên giấy hẹn."


class AskForm(Form):
    """By code and four digits, or by the number they call from; either is enough."""

    phone = TextField(label="Số điện thoại gọi đến", max_length=20, required=False)
    code = TextField(label="Mã hồ sơ", max_length=60, required=False)
    four = TextField(label="4 số cuối số định danh hoặc điện thoại", max_length=4, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        for name in ("phone", "four"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("phone") and not said.get("code"):
            raise forms.ValidationError("Nhập mã hồ sơ và 4 số cuối, hoặc số điện thoại")
        if said.get("phone"):
            if problem := phone_problem(said["phone"]):
                self.add_error("phone", problem)
            said["phone"] = normal_phone(said["phone"])
        if said.get("code") and not said.get("phone") and len(said.get("four", "")) != 4:
            self.add_error("four", "Hỏi và nhập 4 số cuối")
        return said


class CallForm(Form):
    question = TextField(label="Người gọi hỏi gì", max_length=500, required=False)
    outcome = forms.ChoiceField(label="Kết quả cuộc gọi", choices=CallOutcome.choices)


@never_cache
@require_http_methods(["GET", "POST"])
def hotline(request: HttpRequest) -> HttpResponse:
    """Ask, read out, write down. What was asked travels in the form, never in the address."""
    officer = finding.answering_officer(current_officer(request))
    ask = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not ask.is_valid():
        return _page(request, officer, ask)
    one, many = _found(officer, ask)
    call = CallForm(request.POST if request.POST.get("lam") == "ghi" else None, initial=_usual(one, ask))
    if call.is_bound and call.is_valid():
        said = tell(one).spoken if one and call.cleaned_data["outcome"] in ("told", "passed_on") else ""
        finding.write_down(
            officer=officer, phone=ask.cleaned_data["phone"], dossier=one, answer=said, **call.cleaned_data
        )
        messages.success(request, "Đã ghi cuộc gọi.")
        return redirect("hotline")
    if one is not None:
        purpose = "trả lời điện thoại"
        log_access(request, subject=one.shown_code, act="tra cứu", party_id=one.owner_id, purpose=purpose)
    return _page(request, officer, ask, told=tell(one) if one else None, many=many, call=call, asked=True)


def _found(officer: Officer, ask: AskForm) -> tuple[Dossier | None, list[Dossier]]:
    """The dossier that is meant, or those of the number to choose from. Wrong digits are counted, as on the web."""
    said = ask.cleaned_data
    code, four, phone = read_code(said["code"]) if said["code"] else "", said["four"], said["phone"]
    if code and four:
        if not limits.allow("tra-cuu-ma", code, times=TRIES, seconds=SECONDS):
            ask.add_error(None, "Mã này bị thử quá nhiều lần. Chờ 10 phút.")
            return None, []
        found = queries.for_public(code, four)
        if found is None:
            ask.add_error(None, _WRONG)
        return found, []
    if code:
        return finding.one_by_phone(officer, phone, code), []
    many = finding.by_phone(officer, phone)
    return (many[0], []) if len(many) == 1 else (None, many)


def _usual(one: Dossier | None, ask: AskForm) -> dict[str, str]:
    outcome = CallOutcome.TOLD if one else CallOutcome.NOT_PROVED if ask.errors else CallOutcome.NOT_FOUND
    return {"outcome": outcome, "question": "Hồ sơ đang ở đâu, khi nào xong"}


def _page(request: HttpRequest, officer: Officer, ask: AskForm, **more: Any) -> HttpResponse:
    context = {
        "form": ask,
        "calls": finding.calls_of(officer),
        "told": None,
        "many": [],
        "asked": False,
        **more,
    }
    context["choices"] = [tell(one) for one in context["many"]]
    return render(request, "dossiers/hotline/hotline.html", context, status=422 if ask.errors else 200)
