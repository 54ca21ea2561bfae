"""Error pages: what happened, that nothing is lost, whom to call, a code to quote."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.web.logs import request_id


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "web/500.html", {"code": request_id.get()}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "web/csrf.html", status=403)
