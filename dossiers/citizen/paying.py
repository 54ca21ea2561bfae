"""C12: what is owed and the ways to pay it; while a bank is silent, nobody is told to pay again."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from dossiers.citizen import words
from dossiers.citizen.sent import own_sent
from dossiers.models import Dossier
from dossiers.states import State
from payments import online, queries, receipts
from payments.gateways import GATEWAYS, offered
from payments.models import Charge, Share
from payments.services import charges_of
from payments.vietqr import encode
from portal.documents import answers, qr
from portal.web.limits import allow, client_address
from portal.web.refusals import StepRefused


@require_http_methods(["GET", "POST"])
@own_sent
def pay(request: HttpRequest, found: Dossier) -> HttpResponse:
    """GET shows; POST begins with a gateway (`cong`) or asks it about the last attempt (`hoi`)."""
    charges = charges_of(found.reference)
    charge = _chosen(found, charges, request.GET.get("khoan") or request.POST.get("khoan"))
    refusal = ""
    if request.method == "POST" and charge is not None:
        try:
            return _act(request, found, charge)
        except StepRefused as error:
            refusal = str(error)
    told = _told(found, charges, charge, refusal)
    if charge is not None:
        told |= _ways(charge, told["owed_vnd"], request.GET.get("phan"))
    return render(request, "dossiers/citizen/pay.html", told)


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
    share = _share(charge, request.POST.get("phan"))
    if share is not None:
        here = f"{here}&phan={share.reference}"
    address = client_address(request) or None
    begun = online.begin(
        charge=charge, gateway=gateway, back=back, return_to=here, address=address, share=share
    )
    return render(request, "dossiers/citizen/to_bank.html", {"address": begun, "gateway": gateway})


def _share(charge: Charge, reference: str | None) -> Share | None:
    """The payer's part that the address names."""
    return next((one for one in queries.shares_of(charge) if one.reference == reference), None)


def _chosen(found: Dossier, charges: list[Charge], reference: str | None) -> Charge | None:
    """The one named, else the one the office waits for, else the first still owed, else the last that was paid."""
    named = [one for one in charges if reference and one.reference == reference]
    if not named and found.state == State.PAYMENT_REQUIRED:
        asked = found.payment_requests.filter(settled_at=None, closed_at=None).values_list(
            "charge_id", flat=True
        )
        named = [one for one in charges if one.pk in set(asked)]
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
        "transfers": [],
        "attempt": None,
        "waiting": False,
        "claim": None,
        "receipts": [],
        "shares": [],
        "share": None,
        "gateways": [],
    }
    if charge is None:
        return told
    # The bank may report in between: asked the other way round, who has just paid would be shown how to pay.
    told["attempt"] = queries.last_attempt(charge)
    told["waiting"] = queries.under_way(charge)
    told["owed_vnd"] = queries.owed_vnd(charge)
    told["payments"] = list(charge.payments.order_by("id"))
    told["claim"] = next(
        (one for one in queries.claims_of(found.reference) if one.charge_id == charge.pk), None
    )
    told["receipts"] = [one for one in queries.receipts_of(found.reference) if one.charge_id == charge.pk]
    told["paid_vnd"] = sum(one.amount_vnd for one in told["payments"])
    return told


def _ways(charge: Charge, owed: int, named: str | None) -> dict[str, Any]:
    """The ways to pay what is owed now; of a charge that several people pay, those of the part named."""
    if not owed or queries.waiting_claim(charge) is not None:
        return {"gateways": [], "shares": []}
    shares = queries.shares_of(charge)
    share = next((one for one in shares if one.reference == named), None)
    parts = [(one, queries.share_owed_vnd(one)) for one in shares]
    return {
        "shares": parts,
        "share": share,
        "gateways": offered() if not shares or share else [],
        "transfers": [
            (transfer, account, Markup(qr.svg(encode(transfer))))  # noqa: S704
            for transfer, account in (queries.transfers_of(charge, share) if not shares or share else [])
        ],
    }


@require_safe
@own_sent
def receipt(request: HttpRequest, found: Dossier, pk: int) -> HttpResponseBase:
    """The payer's own receipt as PDF; drawn now when the worker has not come to it yet."""
    told = next((one for one in queries.receipts_of(found.reference) if one.pk == pk), None)
    if told is None:
        raise Http404
    drawn = receipts.draw(told)
    assert drawn.file is not None
    return answers.serve(request, drawn.file, f"bien-lai-{told.number:07}.pdf", inline=True)


@require_safe
@own_sent
def notice(request: HttpRequest, found: Dossier, reference: str) -> HttpResponseBase:
    """The notice (mostly of the tax office) behind a charge, as the office entered it."""
    charge = next((one for one in charges_of(found.reference) if one.reference == reference), None)
    obligation = getattr(charge, "obligation", None)
    if obligation is None or obligation.file is None:
        raise Http404
    return answers.serve(request, obligation.file, f"Thông báo {obligation.number}")
