"""What every request gets: an id, safe headers, and a readable page when a duty is missing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ulid import ULID

from portal.web.logs import request_id
from portal.web.refusals import NotYours, StepRefused

Answer = Callable[[HttpRequest], HttpResponse]


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
    """NotYours becomes a page that names the duty; a StepRefused nobody caught becomes one too."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotYours):
            return render(request, "web/no_right.html", {"reason": str(error)}, status=403)
        if isinstance(error, StepRefused):
            return render(request, "web/refused.html", {"reason": str(error)}, status=409)
        return None
