"""Lists for the bank that pays refunds out."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from payments import payouts, queries
from payments.desk import forms
from payments.desk.guard import keeps_money
from payments.models import PayoutList, RefundState
from payments.permissions import has_duty, lists_for, refunds_for
from portal.agencies.models import Duty, Officer
from portal.web import sheets
from portal.web.refusals import StepRefused

_NOT_YOURS = "Việc chi tiền do thu ngân hoặc kế toán làm."
_HEADS = ("STT", "Người nhận", "Số tài khoản", "Ngân hàng", "Số tiền", "Nội dung")


@require_POST
@keeps_money
def make_list(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Every approved refund of these agencies that nobody is paying yet, as one list."""
    try:
        if not has_duty(officer, Duty.CASHIER):
            raise StepRefused(_NOT_YOURS)
        waiting = list(refunds_for(officer).filter(state=RefundState.APPROVED)[: payouts.MOST_LISTED])
        made = payouts.make_list(refunds=waiting, by=officer.user)
        return redirect("money:payouts", pk=made.pk)
    except StepRefused as error:
        messages.error(request, str(error))
        return redirect("money:refunds")


@require_http_methods(["GET", "POST"])
@keeps_money
def payout_list(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """One list; when the bank has paid, its order number and what it sent back."""
    listed = get_object_or_404(lists_for(officer), pk=pk)
    form = forms.CloseListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if not has_duty(officer, Duty.CASHIER):
                raise StepRefused(_NOT_YOURS)
            returned = {
                int(one) for one in request.POST.getlist("tra_lai") if one.isdigit() and len(one) < 18
            }
            payouts.close_list(
                listed=listed, order_number=form.cleaned_data["so_lenh"], returned=returned, by=officer.user
            )
            return redirect("money:payouts", pk=pk)
        except StepRefused as error:
            form.add_error(None, str(error))
    context = {"listed": listed, "form": form, "payouts": list(queries.payouts_of(listed))}
    return render(request, "payments/payouts.html", context)


@require_safe
@keeps_money
def payout_sheet(request: HttpRequest, officer: Officer, pk: int) -> HttpResponseBase:
    """The list as the bank takes it."""
    listed = get_object_or_404(lists_for(officer), pk=pk)
    return sheets.answer(f"chi hoan {listed.pk}", _HEADS, _rows(listed))


def _rows(listed: PayoutList) -> Iterator[tuple[Any, ...]]:
    for number, payout in enumerate(queries.payouts_of(listed), 1):
        to = payout.refund
        yield (
            number, to.account_holder, to.account_number, to.bank_name, payout.vnd,
            f"Hoan phi {to.charge.reference}",
        )  # fmt: skip
