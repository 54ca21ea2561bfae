"""The day's comparison with a provider, its differences, and the closing of a month."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from payments import closing, queries, readings, reconciling
from payments.desk import forms
from payments.desk.guard import SHOWN, content_of, keeps_money
from payments.models import DayCheck
from payments.permissions import compares, keepers_beside
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.web.refusals import NotYours, StepRefused
from portal.web.show import local


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
            return _compared(officer, form)
        except StepRefused as error:
            form.add_error("tep", str(error))
    checks = queries.day_checks()
    busy = [one for one in checks if one.matched or one.differences or one.theirs_vnd]
    idle = [one for one in checks if one not in busy]
    context = {"form": form, "busy": busy, "idle": idle, "months": queries.closed_months()}
    context["providers"] = dict(forms.PROVIDERS)
    today = local(now()).date()
    month, _ = closing.month_of(today.replace(day=1) - timedelta(days=1))
    context |= {"month": month, "missing": closing.missing_days(month, today)}
    return render(request, "payments/comparison.html", context)


def _compared(officer: Officer, form: forms.ProviderFileForm) -> HttpResponse:
    """With a file: a worker reads it. Without: what is there is compared anew."""
    provider, day, file = (form.cleaned_data[name] for name in ("ben", "ngay", "tep"))
    if file is None:
        reconciling.reconcile(provider=provider, day=day, by=officer.user)
        return redirect("money:day", provider=provider, day=day.isoformat())
    reading = readings.hand_in(
        kind=form.cleaned_data["so"],
        name=file.name,
        content=content_of(file),
        by=officer.user,
        provider=provider,
        day=day,
    )
    return redirect("money:reading", pk=reading.pk)


@require_safe
@keeps_money
def day(request: HttpRequest, officer: Officer, provider: str, day: date) -> HttpResponse:
    """One day with one provider: sums, and every line where the records part."""
    _comparing(officer)
    check = get_object_or_404(DayCheck, provider=provider, day=day)
    lines = list(check.lines.select_related("resolved_by", "owner").order_by("resolved_at", "id")[:SHOWN])
    return render(
        request, "payments/day.html", {"check": check, "lines": lines, "providers": dict(forms.PROVIDERS)}
    )


@require_http_methods(["GET", "POST"])
@keeps_money
def difference(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """Say why one line differs."""
    _comparing(officer)
    found = get_object_or_404(queries.differences(), pk=pk)
    people = keepers_beside(officer)
    form = forms.ExplainForm(request.POST if "vi_sao" in request.POST else None)
    giving = forms.GiveToForm(request.POST if "nguoi" in request.POST else None, people=people)
    if request.method == "POST" and (form.is_valid() or giving.is_valid()):
        try:
            if form.is_valid():
                reconciling.resolve(difference=found, why=form.cleaned_data["vi_sao"], by=officer.user)
            else:
                reconciling.give_to(difference=found, to=int(giving.cleaned_data["nguoi"]))
            return redirect("money:day", provider=found.check_of.provider, day=found.check_of.day.isoformat())
        except StepRefused as error:
            form.add_error(None, str(error))
    context = {"difference": found, "form": form, "giving": giving if people else None}
    return render(request, "payments/difference.html", context)


@require_http_methods(["POST"])
@keeps_money
def close_month(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Lock a month, or (`lam=doi-soat`) compare its days that nobody compared; what is missing is said."""
    _comparing(officer)
    try:
        month = date.fromisoformat(f"{request.POST.get('thang', '')}-01")
        if request.POST.get("lam") == "doi-soat":
            messages.success(request, _compared_missing(officer, month))
        else:
            closing.close_month(month=month, by=officer.user)
            messages.success(request, f"Đã khóa sổ tháng {month.month}/{month.year}.")
    except ValueError:
        messages.error(request, "Chọn tháng cần khóa.")
    except StepRefused as error:
        messages.error(request, str(error))
    return redirect("money:comparison")


def _compared_missing(officer: Officer, month: date) -> str:
    first, after = closing.month_of(month)
    checks = closing.compare_missing(first=first, after=after, by=officer.user)
    if not checks:
        return f"Mọi ngày đã qua của tháng {month.month}/{month.year} đều đã đối soát."
    wrong = sum(check.differences for check in checks)
    return (
        f"Đã đối soát {len(checks)} lượt còn thiếu của tháng {month.month}/{month.year}: {wrong} chênh lệch."
    )
