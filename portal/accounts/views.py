"""Signing up, where one goes after signing in, and one's own account."""

from datetime import datetime

from allauth.account.internal.flows.email_verification import send_verification_email_for_user
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import queries, services
from portal.accounts.forms import ContactForm, SignupForm
from portal.accounts.models import User
from portal.accounts.services import AlreadyKnown, note_sign_in
from portal.accounts.sessions import end_session, sessions_of
from portal.web import limits
from portal.web.errors import too_many
from portal.web.links import safe_next

_KNOWN = _(
    "Chưa mở được tài khoản với thông tin này. Nếu bạn đã có tài khoản, hãy đăng nhập hoặc lấy lại mật khẩu. "
    "Nếu chưa, mang căn cước hoặc giấy đăng ký tới quầy một cửa để được nối tài khoản"
)
_TAKEN = _(
    "Chưa đổi được sang số điện thoại hoặc thư điện tử này. Dùng số hoặc thư khác, hoặc hỏi quầy một cửa"
)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def signup(request: HttpRequest) -> HttpResponse:
    """One page of questions; afterwards the person is signed in."""
    if request.user.is_authenticated:
        return redirect("account")
    form = SignupForm(request.POST or None)
    if form.is_valid():
        if not limits.allow("signup", limits.client_address(request), times=20, seconds=3600):
            return too_many(request, minutes=60)
        answer = _open(request, form)
        if answer is not None:
            return answer
        form.add_error(None, _KNOWN)
    following = safe_next(request, request.GET.get("next", request.POST.get("next", "")), otherwise="")
    return render(request, "account/signup.html", {"form": form, "next": following})


def _open(request: HttpRequest, form: SignupForm) -> HttpResponse | None:
    """Opens the account and signs in. The second of two clicks finds the account and signs in too."""
    new = form.asked()
    try:
        user = services.open_account(new)
        note_sign_in(request, "mo", user=user)
    except AlreadyKnown:
        same = queries.known_user(email=new.email, phone=new.phone)
        if same is None or not same.is_active or not same.check_password(new.password):
            return None
        return _sign_in(request, same)
    if new.email:
        send_verification_email_for_user(request, user)
    return _sign_in(request, user)


def _sign_in(request: HttpRequest, user: User) -> HttpResponse:
    following = safe_next(request, request.POST.get("next", ""), otherwise="/vao/")
    login = Login(user=user, email=user.email, redirect_url=following)
    return perform_password_login(request, {"email": user.email}, login)


@login_required
@never_cache
@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """Everybody's own first page: officers their day, citizens their dossiers, administrators theirs."""
    user = request.user
    if getattr(user, "officer", None) is not None:
        return redirect("/lam-viec/")
    if getattr(user, "party", None) is None and user.is_staff:
        return redirect("/quan-tri/")
    return redirect("/ho-so/")


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user = _me(request)
    context = {
        "party": queries.party_of(user),
        "confirmed": queries.has_confirmed_mail(user),
        "sign_ins": queries.recent_sign_ins(user.pk),
        "officer": getattr(user, "officer", None),
    }
    return render(request, "account/account.html", context)


@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Changes how messages reach the person; asks for the password, because sign-in hangs on it."""
    user = _me(request)
    party = queries.party_of(user)
    start = {"phone": user.phone, "email": user.email, "address": party.address if party else ""}
    form = ContactForm(user, request.POST or None, initial=start)
    if request.method == "POST" and not limits.allow("contact", str(user.pk), times=10, seconds=900):
        return too_many(request, minutes=15)
    if form.is_valid():
        data = form.cleaned_data
        moved = data["email"] != (user.email or "")
        try:
            services.change_contact(user, email=data["email"], phone=data["phone"], address=data["address"])
        except AlreadyKnown:
            user.refresh_from_db()
            form.add_error(None, _TAKEN)
        else:
            if moved and data["email"]:
                send_verification_email_for_user(request, user)
            return redirect("account")
    return render(request, "account/contact.html", {"form": form})


@login_required
@require_POST
def confirm_again(request: HttpRequest) -> HttpResponse:
    """Sends the mail that proves the address once more."""
    user = _me(request)
    if not limits.allow("confirm", str(user.pk), times=3, seconds=900):
        return too_many(request, minutes=15)
    if user.email:
        send_verification_email_for_user(request, user)
    return redirect("account_email_verification_sent")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Signs out every other browser of this account."""
    user = _me(request)
    services.end_other_sessions(user)
    update_session_auth_hash(request, user)
    note_sign_in(request, "thoat_khac", user=user)
    return redirect("account")


@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the account is signed in now: device, since when, last used; each can be ended."""
    rows = sessions_of(_me(request))
    return render(request, "account/sessions.html", {"rows": rows, "own": request.session.session_key})


@login_required
@require_POST
def end_one(request: HttpRequest, mark: str) -> HttpResponse:
    """Signs out one other browser."""
    user = _me(request)
    if not end_session(user, mark):
        raise Http404("session")
    note_sign_in(request, "thoat_may", user=user)
    return redirect("account_sessions")


@login_required
@require_safe
def who_looked(request: HttpRequest) -> HttpResponse:
    """Who read this person's data, when and why (QN-24, Luật 91/2025/QH15)."""
    party = queries.current_party(request)
    rows = queries.who_looked(party, _moment(request.GET.get("truoc", "")))
    more = len(rows) > 25
    rows = rows[:25]
    older = f"?truoc={rows[-1].at.isoformat().replace('+', '%2B')}" if more else ""
    return render(request, "account/who_looked.html", {"rows": rows, "older": older})


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
