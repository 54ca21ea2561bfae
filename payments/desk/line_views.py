"""Money into our accounts: what nobody knows, and statements."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from payments import bank, readings
from payments.desk import forms
from payments.desk.guard import SHOWN, content_of, keeps_money
from payments.models import Reading, ReadingKind
from payments.permissions import (
    accounts_for,
    charges_for,
    lines_for,
    readable_accounts,
    readings_for,
)
from portal.agencies.models import Officer
from portal.web.refusals import StepRefused


@require_safe
@keeps_money
def unknown(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Money that came and names nothing."""
    lines = lines_for(officer).filter(payment=None, set_aside="").order_by("-at")[:SHOWN]
    return render(request, "payments/unknown.html", {"lines": list(lines)})


@require_http_methods(["GET", "POST"])
@keeps_money
def unknown_line(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """One such line: what it was for, or why it is nothing of ours."""
    line = get_object_or_404(lines_for(officer), pk=pk)
    form = forms.MatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _match(officer, line, form)
        except StepRefused as error:
            form.add_error(None, str(error))
        if not form.errors:
            messages.success(request, "Đã ghi nhận.")
            return redirect("money:unknown")
    likely = charges_for(officer).filter(total_vnd=line.amount_vnd, settled_at=None, cancelled_at=None)
    context = {"line": line, "form": form, "likely": list(likely.order_by("-id")[:10])}
    return render(request, "payments/unknown_line.html", context)


def _match(officer: Officer, line: Any, form: forms.MatchForm) -> None:
    if why := form.cleaned_data["khong_phai"]:
        return bank.set_aside(line=line, why=why, by=officer.user)
    charge = charges_for(officer).filter(reference=form.cleaned_data["ma"].upper()).first()
    if charge is None:
        return form.add_error("ma", "Không có khoản thu nào mang mã này ở đơn vị của bạn.")
    return bank.match(line=line, charge=charge, by=officer.user)


@require_http_methods(["GET", "POST"])
@keeps_money
def statement(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Read a bank statement; lines that are known already are counted, not booked again."""
    accounts = accounts_for(officer)
    form = forms.StatementForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "accounts": list(accounts[:50])}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["tep"]
        try:
            reading = _handed_in(officer, file.name, content_of(file), form.cleaned_data["tai_khoan"])
            return redirect("money:reading", pk=reading.pk)
        except StepRefused as error:
            form.add_error("tep", str(error))
    context["readings"] = list(readings_for(officer).order_by("-id")[:10])
    return render(request, "payments/statement.html", context)


def _handed_in(officer: Officer, name: str, content: bytes, account: str) -> Reading:
    ours = readable_accounts(officer)
    if account not in ours:
        raise StepRefused("Tài khoản này không thuộc đơn vị của bạn.")
    return readings.hand_in(
        kind=ReadingKind.STATEMENT,
        name=name,
        content=content,
        by=officer.user,
        account=account,
        accounts=ours,
    )


@require_safe
@keeps_money
def reading(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """How far the worker has come with a file, and what came of it."""
    found = get_object_or_404(readings_for(officer), pk=pk)
    return render(request, "payments/reading.html", {"reading": found})
