"""C12: what is owed and the ways to pay it; while a bank is silent, nobody is told to pay again."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from dossiers.citizen import words
from dossiers.citizen.sent import own_sent
from dossiers.models import Dossier
from payments import online, queries
from payments.gateways import GATEWAYS, offered
from payments.models import Charge
from payments.services import charges_of
from payments.vietqr import encode
from portal.documents import qr
from portal.web.limits import allow, client_address
from portal.web.refusals import StepRefused


@require_http_methods(["GET", "POST"])
@own_sent
def pay(request: HttpRequest, found: Dossier) -> HttpResponse:
    """GET shows; POST begins with a gateway (`cong`) or asks it about the last attempt (`hoi`)."""
    charges = charges_of(found.reference)
    charge = _chosen(charges, request.GET.get("khoan") or request.POST.get("khoan"))
    refusal = ""
    if request.method == "POST" and charge is not None:
        try:
            return _act(request, found, charge)
        except StepRefused as error:
            refusal = str(error)
    return render(request, "dossiers/citizen/pay.html", _told(found, charges, charge, refusal))


def _act(request: HttpRequest, found: Dossier, charge: Charge) -> HttpResponse:
    here = f"{reverse('citizen:pay', args=[found.shown_code])}?khoan={charge.reference}"
    if "hoi" in request.POST:
        attempt = queries.last_attempt(charge)
        if attempt is not None and allow("ask_gateway", attempt.reference, times=6, seconds=60):
            online.ask(attempt)
        return redirect(here)
    gateway = GATEWAYS.get(request.POST.get("cong", ""))
    if gateway is None or not gateway.configured():
        raise StepRefused(_("Chọn một cách nộp tiền."))
    if queries.under_way(charge) and "van-nop" not in request.POST:
        raise StepRefused(_("Một lượt thanh toán đang chờ ngân hàng trả lời. Đừng nộp lại."))
    back = f"{settings.SITE_URL}{reverse('payments:come_back', args=[gateway.code])}"
    address = client_address(request) or None
    return redirect(online.begin(charge=charge, gateway=gateway, back=back, return_to=here, address=address))


def _chosen(charges: list[Charge], reference: str | None) -> Charge | None:
    """The one asked for, else the first that is still owed, else the last that was paid."""
    named = [one for one in charges if reference and one.reference == reference]
    open_ones = [one for one in charges if one.settled_at is None]
    return next(iter([*named, *open_ones, *reversed(charges)]), None)


def _told(found: Dossier, charges: list[Charge], charge: Charge | None, refusal: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "dossier": found,
        "called": words.called(found),
        "office": words.desk(found),
        "charge": charge,
        "others": [one for one in charges if one != charge and one.settled_at is None],
        "refusal": refusal,
        "owed_vnd": 0,
        "transfer": None,
        "attempt": None,
        "waiting": False,
    }
    if charge is None:
        return told
    told["owed_vnd"] = queries.owed_vnd(charge)
    told["payments"] = list(charge.payments.order_by("id"))
    told["attempt"] = queries.last_attempt(charge)
    told["waiting"] = queries.under_way(charge)
    told["gateways"] = offered() if told["owed_vnd"] else []
    transfer = queries.transfer_of(charge)
    if transfer is not None:
        told["transfer"], told["account"] = transfer
        told["qr"] = Markup(qr.svg(encode(transfer[0])))  # noqa: S704
    return told
