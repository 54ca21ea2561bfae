"""What waits, and the cashier's till."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from payments import closing, queries, refunds, till
from payments.desk import forms
from payments.desk.guard import SHOWN, keeps_money
from payments.models import PaperState, RefundState
from payments.permissions import agencies_of, charges_for, compares, lines_for, papers_for, refunds_for
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.web.refusals import StepRefused
from portal.web.show import local


@require_safe
@keeps_money
def overview(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What waits, in numbers that lead on."""
    unknown = lines_for(officer).filter(payment=None, set_aside="")
    waiting = refunds_for(officer).filter(state__in=[RefundState.REQUESTED, RefundState.APPROVED])
    over = charges_for(officer).filter(settled_at__isnull=False, entries__after_vnd__lt=0).distinct()
    session = till.till_now(officer)
    today = local(now()).date()
    context = {
        "unknown": unknown.count(),
        "waiting": waiting.count(),
        "papers": list(papers_for(officer).filter(state=PaperState.WAITING).order_by("handed_at")[:20]),
        "late": waiting.filter(state=RefundState.REQUESTED, due_at__lt=now()).count(),
        "over": [
            charge for charge in over.order_by("-id")[:20] if refunds.refundable_vnd(charge, "overpaid")
        ],
        "session": session,
        "cash_vnd": till.cash_vnd(session) if session else 0,
        "checks": queries.day_checks(today - timedelta(days=14)),
        "totals": closing.totals_of(agencies_of(officer), today),
        "compares": compares(officer),
    }
    return render(request, "payments/overview.html", context)


@require_http_methods(["GET", "POST"])
@keeps_money
def cash(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Open the till, or count and close it."""
    session = till.till_now(officer)
    form = (forms.TillForm if session else forms.OpenTillForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if session is None:
                till.open_till(officer=officer, opening_vnd=form.cleaned_data["tien"])
            else:
                closed = till.close_till(
                    session=session, counted_vnd=form.cleaned_data["tien"], note=form.cleaned_data["ghi_chu"]
                )
                messages.success(
                    request, f"Đã đóng ca, lệch {closed.difference_vnd or 0:,} đ.".replace(",", ".")
                )
            return redirect("money:cash")
        except StepRefused as error:
            form.add_error(None, str(error))
    context: dict[str, Any] = {"form": form, "session": session}
    if session:
        context["taken"] = list(session.payments.select_related("charge").order_by("-id")[:SHOWN])
        context["cash_vnd"] = till.cash_vnd(session)
    return render(request, "payments/cash.html", context)
