"""Books of receipts: what was used, one receipt, its reprint and its end."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from payments import receipts
from payments.desk import forms
from payments.desk.guard import keeps_money
from payments.models import FeeReceipt, ReceiptBook
from payments.permissions import books_for, collectors_for, payments_without_receipt, receipts_for
from portal.agencies.models import Officer
from portal.celery import start_on_commit
from portal.documents import answers
from portal.web import sheets
from portal.web.refusals import StepRefused

ON_A_PAGE = 100
YEAR_DAYS = 366


@require_http_methods(["GET", "POST"])
@keeps_money
def books(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Every book with what was used of it, and a new one."""
    own = collectors_for(officer)
    form = forms.OpenBookForm(request.POST or None, agencies=[(one.pk, one.name) for one in own])
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            receipts.open_book(
                agency=own.get(pk=int(told["don_vi"])),
                form=told["mau"],
                serial=told["ky_hieu"],
                by=officer.user,
            )
            start_on_commit("payments.issue_receipts", YEAR_DAYS)
            messages.success(request, "Đã mở quyển. Khoản đã thu mà chưa có biên lai sẽ được lập.")
            return redirect("money:books")
        except StepRefused as error:
            form.add_error("ky_hieu", str(error))
    waiting = payments_without_receipt(officer)
    context = {"form": form, "books": list(_used(books_for(officer))[:50]), "waiting": waiting[:1000].count()}
    return render(request, "payments/books.html", context)


def _used(found: QuerySet[ReceiptBook]) -> QuerySet[ReceiptBook]:
    """With the report on use: first and last number, cancelled ones, the sum of the good ones."""
    good = Q(receipts__cancelled_at=None)
    return found.annotate(
        first=Min("receipts__number"),
        used=Count("receipts"),
        until=Max("receipts__number"),
        cancelled=Count("receipts", filter=~good & Q(receipts__isnull=False)),
        vnd=Sum("receipts__vnd", filter=good),
    ).order_by("closed_at", "-id")


@require_safe
@keeps_money
def book(request: HttpRequest, officer: Officer, pk: int) -> HttpResponseBase:
    """The receipts of one book, newest first; as a sheet with `xlsx`."""
    found = get_object_or_404(_used(books_for(officer)), pk=pk)
    rows = receipts_for(officer).filter(book=found).order_by("-number")
    if "xlsx" in request.GET:
        told = rows.order_by("number").iterator(chunk_size=500)
        return sheets.answer(f"bien lai {found.serial}", _HEADS, (_cells(one) for one in told))
    before = request.GET.get("truoc", "")
    if before.isdigit() and len(before) < 9:
        rows = rows.filter(number__lt=int(before))
    shown = list(rows[: ON_A_PAGE + 1])
    older = shown[ON_A_PAGE - 1].number if len(shown) > ON_A_PAGE else None
    return render(request, "payments/book.html", {"book": found, "rows": shown[:ON_A_PAGE], "older": older})


_HEADS = ("Số", "Lập lúc", "Mã nộp tiền", "Nội dung", "Số tiền", "Trạng thái", "Lý do hủy", "Thay cho số")


def _cells(one: FeeReceipt) -> tuple[Any, ...]:
    state = "Đã hủy" if one.cancelled_at else "Đã lập"
    replaces = f"{one.replaces.number:07}" if one.replaces else ""
    return (
        f"{one.number:07}", one.issued_at, one.charge.reference, one.charge.about, one.vnd, state,
        one.cancel_reason, replaces,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@keeps_money
def receipt(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """One receipt; cancelled here with its reason."""
    found = get_object_or_404(receipts_for(officer), pk=pk)
    form = forms.CancelReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            new = receipts.cancel(
                receipt=found,
                reason=form.cleaned_data["ly_do"],
                by=officer.user,
                replace=form.cleaned_data["thay"],
            )
            messages.success(request, f"Đã hủy biên lai {found.number:07}.")
            return redirect("money:receipt", pk=(new or found).pk)
        except StepRefused as error:
            form.add_error(None, str(error))
    prints = list(found.prints.select_related("by").order_by("number"))
    return render(request, "payments/receipt.html", {"receipt": found, "form": form, "prints": prints})


@require_safe
@keeps_money
def receipt_file(request: HttpRequest, officer: Officer, pk: int) -> HttpResponseBase:
    """The receipt as PDF; drawn now when the worker has not come to it yet."""
    found = receipts.draw(get_object_or_404(receipts_for(officer), pk=pk))
    assert found.file is not None
    return answers.serve(request, found.file, f"bien-lai-{found.number:07}.pdf", inline=True)


@require_POST
@keeps_money
def reprint(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """One more print: counted, and the paper says so."""
    found = get_object_or_404(receipts_for(officer), pk=pk)
    content = receipts.reprint(receipt=found, by=officer.user)
    sent = HttpResponse(content, content_type="application/pdf")
    sent["Content-Disposition"] = f'attachment; filename="bien-lai-{found.number:07}-in-lai.pdf"'
    sent["Cache-Control"] = "private, no-store"
    return sent
