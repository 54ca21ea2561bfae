"""One's own data: agreed to what, asked for what, a copy of all of it, the end of the account; and who answers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import ConsentRecord, Party, User
from portal.accounts.queries import current_party
from portal.accounts.services import note_sign_in
from portal.agencies.queries import current_officer
from portal.audit.services import log_access
from portal.documents import answers
from portal.privacy import hooks, queries, services
from portal.privacy.forms import AnswerForm, AskForm, CloseForm
from portal.web import limits
from portal.web.errors import too_many
from portal.web.refusals import StepRefused

View = Callable[..., HttpResponseBase]


def _own(view: View) -> View:
    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, current_party(request), *args, **kwargs)

    return guarded


@require_http_methods(["GET", "POST"])
@_own
def mine(request: HttpRequest, party: Party) -> HttpResponse:
    """Everything about one's own data on one page; a POST sends a request or takes a consent back."""
    form = AskForm(request.POST if request.POST.get("viec") == "xin" else None)
    problem = ""
    if request.method == "POST":
        try:
            if _act(request, party, form):
                return redirect("privacy:mine")
        except StepRefused as refusal:
            problem = str(refusal)
    context = {
        "form": form,
        "problem": problem,
        "consents": _consents(party),
        "needed": services.NEEDED,
        "asked": queries.requests_of(party),
        "copy": queries.last_copy(party),
    }
    return render(request, "privacy/mine.html", context, status=422 if request.method == "POST" else 200)


def _act(request: HttpRequest, party: Party, form: AskForm) -> bool:
    verb, _colon, number = request.POST.get("viec", "").partition(":")
    if verb == "rut" and number.isascii() and number.isdigit() and len(number) < 19:
        services.withdraw_consent(party, int(number))
        return True
    if verb == "xin" and form.is_valid():
        services.ask(party=party, kind=form.cleaned_data["xin"], text=form.cleaned_data["noi_dung"])
        messages.success(request, _("Chúng tôi đã nhận yêu cầu của bạn."))
        return True
    return False


@require_http_methods(["GET", "POST"])
@_own
def copy(request: HttpRequest, party: Party) -> HttpResponseBase:
    """Asks for the copy of everything (POST) or downloads the last one (GET)."""
    if request.method == "POST":
        if not limits.allow("data-copy", str(party.pk), times=5, seconds=86400):
            return too_many(request, minutes=60 * 24)
        services.ask_copy(party)
        return redirect("privacy:mine")
    last = queries.last_copy(party)
    if last is None or last.file is None:
        raise Http404("copy")
    return answers.serve(request, last.file, "du-lieu-cua-toi.zip")


@sensitive_post_parameters("mat_khau")
@require_http_methods(["GET", "POST"])
@_own
def close(request: HttpRequest, party: Party) -> HttpResponse:
    """Ends the account after its password was typed once more."""
    user = request.user
    assert isinstance(user, User)
    form = CloseForm(request.POST or None)
    reasons = hooks.why_not_close(party)
    if request.method == "POST" and form.is_valid():
        if not limits.allow("close-account", str(user.pk), times=5, seconds=900):
            return too_many(request, minutes=15)
        if not user.check_password(form.cleaned_data["mat_khau"]):
            form.add_error("mat_khau", _("Mật khẩu chưa đúng"))
        else:
            try:
                services.close_account(user, party)
            except StepRefused:
                return redirect("privacy:close")
            note_sign_in(request, "dong", user=user)
            logout(request)
            return render(request, "privacy/closed.html")
    status = 422 if request.method == "POST" else 200
    return render(request, "privacy/close.html", {"form": form, "reasons": reasons}, status=status)


@login_required
@never_cache
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Those who answer: what waits, the nearest term first, and what has ended."""
    officer = current_officer(request)
    before = request.GET.get("truoc", "")
    done = queries.ended(
        officer, int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    )
    context = {
        "waiting": queries.waiting(officer),
        "done": done[: queries.PAGE],
        "older": f"?truoc={done[queries.PAGE - 1].pk}" if len(done) > queries.PAGE else "",
    }
    return render(request, "privacy/waiting.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, key: str) -> HttpResponse:
    """One request: whose it is, what it asks, the answer. The look is logged."""
    officer = current_officer(request)
    asked = queries.one(officer, key)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            if told["cach"] == "gia-han":
                services.extend(request=asked, officer=officer, reason=told["tra_loi"])
            else:
                services.answer(
                    request=asked, officer=officer, text=told["tra_loi"], refuse=told["cach"] == "khong",
                    done=told["cach"] == "xong", third_parties=told["ben_khac"],
                )  # fmt: skip
            messages.success(request, "Đã gửi trả lời.")
            return redirect("privacy:waiting")
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
    log_access(
        request,
        subject=f"du-lieu:{asked.key}",
        act="xem",
        party_id=asked.party_id,
        purpose="trả lời yêu cầu về dữ liệu",
    )
    status = 422 if request.method == "POST" else 200
    return render(request, "privacy/one.html", {"asked": asked, "form": form}, status=status)


def _consents(party: Party) -> list[tuple[ConsentRecord, str, str]]:
    """Each with its purpose in words and, when it was given for one dossier, which."""
    found = queries.consents_of(party)
    about = hooks.called([one.evidence for one in found])
    return [(one, _purpose(one.purpose), about.get(one.evidence, "")) for one in found]


def _purpose(name: str) -> str:
    """A consent's purpose in words."""
    known = {
        "dieu_khoan": _("Điều khoản sử dụng"),
        "handle_dossier": _("Dùng dữ liệu bạn khai để giải quyết hồ sơ"),
        "query_population": _("Hỏi cơ sở dữ liệu quốc gia về dân cư để điền sẵn tờ khai"),
        "query_enterprise": _("Hỏi cơ sở dữ liệu về đăng ký doanh nghiệp để điền sẵn tờ khai"),
        "query_national_store": _("Hỏi kho dữ liệu quốc gia về một giấy tờ của hồ sơ"),
        "kho-tu-luu": _("Tự lưu kết quả vào kho giấy tờ"),
    }
    return known.get(name, name)
