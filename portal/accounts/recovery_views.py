"""Four short screens: the number, the code, the new password, done."""

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.accounts import queries, recovery, services
from portal.accounts.forms import RecoveryCodeForm, RecoveryPasswordForm, RecoveryPhoneForm
from portal.accounts.numbers import normal_phone
from portal.accounts.services import note_sign_in
from portal.web import limits
from portal.web.errors import too_many

_ASKED, _PROVED = "lay_lai_ma", "lay_lai_ai"


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The number; the next screen comes whether or not it has an account."""
    if not recovery.offered():
        raise Http404("sms")
    form = RecoveryPhoneForm(request.POST or None)
    if form.is_valid():
        phone = normal_phone(form.cleaned_data["phone"])
        if not _within_limits(request, phone):
            return too_many(request, minutes=60)
        request.session[_ASKED] = {"key": recovery.send_code(phone), "phone": phone}
        return redirect("account_recover_code")
    return render(request, "account/recover_phone.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The six digits from the message."""
    asked = request.session.get(_ASKED)
    if asked is None:
        return redirect("account_recover")
    form = RecoveryCodeForm(request.POST or None)
    if form.is_valid():
        if not limits.allow("recover-code", limits.client_address(request), times=30, seconds=600):
            return too_many(request, minutes=10)
        user = recovery.check_code(asked["key"], form.cleaned_data["code"])
        if user is not None:
            del request.session[_ASKED]
            request.session[_PROVED] = [user.pk, user.get_session_auth_hash()]
            return redirect("account_recover_password")
        form.refuse()
    return render(request, "account/recover_code.html", {"form": form, "phone": asked["phone"]})


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """The new password; every browser that was signed in is signed out."""
    key, was = request.session.get(_PROVED) or (0, "")
    user = queries.active_user(key)
    if user is None or user.get_session_auth_hash() != was:
        return redirect("account_recover")
    form = RecoveryPasswordForm(user, request.POST or None)
    if form.is_valid():
        del request.session[_PROVED]
        services.recover_password(user, form.cleaned_data["password"])
        note_sign_in(request, "lay_lai", user=user)
        if user.email:
            get_adapter().send_notification_mail("account/email/password_changed", user)
        return redirect("account_reset_password_from_key_done")
    return render(request, "account/recover_password.html", {"form": form})


def _within_limits(request: HttpRequest, phone: str) -> bool:
    """Three codes an hour to one number, ten tries an hour from one place."""
    here = limits.allow("recover-from", limits.client_address(request), times=10, seconds=3600)
    return here and limits.allow("recover-to", phone, times=3, seconds=3600)
