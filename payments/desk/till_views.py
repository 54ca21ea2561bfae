"""What waits, and the cashier's till."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from payments import closing, queries, refunds, till
from payments.desk import forms
from payments.desk.guard import SHOWN, keeps_money, takes_money
from payments.models import CashSession, PaperState, RefundState
from payments.permissions import (
    agencies_of,
    charges_for,
    compares,
    lines_for,
    papers_for,
    refunds_for,
    tills_for,
)
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.web.refusals import StepRefused
from portal.web.show import local, vnd

CLOSED_SHOWN = 20


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
        "uncounted": tills_for(officer).filter(closed_at=None, opened_at__date__lt=today).count(),
    }
    return render(request, "payments/overview.html", context)


@require_http_methods(["GET", "POST"])
@takes_money
def cash(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Open the till, or count and close it; below, the tills of lately and those that nobody has counted."""
    session = till.till_now(officer)
    form = _till_form(request, session)
    if request.method == "POST" and form.is_valid():
        try:
            if session is None:
                till.open_till(officer=officer, opening_vnd=form.cleaned_data["tien"])
            else:
                messages.success(request, _counted(session, form.cleaned_data))
            return redirect("money:cash")
        except StepRefused as error:
            form.add_error(None, str(error))
    tills = tills_for(officer)
    today = local(now()).replace(hour=0, minute=0, second=0, microsecond=0)
    context: dict[str, Any] = {
        "form": form,
        "session": session,
        "closed": list(tills.exclude(closed_at=None).order_by("-closed_at")[:CLOSED_SHOWN]),
        "uncounted": list(
            tills.filter(closed_at=None, opened_at__lt=today)
            .exclude(cashier=officer.user)
            .order_by("opened_at")[:SHOWN]
        ),
        "late": session is not None and session.opened_at < today,
    }
    if session:
        context["taken"] = list(session.payments.select_related("charge").order_by("-id")[:SHOWN])
        context |= {"cash_vnd": till.cash_vnd(session), "card_vnd": till.card_vnd(session)}
    return render(request, "payments/cash.html", context, status=422 if form.errors else 200)


@require_safe
@takes_money
def one_till(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """What one till took, line by line: why its count differs can be looked for."""
    session = get_object_or_404(tills_for(officer), pk=pk)
    context = {
        "session": session,
        "taken": list(session.payments.select_related("charge").order_by("-id")[:SHOWN]),
        "cash_vnd": till.cash_vnd(session),
        "card_vnd": till.card_vnd(session),
    }
    return render(request, "payments/till.html", context)


def _till_form(request: HttpRequest, session: CashSession | None) -> forms.TillForm | forms.OpenTillForm:
    if session is None:
        return forms.OpenTillForm(request.POST or None)
    return forms.TillForm(request.POST or None, cards=till.card_vnd(session) > 0)


def _counted(session: CashSession, told: dict[str, Any]) -> str:
    closed = till.close_till(
        session=session, counted_vnd=told["tien"], card_counted_vnd=told.get("the"), note=told["ghi_chu"]
    )
    words = f"Đã đóng ca, tiền mặt lệch {vnd(closed.difference_vnd or 0)}"
    cards = (closed.card_counted_vnd or 0) - (closed.card_expected_vnd or 0)
    return f"{words}, máy thẻ lệch {vnd(cards)}." if closed.card_expected_vnd else f"{words}."
