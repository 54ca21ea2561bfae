"""The code of one charge, large, for the payer on the other side of the counter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from markupsafe import Markup

from payments import queries
from payments.desk.guard import takes_money
from payments.permissions import charges_at_counter
from payments.vietqr import encode
from portal.agencies.models import Officer
from portal.documents import qr


@require_safe
@takes_money
def poster(request: HttpRequest, officer: Officer, reference: str) -> HttpResponse:
    """What to scan, for how much; says by itself that the money came (QN-14.5)."""
    charge = get_object_or_404(charges_at_counter(officer), reference=reference)
    codes = [
        (transfer, account, Markup(qr.svg(encode(transfer))))  # noqa: S704 (drawn by us)
        for transfer, account in queries.transfers_of(charge)
    ]
    context = {"charge": charge, "codes": codes, "owed_vnd": queries.owed_vnd(charge)}
    return render(request, "payments/poster.html", context)
