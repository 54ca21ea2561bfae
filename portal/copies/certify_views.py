"""The books of electronic copies: what waits for a signature, signing it, what was issued."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.agencies.models import Officer
from portal.agencies.queries import current_officer
from portal.audit.services import log_access
from portal.copies import certifying, queries
from portal.copies.models import CopyKind, ElectronicCopy
from portal.copies.permissions import why_not_certify, why_not_give_back, why_not_revoke
from portal.copies.views import WIDTH, before, more
from portal.documents import answers
from portal.documents.models import OrderState
from portal.documents.signing import keys, orders
from portal.web import sheets
from portal.web.refusals import StepRefused
from portal.web.show import day
from portal.web.text import clean

_HEADS = ("Loại", "Số", "Cấp lúc", "Giấy tờ", "Số bản chính", "Nơi cấp bản chính", "Ngày cấp bản chính", "Sổ gốc",
          "Người yêu cầu", "Hồ sơ", "Người đối chiếu", "Người ký", "Thu hồi lúc")  # fmt: skip


@require_safe
def copies(request: HttpRequest) -> HttpResponseBase:
    """Both books, what waits for the leader first; as a sheet with `xlsx`."""
    officer = current_officer(request)
    text = clean(request.GET.get("q", ""))[:100]
    rows = queries.searched(queries.copies(officer), text)
    if "xlsx" in request.GET:
        issued = rows.exclude(issued_at=None).order_by("kind", "year", "number")
        return sheets.answer("so ban sao dien tu", _HEADS, map(_cells, issued.iterator(chunk_size=500)))
    shown = list(before(rows, request)[: queries.PAGE + 1])
    context = {"rows": shown[: queries.PAGE], "more": more(shown), "text": text}
    return render(request, "copies/copies.html", context)


def _cells(one: ElectronicCopy) -> tuple[Any, ...]:
    return (
        one.get_kind_display(), one.serial, one.issued_at, one.title, one.original_number, one.original_issuer,
        day(one.original_issued_on) if one.original_issued_on else "", one.register, one.party.name, one.about,
        one.compared_by.user.full_name, one.signer.user.full_name if one.signer else "", one.revoked_at,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """One electronic copy: read beside its facts, sign, give back, recall."""
    officer = current_officer(request)
    found = queries.copy(officer, pk)
    refusal = ""
    if request.method == "POST":
        try:
            messages.success(request, _act(request, officer, found))
            return redirect("copies:copy", pk=pk)
        except StepRefused as error:
            refusal = str(error)
    key = keys.of_officer(officer)
    order = orders.last(f"ban-sao:{found.pk}")
    stamping = orders.last(f"dong-dau-ban-sao:{found.pk}")
    context = {
        "one": found, "refusal": refusal, "why_not": why_not_certify(officer, found), "key": key,
        "why_not_give_back": why_not_give_back(officer, found),
        "why_not_revoke": why_not_revoke(officer, found), "typed": request.POST.get("ly-do", ""),
        "order": next((o for o in (stamping, order) if o and o.state != OrderState.SIGNED), None),
        "signatures": list(found.file.signatures.all()) if found.file else [],
        "register": found.kind == CopyKind.REGISTER,
    }  # fmt: skip
    return render(request, "copies/copy.html", context, status=422 if refusal else 200)


def _act(request: HttpRequest, officer: Officer, found: ElectronicCopy) -> str:
    act, reason = request.POST.get("lam", ""), clean(request.POST.get("ly-do", ""))
    if act == "tra-lai":
        certifying.give_back(copy=found, officer=officer, reason=reason)
        return "Đã trả lại người lập."
    if act == "thu-hoi":
        certifying.revoke(copy=found, officer=officer, reason=reason)
        return "Đã thu hồi bản sao."
    certifying.certify(copy=found, officer=officer, pin=request.POST.get("pin", ""))
    return "Đang ký số. Ký xong, bản sao tự lấy số, đóng dấu và vào kho của người yêu cầu."


@require_safe
def copy_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page of the copy, or of its scan while it is not issued, as a picture."""
    found = queries.copy(current_officer(request), pk)
    if number == 1:
        log_access(
            request,
            subject=found.about,
            act="Xem bản sao điện tử",
            party_id=found.party_id,
            purpose=found.title,
        )
    return answers.picture(request, found.file or found.scan, number, WIDTH)


@require_safe
def copy_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The signed file."""
    found = queries.copy(current_officer(request), pk)
    if found.file is None:
        return HttpResponse(status=404)
    name = f"Ban-sao-dien-tu-{found.number}-{found.year}.pdf"
    return answers.serve(request, found.file, name, inline=True)
