"""The day's comparison with a provider, its differences, and the closing of a month."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from payments import queries, reconciling, statements
from payments.desk import forms
from payments.desk.files import settlement_rows
from payments.desk.guard import SHOWN, content_of, keeps_money
from payments.models import DayCheck
from payments.permissions import compares
from portal.agencies.models import Officer
from portal.web.refusals import NotYours, StepRefused


def _comparing(officer: Officer) -> None:
    if not compares(officer):
        raise NotYours("Đối soát với cổng thanh toán do kế toán cấp tỉnh làm.")


@require_http_methods(["GET", "POST"])
@keeps_money
def comparison(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Days compared, and a new comparison with or without a provider's file."""
    _comparing(officer)
    form = forms.ProviderFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            check = _compare(officer, form)
            return redirect("money:day", provider=check.provider, day=check.day.isoformat())
        except (StepRefused, statements.StatementError) as error:
            form.add_error("tep", str(error))
    context = {"form": form, "checks": queries.day_checks(), "months": queries.closed_months()}
    return render(request, "payments/comparison.html", context)


def _compare(officer: Officer, form: forms.ProviderFileForm) -> DayCheck:
    provider, day, file = (form.cleaned_data[name] for name in ("ben", "ngay", "tep"))
    if file is not None:
        content = content_of(file)
        reconciling.load_file(
            provider=provider,
            day=day,
            name=file.name,
            content=content,
            rows=settlement_rows(content),
            by=officer.user,
        )
    return reconciling.reconcile(provider=provider, day=day)


@require_safe
@keeps_money
def day(request: HttpRequest, officer: Officer, provider: str, day: date) -> HttpResponse:
    """One day with one provider: sums, and every line where the records part."""
    _comparing(officer)
    check = get_object_or_404(DayCheck, provider=provider, day=day)
    lines = list(check.lines.select_related("resolved_by").order_by("resolved_at", "id")[:SHOWN])
    return render(request, "payments/day.html", {"check": check, "lines": lines})


@require_http_methods(["GET", "POST"])
@keeps_money
def difference(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """Say why one line differs."""
    _comparing(officer)
    found = get_object_or_404(queries.differences(), pk=pk)
    form = forms.ExplainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reconciling.resolve(difference=found, why=form.cleaned_data["vi_sao"], by=officer.user)
            return redirect("money:day", provider=found.check_of.provider, day=found.check_of.day.isoformat())
        except StepRefused as error:
            form.add_error(None, str(error))
    return render(request, "payments/difference.html", {"difference": found, "form": form})


@require_http_methods(["POST"])
@keeps_money
def close_month(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Lock a month; refused with the number of open differences."""
    _comparing(officer)
    try:
        month = date.fromisoformat(f"{request.POST.get('thang', '')}-01")
        reconciling.close_month(month=month, by=officer.user)
        messages.success(request, f"Đã khóa sổ tháng {month.month}/{month.year}.")
    except ValueError:
        messages.error(request, "Chọn tháng cần khóa.")
    except StepRefused as error:
        messages.error(request, str(error))
    return redirect("money:comparison")
