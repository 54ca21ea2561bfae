"""What gateways tell us about messages that we sent, and how a person wants to be told."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from portal.notifications import preferences
from portal.notifications.rules import MAY_BE_OFF
from portal.notifications.services import reported
from portal.web.webhooks import NotSigned, signed_json

_CHANNELS = {"email": "Thư điện tử", "zalo": "Zalo", "sms": "Tin nhắn SMS"}


@csrf_exempt
@require_POST
def sms_report(request: HttpRequest) -> JsonResponse:
    """The SMS gateway's delivery report `{"id", "status": "delivered"|"failed", "reason"}`, signed."""
    try:
        data = signed_json(request, settings.SMS_SECRET)
    except NotSigned:
        return JsonResponse({"error": "signature"}, status=401)
    if not isinstance(data, dict) or data.get("status") not in ("delivered", "failed"):
        return JsonResponse({"error": "status"}, status=400)
    known = reported(
        str(data.get("id", ""))[:60], delivered=data["status"] == "delivered", why=str(data.get("reason", ""))
    )
    return JsonResponse({"known": known})


@require_http_methods(["GET", "POST"])
@login_required
def how(request: HttpRequest) -> HttpResponse:
    """Which way first, and what a person does not want; what the law demands cannot be turned off."""
    wish = preferences.of(request.user)  # type: ignore[arg-type]
    if request.method == "POST":
        first = request.POST.get("truoc", "")
        off = [kind for kind in MAY_BE_OFF if kind not in request.POST.getlist("nhan")]
        preferences.change(user=request.user, first=first, off=off)  # type: ignore[arg-type]
        messages.success(request, _("Đã lưu cách nhận tin."))
        return redirect("notice_preferences")
    context = {
        "channels": _CHANNELS,
        "first": wish.order[0] if wish.order else "email",
        "kinds": [(kind, words, kind not in wish.off) for kind, words in MAY_BE_OFF.items()],
    }
    return render(request, "notifications/how.html", context)
