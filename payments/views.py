"""What gateways and banks call, and where they send the payer back to. No page of its own is needed."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from payments import bank, online
from payments.gateways import GATEWAYS
from payments.models import Outcome
from payments.queries import way_back
from portal.calendars.now import now
from portal.web.limits import allow, client_address
from portal.web.links import safe_next
from portal.web.machines import for_machines
from portal.web.webhooks import NotSigned, body_of, json_of, signed_json

MOST_LINES = 1_000
MOST_VND = 10**13


@for_machines
@require_safe
def vnpay_ipn(request: HttpRequest) -> JsonResponse:
    """VNPay's word about an attempt. Only this changes anything; the payer's return does not (§8.4)."""
    return _heard(request, "vnpay", request.GET.dict(), request.META.get("QUERY_STRING", ""))


@for_machines
@csrf_exempt
@require_POST
def platform_confirm(request: HttpRequest) -> JsonResponse:
    """The national platform's CONFIRM (§8.2)."""
    raw = body_of(request)
    fields = json_of(raw)
    return _heard(
        request, "platform", fields if isinstance(fields, dict) else {}, raw.decode(errors="replace")
    )


@require_safe
def come_back(request: HttpRequest, gateway: str) -> HttpResponse:
    """The payer returns: shown is what we know, never what the address says."""
    names = {"vnpay": "vnp_TxnRef", "platform": "MaThamChieu"}
    if gateway not in GATEWAYS:
        raise Http404
    address = way_back(gateway, str(request.GET.get(names[gateway], ""))[:40])
    return redirect(safe_next(request, address, otherwise="/ho-so/"))


@for_machines
@csrf_exempt
@require_POST
def bank_notice(request: HttpRequest) -> JsonResponse:
    """A bank tells that money came: JSON `{"transactions": [{id, account, amount, purpose, at}]}`, signed
    in `X-Signature` with HMAC-SHA256 of the body, hex. Sent again, it books nothing again."""
    try:
        data = signed_json(request, settings.BANK_NOTICE_SECRET)
    except NotSigned:
        return JsonResponse({"error": "signature"}, status=401)
    rows = data.get("transactions") if isinstance(data, dict) else None
    if not isinstance(rows, list) or len(rows) > MOST_LINES:
        return JsonResponse({"error": "transactions"}, status=400)
    try:
        lines = [_received(row) for row in rows]
    except (KeyError, TypeError, ValueError) as error:
        return JsonResponse({"error": f"transaction: {error}"[:200]}, status=400)
    return JsonResponse(bank.take(lines, source="notice"))


def _heard(request: HttpRequest, gateway: str, fields: dict[str, Any], raw: str) -> JsonResponse:
    way, address = GATEWAYS[gateway], client_address(request)
    if not way.configured():
        raise Http404
    outcome = online.hear(gateway=way, fields=fields, raw=raw, address=address or None)
    forged = outcome in (Outcome.FORGED, Outcome.UNREADABLE)
    if forged and not allow("forged", address, times=300, seconds=3600):
        return JsonResponse(way.answer(outcome), status=429)
    return JsonResponse(way.answer(outcome))


def _received(row: dict[str, Any]) -> bank.Received:
    amount = row["amount"]
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 < amount < MOST_VND:
        raise ValueError("amount")
    account, reference = str(row["account"]).strip(), str(row["id"]).strip()
    if not 0 < len(account) <= 19 or not 0 < len(reference) <= 60:
        raise ValueError("account or id")
    at = datetime.fromisoformat(str(row["at"]))
    if at.tzinfo is None:
        raise ValueError("at has no time zone")
    purpose = str(row.get("purpose", "")).replace("\0", "")
    return bank.Received(account, reference, amount, purpose, min(at, now()), str(row.get("bank", ""))[:6])
