"""Asking back what was paid and is not owed: a wrong transfer, a double payment, a dossier that was not accepted."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers.citizen import held, words
from dossiers.citizen.forms import RefundForm
from dossiers.citizen.sent import own_sent
from dossiers.models import Dossier
from payments import queries, refunds
from payments.models import Ground
from portal.web.refusals import StepRefused


@require_http_methods(["GET", "POST"])
@own_sent
def ask(request: HttpRequest, found: Dossier) -> HttpResponse:
    """The sum is ours to know; the person only says where to send it."""
    over = queries.paid_too_much(found.reference)
    form = RefundForm(request.POST or None)
    if request.method == "POST" and over and form.is_valid():
        try:
            for charge, vnd in over:
                _ask(request, charge, vnd, form.cleaned_data)
            return redirect("citizen:refund", code=found.shown_code)
        except StepRefused as error:
            form.add_error(None, str(error))
    context: dict[str, Any] = {
        "dossier": found,
        "called": words.called(found),
        "form": form,
        "over_vnd": sum(vnd for _charge, vnd in over),
        "kept": queries.kept_by_law(found.reference),
        "asked": queries.refunds_of(found.reference),
        "title": _("Xin hoàn tiền"),
    }
    return render(request, "dossiers/citizen/refund.html", context)


def _ask(request: HttpRequest, charge: Any, vnd: int, told: dict[str, str]) -> None:
    refunds.request_refund(
        charge=charge,
        amount_vnd=vnd,
        ground=Ground.OVERPAID,
        reason=told["ly_do"] or "Đã nộp mà không còn phải nộp",
        bank_name=told["ngan_hang"],
        account_number=told["so_tai_khoan"],
        account_holder=told["chu_tai_khoan"],
        by=held.person(request),
    )
