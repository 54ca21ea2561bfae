"""Two doors in front of every page: the screen that locked itself, and the second factor that is still to be set up.

Both stand behind Django's check against forged forms, because what was posted to a locked screen is done afterwards.
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from portal.accounts import rules, sessions
from portal.accounts.models import User

LOCKED_AT = "khoa_luc"
_HAS_FACTOR = "co_hai_buoc"
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_ALWAYS = (
    "account_logout",
    "set_language",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
)
Answer = Callable[[HttpRequest], HttpResponse]


class LockMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) and not user.is_authenticated:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if _locked(request, user):
            return None if name in _ALWAYS else _lock(request)
        sessions.touch(request, user)
        if not _lacks_factor(request, user):
            return None
        request.must_enrol = True  # type: ignore[attr-defined]  # the page says why it stands there
        allowed = name in _ALWAYS or name == "account_change_password" or name.startswith("mfa_")
        return None if allowed else redirect("mfa_index")


def _locked(request: HttpRequest, user: Any) -> bool:
    locked_at = request.session.get(LOCKED_AT)
    if locked_at:
        if not _confirmed_since(request, user, locked_at):
            return True
        del request.session[LOCKED_AT]
        return False
    seen_at: datetime | None = getattr(request.session, "seen_at", None)
    minutes = rules.idle_minutes(user) if seen_at is not None else 0
    if seen_at is None or not minutes or (timezone.now() - seen_at).total_seconds() < 60 * minutes:
        return False
    request.session[LOCKED_AT] = time.time()
    return True


def _confirmed_since(request: HttpRequest, user: Any, moment: float) -> bool:
    return any(one.get("at", 0) > moment for one in get_authentication_records(request, user))


def _lock(request: HttpRequest) -> HttpResponse:
    """To the password, and back to the very page with what was posted; a script is told to do the same."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"signed_out": True}, status=401)
    return suspend_request(request, reverse("account_reauthenticate"))


def _lacks_factor(request: HttpRequest, user: Any) -> bool:
    if (
        not rules.is_staff(user)
        or request.session.get(_HAS_FACTOR)
        or not rules.must_have_second_factor(user)
    ):
        return False
    if Authenticator.objects.filter(user=user, type__in=_FACTORS).exists():
        request.session[_HAS_FACTOR] = True
        return False
    return True


def may_drop(authenticator: Authenticator) -> bool:
    """The last factor stays where one is asked for."""
    if authenticator.type not in _FACTORS or not rules.must_have_second_factor(authenticator.user):
        return True
    others = Authenticator.objects.filter(user=authenticator.user, type__in=_FACTORS)
    return others.exclude(pk=authenticator.pk).exists()
