"""What every request gets: an id, safe headers, and a readable page when a duty is missing."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import translation
from ulid import ULID

from portal.web.context import languages
from portal.web.errors import bad_request, not_this_way
from portal.web.logs import request_id
from portal.web.refusals import NotYours, StepRefused

Answer = Callable[[HttpRequest], HttpResponse]
_VIETNAMESE_ONLY = ("/lam-viec/", "/quan-tri/")


class RequestIdMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(str(ULID()))
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            return response
        finally:
            request_id.reset(token)


class ClientAddressMiddleware:
    """
    Puts the true client into REMOTE_ADDR. Each trusted proxy appends one address to X-Forwarded-For, so the client
    stands PROXY_HOPS places from the end; what stands further left was written by the client itself.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hops = settings.PROXY_HOPS
        chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if hops and len(chain) >= hops and _is_address(chain[-hops]):
            request.META["REMOTE_ADDR"] = chain[-hops]
        elif not _is_address(request.META.get("REMOTE_ADDR", "")):
            request.META["REMOTE_ADDR"] = "127.0.0.1"  # a unix socket has no address
        return self.get_response(request)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class ReadableMiddleware:
    """An address with a NUL in it was not typed by anybody and no database can look it up: 400, not a fault."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request)
        return self.get_response(request)


class LanguageMiddleware:
    """
    Vietnamese until the person chooses otherwise. The browser's own list is not asked: many telephones here speak
    English and their owners do not. Officers and administrators work in Vietnamese whatever they chose for themselves.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        offered = {} if request.path_info.startswith(_VIETNAMESE_ONLY) else dict(languages())
        language = chosen if chosen in offered else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.setdefault("Content-Language", language)
            return response


class HeadersMiddleware:
    """Private pages are not kept by any cache; powers a page does not need are switched off."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", "geolocation=(), microphone=(), payment=(), usb=()")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.setdefault("Cache-Control", "no-store")
        return response


class RefusalMiddleware:
    """NotYours becomes a page that names the duty; a StepRefused nobody caught becomes one too, a wrong method too."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and "text/html" in request.headers.get("Accept", ""):
            return not_this_way(request, response["Allow"])
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotYours):
            return render(request, "web/no_right.html", {"reason": str(error)}, status=403)
        if isinstance(error, StepRefused):
            return render(request, "web/refused.html", {"reason": str(error)}, status=409)
        return None
