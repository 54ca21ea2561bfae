"""Choosing the language of the pages: kept in the browser, and in the account of whoever is signed in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.accounts import services
from portal.accounts.models import User
from portal.web.context import languages
from portal.web.links import safe_next

_YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "POST"])
def choose_language(request: HttpRequest) -> HttpResponse:
    """The languages there are and what stays Vietnamese (P11); sending one chooses it."""
    if request.method == "GET":
        return render(request, "account/language.html")
    response = redirect(safe_next(request, request.POST.get("next", ""), otherwise="/"))
    chosen = request.POST.get("language", "")
    if chosen in dict(languages()):
        keep(response, chosen)
        if isinstance(request.user, User):
            services.remember_language(request.user, chosen)
    return response


def keep(response: HttpResponse, language: str) -> None:
    """The browser shows this language from the next page on, for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_YEAR,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )


def after_sign_in(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """The account's own language comes along; one chosen before signing in is kept for an account without any."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if user.language and user.language != chosen:
        keep(response, user.language)
    elif not user.language and chosen in dict(languages()):
        services.remember_language(user, chosen)
