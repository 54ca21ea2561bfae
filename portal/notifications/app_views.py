"""The portal as an app on the telephone: manifest, service worker, the page without network, browsers that are told."""

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from portal.agencies.queries import profile
from portal.notifications import devices
from portal.web.assets import asset, font_css
from portal.web.refusals import StepRefused
from portal.web.webhooks import body_of, json_of

_ICONS = ((192, "any", "icon-192"), (512, "any", "icon-512"), (512, "maskable", "icon-maskable-512"))


@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """What makes it installable."""
    told = {
        "name": f"Một cửa {profile().province_name}".strip(), "short_name": "Một cửa", "lang": "vi", "id": "/",
        "start_url": "/ho-so/", "scope": "/", "display": "standalone", "background_color": "#ffffff",
        "theme_color": "#8e1015",
        "icons": [
            {"src": asset(f"img/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size, purpose, name in _ICONS
        ],
    }  # fmt: skip
    return JsonResponse(
        told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the root so that it sees every page; it learns which of our files make the shell."""
    kept = [*font_css(), *(asset(name) for name in ("css/tokens.css", "css/citizen.css", "img/mark.svg"))]
    source = (settings.BASE_DIR / "static" / "js" / "service-worker.js").read_text()
    answer = HttpResponse(
        f"const SHELL = {json.dumps(['/ngoai-mang/', *kept])};\n{source}", "text/javascript"
    )
    answer["Cache-Control"] = "no-cache"
    answer["Service-Worker-Allowed"] = "/"
    return answer


@require_safe
@cache_control(max_age=3600)
def offline(request: HttpRequest) -> HttpResponse:
    """What stands there without a network; the same for everybody."""
    return render(request, "notifications/offline.html")


@require_POST
@login_required
def subscribe(request: HttpRequest) -> JsonResponse:
    """A browser's subscription `{"endpoint", "keys": {"p256dh", "auth"}, "device"}`."""
    told: Any = json_of(body_of(request))
    keys = told.get("keys") if isinstance(told, dict) else None
    if not isinstance(keys, dict):
        return JsonResponse({"why": "body"}, status=400)
    facts = {"endpoint": told.get("endpoint"), "public_key": keys.get("p256dh"), "secret": keys.get("auth")}
    try:
        devices.subscribe(
            user=request.user,  # type: ignore[arg-type]
            device=str(told.get("device", "")),
            **{name: str(value or "") for name, value in facts.items()},
        )
    except StepRefused as refusal:
        return JsonResponse({"why": str(refusal)}, status=409)
    return JsonResponse({"kept": True})


@require_POST
@login_required
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    devices.drop(user=request.user, pk=pk)  # type: ignore[arg-type]
    messages.success(request, _("Đã tắt báo trên máy đó."))
    return redirect("notice_preferences")
