"""What gateways tell us about messages that we sent, and how a person wants to be told."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.notifications import bounces, devices, preferences, queries, unsubscribing
from portal.notifications.services import reported
from portal.notifications.wordings.kinds import FOR_OFFICERS, MAY_BE_OFF
from portal.notifications.wordings.queries import LANGUAGES
from portal.web.webhooks import NotSigned, signed_body, signed_json

_CHANNELS = {"email": lazy("Thư điện tử"), "zalo": "Zalo", "sms": lazy("Tin nhắn SMS")}


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
    email = request.user.email or ""  # type: ignore[union-attr]
    if request.method == "POST" and request.POST.get("lam") == "dung-lai":
        bounces.revive(email)
        messages.success(request, _("Đã ghi nhận. Từ nay thư lại được gửi tới địa chỉ của bạn."))
        return redirect("notice_preferences")
    if request.method == "POST":
        first = request.POST.get("truoc", "")
        off = [kind for kind in _shown(request) if kind not in request.POST.getlist("nhan")]
        preferences.change(user=request.user, first=first, off=off, language=request.POST.get("tieng", ""))  # type: ignore[arg-type]
        messages.success(request, _("Đã lưu cách nhận tin."))
        return redirect("notice_preferences")
    context = {
        "channels": _CHANNELS,
        "first": wish.order[0] if wish.order else "email",
        "kinds": [(kind, words, kind not in wish.off) for kind, words in _shown(request).items()],
        "languages_offered": LANGUAGES,
        "language": wish.language,
        "dead": bounces.dead(email),
        "push_key": devices.own_key(),
        "devices": list(request.user.push_subscriptions.all()),  # type: ignore[union-attr]
    }
    return render(request, "notifications/how.html", context)


@require_safe
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """Everything the portal has told this person, and by which way (QN-13.2b)."""
    before = request.GET.get("truoc", "")
    page, following = queries.messages_to(
        request.user,  # type: ignore[arg-type]
        int(before) if before.isdigit() and len(before) < 18 else 0,
    )
    older = f"?truoc={following}" if following else ""
    context = {
        "page": page,
        "older": older,
        "how_it_went": queries.how_it_went,
        "site_url": f"{settings.SITE_URL}/",
    }
    return render(request, "notifications/messages.html", context)


def _shown(request: HttpRequest) -> dict[str, str]:
    """Kinds that this person can get at all."""
    officer = hasattr(request.user, "officer")
    return {kind: words for kind, words in MAY_BE_OFF.items() if officer or kind not in FOR_OFFICERS}


@csrf_exempt
@require_POST
def bounce(request: HttpRequest) -> JsonResponse:
    """A returned letter (message/rfc822), handed on by the mail server and signed."""
    try:
        raw = signed_body(request, settings.BOUNCE_SECRET)
    except NotSigned:
        return JsonResponse({"error": "signature"}, status=401)
    return JsonResponse({"taken": bounces.take(raw)})


@csrf_exempt
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button; the mail program's own button posts here without asking (RFC 8058)."""
    found = unsubscribing.read(token)
    if found is None:
        raise Http404
    user, template = found
    if request.method == "POST":
        unsubscribing.stop(user, template)
    context = {"kind": MAY_BE_OFF[template], "done": request.method == "POST"}
    return render(request, "notifications/unsubscribe.html", context)
