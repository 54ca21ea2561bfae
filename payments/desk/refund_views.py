"""Giving money back: the list, a new request, one request."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from payments import payouts, refunds
from payments.desk import forms
from payments.desk.guard import SHOWN, keeps_money
from payments.models import RefundState
from payments.permissions import charges_for, has_duty, lists_for, refunds_for, why_not_decide
from portal.agencies.models import Duty, Officer
from portal.web.refusals import StepRefused


@require_safe
@keeps_money
def refund_list(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Open requests first, by their term."""
    found = refunds_for(officer).order_by("due_at")
    waiting = found.filter(state__in=[RefundState.REQUESTED, RefundState.APPROVED])
    done = found.exclude(state__in=[RefundState.REQUESTED, RefundState.APPROVED]).order_by("-decided_at")
    return render(
        request,
        "payments/refunds.html",
        {
            "waiting": list(waiting[:SHOWN]),
            "done": list(done[:50]),
            "lists": list(lists_for(officer)[:10]),
            "to_list": waiting.filter(state=RefundState.APPROVED, payouts=None).exists(),
        },
    )


@require_http_methods(["GET", "POST"])
@keeps_money
def refund_new(request: HttpRequest, officer: Officer, reference: str) -> HttpResponse:
    """An officer asks for money back on behalf of the payer."""
    charge = get_object_or_404(charges_for(officer), reference=reference)
    form = forms.RefundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            refund = refunds.request_refund(
                charge=charge, amount_vnd=told["so_tien"], ground=told["ly_do"], reason=told["trinh_bay"],
                bank_name=told["ngan_hang"], account_number=told["so_tai_khoan"],
                account_holder=told["chu_tai_khoan"], by=officer.user,
            )  # fmt: skip
            return redirect("money:refund", pk=refund.pk)
        except StepRefused as error:
            form.add_error(None, str(error))
    return render(request, "payments/refund_new.html", {"charge": charge, "form": form})


@require_http_methods(["GET", "POST"])
@keeps_money
def refund(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """One request: approve, refuse with a reason, or write down that it was paid out."""
    found = get_object_or_404(refunds_for(officer), pk=pk)
    refusal, form = "", _refund_form(found, request)
    if request.method == "POST" and request.POST.get("lam") == "qua-cong":
        try:
            _through_gateway(officer, found)
            return redirect("money:refund", pk=found.pk)
        except StepRefused as error:
            refusal = str(error)
    elif request.method == "POST" and form is not None and form.is_valid():
        try:
            _decide(officer, found, form, request.POST.get("lam", ""))
            return redirect("money:refund", pk=found.pk)
        except StepRefused as error:
            refusal = str(error)
    context = {
        "refund": found,
        "form": form,
        "refusal": refusal,
        "why_not": why_not_decide(officer, found) if found.state == RefundState.REQUESTED else "",
        "payout": payouts.under_way(found),
        "way": payouts.way_back(found) if found.state == RefundState.APPROVED else None,
        "entries": list(found.charge.entries.order_by("number")),
    }
    return render(request, "payments/refund.html", context)


def _through_gateway(officer: Officer, found: Any) -> None:
    if not has_duty(officer, Duty.CASHIER):
        raise StepRefused("Chi tiền do kế toán, thu ngân ghi.")
    payouts.send_back(refund=found, by=officer.user)


def _refund_form(found: Any, request: HttpRequest) -> Any:
    kinds = {RefundState.REQUESTED: forms.DecideForm, RefundState.APPROVED: forms.PayOutForm}
    kind = kinds.get(found.state)
    return kind(request.POST or None) if kind else None


def _decide(officer: Officer, found: Any, form: Any, act: str) -> None:
    if found.state == RefundState.APPROVED:
        if not has_duty(officer, Duty.CASHIER):
            raise StepRefused("Chi tiền do kế toán, thu ngân ghi.")
        refunds.pay_refund(refund=found, officer=officer, provider_ref=form.cleaned_data["so_lenh"])
        return
    if why := why_not_decide(officer, found):
        raise StepRefused(why)
    refunds.decide_refund(
        refund=found, officer=officer, approve=act == "duyet", why=form.cleaned_data["vi_sao"]
    )
