"""Pages of the portal itself, and where browsers report what the content policy stopped."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

log = logging.getLogger(__name__)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "web/privacy.html")


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    return render(request, "web/terms.html")


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """One log line per report, cut short; nothing of it is stored."""
    log.warning("content policy: %s", request.body[:600].decode("utf-8", "replace").replace("\n", " "))
    return HttpResponse(status=204)
