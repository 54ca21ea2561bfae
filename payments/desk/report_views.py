"""Reports of money on a page, as a sheet, as a paper; one charge with its whole book."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from payments import plots, queries, reports, shares
from payments.desk import forms
from payments.desk.guard import keeps_money
from payments.ledger import by_line
from payments.models import Payment
from payments.permissions import agencies_of, charges_for
from payments.vouchers import why_not_proved
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.documents import drawing
from portal.web import sheets
from portal.web.refusals import StepRefused
from portal.web.show import day as shown_day
from portal.web.show import local

_PLOTTED = 92  # days that bars can be told apart for
_PRINTED = 400


@require_safe
@keeps_money
def report(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """By agency, account, procedure, fee, exemption or way of paying; bars by day."""
    today = local(now()).date()
    start = {"tu": shown_day(today.replace(day=1)), "den": shown_day(today), "theo": "co-quan"}
    form = forms.ReportForm(request.GET if request.GET else start)
    if not form.is_valid():
        return render(request, "payments/report.html", {"form": form}, status=422)
    told = form.cleaned_data
    agencies = agencies_of(officer)
    lines = reports.figures(by=told["theo"], first=told["tu"], last=told["den"], agencies=agencies)
    if told["theo"] == "cach-nop":
        names = dict(Payment._meta.get_field("method").flatchoices)
        lines = [reports.named(line, str(names.get(line.name, line.name))) for line in lines]
    heads = (reports.BY[told["theo"]], *reports.HEADS)
    rows = [reports.cells(line) for line in lines]
    total = reports.cells(reports.total(lines))
    if "xlsx" in request.GET:
        return sheets.answer(f"thu phi {told['tu']} {told['den']}", heads, [*rows, total])
    if "pdf" in request.GET:
        return _paper(officer, told, heads, rows[:_PRINTED], total)
    context: dict[str, Any] = {"form": form, "heads": heads, "rows": rows[:1000], "total": total}
    if (told["den"] - told["tu"]).days < _PLOTTED:
        days = reports.days(first=told["tu"], last=told["den"], agencies=agencies)
        context |= {"plot": plots.bars(days, "Đã nộp theo ngày"), "days": [one for one in days if one[1]]}
    context["query"] = f"tu={told['tu']}&den={told['den']}&theo={told['theo']}"
    context["spans"] = _spans(today, told["theo"])
    return render(request, "payments/report.html", context)


def _spans(today: date, by: str) -> list[tuple[str, str]]:
    """Today, this month, the month before, this year: as words and address."""
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    found = [
        ("Hôm nay", today, today), ("Tháng này", month, today),
        ("Tháng trước", before.replace(day=1), before), ("Năm nay", today.replace(month=1, day=1), today),
    ]  # fmt: skip
    return [(words, f"?tu={first}&den={last}&theo={by}") for words, first, last in found]


def _paper(officer: Officer, told: dict[str, Any], heads: Any, rows: Any, total: Any) -> HttpResponse:
    agency = officer.agency
    facts = {
        "superior_name": agency.parent.name if agency.parent else "",
        "agency_name": agency.name,
        "place_name": agency.place_name,
        "issued_on": local(now()).date(),
        "officer_name": officer.user.full_name,
        "span": f"Từ {shown_day(told['tu'])} đến {shown_day(told['den'])}",
        "by": reports.BY[told["theo"]],
        "heads": list(heads),
        "lines": [list(row) for row in rows],
        "total": list(total),
    }
    sent = HttpResponse(drawing.draw("letters/money_report.html", facts), content_type="application/pdf")
    sent["Content-Disposition"] = f'inline; filename="thu-phi-{told["tu"]}-{told["den"]}.pdf"'
    sent["Cache-Control"] = "private, no-store"
    return sent


@require_safe
@keeps_money
def find(request: HttpRequest, officer: Officer) -> HttpResponse:
    """One charge by the code that the payer has."""
    code = "".join(request.GET.get("ma", "").upper().split())[:12]
    found = charges_for(officer).filter(reference=code).first()
    if found is None:
        messages.error(
            request, f"Không có khoản thu nào mang mã {code} ở đơn vị của bạn." if code else "Nhập mã."
        )
        return redirect("money:overview")
    return redirect("money:charge", reference=found.reference)


@require_http_methods(["GET", "POST"])
@keeps_money
def charge(request: HttpRequest, officer: Officer, reference: str) -> HttpResponse:
    """A charge: lines with their accounts, the book, payers, receipts, refunds."""
    found = get_object_or_404(charges_for(officer), reference=reference)
    form = forms.ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            parts = form.cleaned_data["cac_phan"]
            shares.divide(charge=found, parts=parts) if parts else shares.join(charge=found)
            return redirect("money:charge", reference=reference)
        except StepRefused as error:
            form.add_error("cac_phan", str(error))
    left = by_line(found)
    context = {
        "charge": found,
        "form": form,
        "owed_vnd": queries.owed_vnd(found),
        "rows": [(row, left[row.pk]) for row in found.rows.select_related("account").order_by("number")],
        "entries": list(found.entries.order_by("number")[:200]),
        "payments": list(found.payments.select_related("share", "voucher").order_by("id")[:200]),
        "receipts": list(found.receipts.select_related("book").order_by("id")[:200]),
        "refunds": queries.refunds_of(found.subject),
        "shares": [(one, queries.share_owed_vnd(one)) for one in queries.shares_of(found)],
        "claims": [one for one in queries.claims_of(found.subject) if one.charge_id == found.pk],
        "papers": list(found.paper_vouchers.order_by("id")[:50]),
        "unproved": why_not_proved(found),
    }
    return render(request, "payments/charge.html", context)
