"""The books of copies at the desk: what was converted, printing it, XLSX."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from portal.agencies.queries import current_officer
from portal.audit.services import log_access
from portal.copies import queries, services
from portal.copies.models import Conversion
from portal.documents import answers
from portal.documents.answers import disposition
from portal.documents.uploads import UploadRefused
from portal.web import sheets
from portal.web.refusals import StepRefused
from portal.web.show import day
from portal.web.text import clean

WIDTH = 1100


@require_safe
def conversions(request: HttpRequest) -> HttpResponseBase:
    """The book of conversions, newest first; as a sheet with `xlsx`."""
    officer = current_officer(request)
    text = clean(request.GET.get("q", ""))[:100]
    rows = queries.searched(queries.conversions(officer), text)
    if "xlsx" in request.GET:
        return sheets.answer("so chuyen doi", _HEADS, _cells(rows.order_by("id")))
    shown = list(before(rows, request)[: queries.PAGE + 1])
    context = {"rows": shown[: queries.PAGE], "more": more(shown), "text": text}
    return render(request, "copies/conversions.html", context)


_HEADS = ("Số", "Chuyển đổi lúc", "Giấy tờ", "Số giấy", "Nơi cấp", "Ngày cấp", "Của", "Hồ sơ", "Người chuyển đổi",
          "Để", "SHA-256 bản điện tử", "Số lần in")  # fmt: skip


def _cells(rows: QuerySet[Conversion]) -> Iterator[tuple[Any, ...]]:
    for one in rows.select_related("source").iterator(chunk_size=500):
        yield (
            one.serial, one.made_at, one.title, one.paper_number, one.issuer,
            day(one.issued_on) if one.issued_on else "", one.owner, one.about, one.officer.user.full_name,
            one.purpose, one.source.sha256, one.printed,  # type: ignore[attr-defined]
        )  # fmt: skip


def before(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    before = request.GET.get("truoc", "")
    return rows.filter(pk__lt=int(before)) if before.isdigit() and len(before) < 19 else rows


def more(shown: list[Any]) -> int | None:
    return shown[queries.PAGE - 1].pk if len(shown) > queries.PAGE else None


@require_http_methods(["GET", "POST"])
def conversion(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One conversion with its prints; POST prints it, the second time and later with a mark."""
    officer = current_officer(request)
    found = queries.conversion(officer, pk)
    refusal = ""
    if request.method == "POST":
        try:
            content = services.print_sheets(conversion=found, officer=officer)
        except (StepRefused, UploadRefused) as error:
            refusal = str(error)
        else:
            log_access(
                request, subject=found.about or found.serial, act="In bản chuyển đổi", purpose=found.purpose
            )
            return _pdf(content, f"Ban-chuyen-doi-{found.number}-{found.year}.pdf")
    prints = list(found.prints.select_related("officer__user"))
    context = {"one": found, "prints": prints, "refusal": refusal}
    return render(request, "copies/conversion.html", context, status=422 if refusal else 200)


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = disposition(name, inline=True)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def conversion_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One sheet of a conversion as a picture."""
    found = queries.conversion(current_officer(request), pk)
    if found.file is None:
        return HttpResponse(status=404)
    return answers.picture(request, found.file, number, WIDTH)
