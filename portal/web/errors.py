"""Error pages: what happened, that nothing is lost, whom to call, a code to quote."""

import logging
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from portal.web.logs import request_id

log = logging.getLogger(__name__)

_BARE = (
    '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Trang này đang lỗi – Một cửa</title>'
    "<h1>Trang này đang lỗi</h1><p>Dữ liệu bạn đã lưu vẫn được giữ. Thử lại sau ít phút.</p><p>Mã: {code}</p>"
)


def _page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    """An error page with the request's code; without the person's name when even that may fail."""
    context["code"] = request_id.get()
    try:
        return render(request, template, context, status=status)
    except Exception:
        log.exception("error page without its context")
        return HttpResponse(render_to_string(template, {**context, "calm": True}), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return _page(request, "web/413.html", 413)
    return _page(request, "web/400.html", 400)


def not_this_way(request: HttpRequest, allowed: str) -> HttpResponse:
    """An address that only a form may send to was opened, or the other way round."""
    response = _page(request, "web/405.html", 405)
    response["Allow"] = allowed
    return response


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "web/403.html", 403, reason="")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "web/404.html", 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    log.warning("csrf: %s", reason)
    return _page(request, "web/csrf.html", 403, again=request.path)


def too_many(request: HttpRequest, minutes: int) -> HttpResponse:
    """Asked too often from one place; `minutes` until the next try."""
    response = _page(request, "web/429.html", 429, minutes=minutes)
    response["Retry-After"] = str(minutes * 60)
    return response


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """The answer of allauth's own limits."""
    return too_many(request, minutes=5)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database is away for a moment. What was typed stands in the page and is sent again with one button."""
    typed, files = _typed(request)
    context = {
        "typed": typed,
        "files": files,
        "address": request.get_full_path(),
        "sent": request.method == "POST",
    }
    response = _calm("web/503.html", 503, **context)
    response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Django asks while the exception is at hand: a database that restarts is a pause, not a fault."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return _calm("web/500.html", 500)


def _typed(request: HttpRequest) -> tuple[list[tuple[str, str]], bool]:
    """The boxes of a form as sent, without passwords, and whether files came along; nothing when it is too much."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method != "POST" or not length.isdecimal():
        return [], False
    with_files = request.content_type == "multipart/form-data"
    if int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return [], with_files
    try:
        pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    except Exception:
        log.exception("what was sent could not be read")
        return [], with_files
    return [pair for pair in pairs if "password" not in pair[0]], bool(request.FILES)


def _calm(template: str, status: int, **more: object) -> HttpResponse:
    """Drawn without session, user or database, because any of them may be what broke."""
    code = request_id.get()
    try:
        return HttpResponse(render_to_string(template, {"code": code, "calm": True, **more}), status=status)
    except Exception:
        log.exception("error page failed")
        return HttpResponse(_BARE.format(code=code), status=status)
