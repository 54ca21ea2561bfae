"""Text messages and Zalo messages that ask where a dossier is; answered by the same sentence as the web."""

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from dossiers.answering import answer, read_question
from dossiers.codes import read_code
from dossiers.ways_in import open_to
from portal.agencies.models import LookupKey
from portal.audit.services import log_access
from portal.notifications import services as notifications
from portal.web import limits
from portal.web.text import digits
from portal.web.webhooks import NotSigned, body_of, json_of, signed_json

TRIES, SECONDS = 10, 600
_BY = {LookupKey.SMS: "tin nhắn", LookupKey.ZALO: "Zalo"}
_WAIT = "Bạn hỏi nhiều lần quá. Thử lại sau 10 phút."
_CLOSED = "Tỉnh không trả lời tra cứu hồ sơ qua {by}. Bạn tra cứu trên cổng, mục Tra cứu hồ sơ."


@csrf_exempt
@require_POST
def sms_in(request: HttpRequest) -> JsonResponse:
    """The SMS gateway hands over `{"id", "from", "text"}`, signed; the answer goes out as a message."""
    try:
        data = signed_json(request, settings.SMS_SECRET)
    except NotSigned:
        return JsonResponse({"error": "signature"}, status=401)
    if not isinstance(data, dict) or not digits(str(data.get("from", ""))):
        return JsonResponse({"error": "from"}, status=400)
    phone = digits(str(data["from"]))[:15]
    phone = f"0{phone[2:]}" if phone.startswith("84") else phone
    said = _said(request, phone, str(data.get("text", ""))[:500], LookupKey.SMS)
    notifications.answer(phone=phone, text=said, key=f"sms-in:{str(data.get('id', ''))[:60]}")
    return JsonResponse({"answer": said})


@csrf_exempt
@require_POST
def zalo_in(request: HttpRequest) -> JsonResponse:
    """A message to the official Zalo account; its `X-ZEvent-Signature` is checked, the answer is in the reply."""
    raw = body_of(request)
    data = json_of(raw)
    if not isinstance(data, dict) or not _from_zalo(request, raw, data):
        return JsonResponse({"error": "signature"}, status=401)
    message, sender = data.get("message"), data.get("sender")
    text = str(message.get("text", ""))[:500] if isinstance(message, dict) else ""
    who = str(sender.get("id", ""))[:60] if isinstance(sender, dict) else ""
    return JsonResponse({"answer": _said(request, who, text, LookupKey.ZALO)})


def _from_zalo(request: HttpRequest, raw: bytes, data: dict[str, Any]) -> bool:
    """sha256(app id + body + timestamp + secret) as hex, after “mac=”."""
    given = request.headers.get("X-ZEvent-Signature", "").removeprefix("mac=").lower()
    parts = settings.ZALO_APP_ID.encode() + raw + str(data.get("timestamp", "")).encode()
    wanted = hashlib.sha256(parts + settings.ZALO_SECRET.encode()).hexdigest()
    return bool(settings.ZALO_SECRET) and hmac.compare_digest(wanted.encode(), given.encode())


def _said(request: HttpRequest, who: str, text: str, way: LookupKey) -> str:
    """Few questions from one sender, and few about one code wherever they come from; none where the province has
    not opened this way."""
    if not open_to(way):
        return _CLOSED.format(by=_BY[way])
    code = read_question(text)[0]
    allowed = limits.allow("hoi-tin", who, times=TRIES, seconds=SECONDS)
    if code and not limits.allow("tra-cuu-ma", read_code(code), times=TRIES, seconds=SECONDS):
        allowed = False
    if not allowed:
        return _WAIT
    said, found = answer(text)
    if found is not None:
        log_access(
            request, subject=found.shown_code, act="tra cứu", party_id=found.owner_id, purpose=_BY[way]
        )
    return said
