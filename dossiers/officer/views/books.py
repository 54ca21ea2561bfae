"""D18: the register of the desk as a screen, a workbook, a paper; hand-over sheets, control slip, reprints."""

import io
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dossiers import books, letters
from dossiers.letter_forms import form_of
from dossiers.officer.bench import Bench
from portal.agencies.models import Officer
from portal.agencies.queries import current_officer, profile
from portal.audit.services import log_access
from portal.calendars.now import now
from portal.documents import answers, drawing
from portal.documents.answers import disposition
from portal.web.refusals import NotYours, StepRefused
from portal.web.show import local
from portal.web.text import mask_number

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_ON_PAPER = 300
_LONGEST = timedelta(days=366)


def _keeper(request: HttpRequest) -> Officer:
    officer = current_officer(request)
    if not books.may_keep(officer):
        raise NotYours("Sổ theo dõi do bộ phận một cửa, văn thư và lãnh đạo giữ.")
    return officer


def _span(request: HttpRequest) -> books.Span:
    """The days that the address names; this month when it names none or something else."""
    today = local(now()).date()
    first, last = (_day(request.GET.get(name, "")) for name in ("tu", "den"))
    first, last = first or today.replace(day=1), last or today
    if last < first:
        first, last = last, first
    return books.Span(max(first, last - _LONGEST), last)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """A page of the book; telephone numbers are masked on the screen."""
    officer, span = _keeper(request), _span(request)
    leaf = books.leaf(officer, span, request.GET.get("trang", ""))
    rows = [{"line": _masked(dossier), "code": dossier.shown_code} for dossier in leaf.rows]
    query = f"tu={span.first.isoformat()}&den={span.last.isoformat()}"
    here = reverse("officer:register")
    context = {
        "book": form_of("register", span.last),
        "span": span,
        "rows": rows,
        "begins": leaf.first - 1,
        "columns": books.COLUMNS,
        "query": query,
        "newer": f"{here}?{query}&trang={leaf.before}" if leaf.before else "",
        "older": f"{here}?{query}&trang={leaf.after}" if leaf.after else "",
    }
    return render(request, "dossiers/officer/register.html", context)


def _masked(dossier: Any) -> list[str]:
    cells = books.line(dossier)
    cells[4] = mask_number(dossier.contact_phone)
    return cells


@require_safe
def register_xlsx(request: HttpRequest) -> HttpResponse:
    """The book as a workbook, whole; the look is logged."""
    from openpyxl import Workbook  # heavy: only where a workbook is written

    officer, span = _keeper(request), _span(request)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sổ theo dõi hồ sơ")
    sheet.append([form_of("register", span.last).title, span.words()])
    sheet.append(["TT", *books.COLUMNS])
    for number, line in enumerate(books.lines(officer, span), 1):
        sheet.append([number, *[_plain(cell) for cell in line]])
    out = io.BytesIO()
    book.save(out)
    _log(request, span, "XLSX")
    return _file(out.getvalue(), _XLSX, f"So-theo-doi-{span.first}-{span.last}.xlsx")


def _plain(cell: str) -> str:
    """No cell is a formula, whatever somebody was called."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell


@require_safe
def register_pdf(request: HttpRequest) -> HttpResponse:
    """The book on paper, at most some hundred lines at a time."""
    officer, span = _keeper(request), _span(request)
    lines = [books.line(dossier) for dossier in books.entries(officer, span)[: _MOST_ON_PAPER + 1]]
    if len(lines) > _MOST_ON_PAPER:
        raise StepRefused(f"Hơn {_MOST_ON_PAPER} hồ sơ, bản in sẽ quá dài. Chọn ít ngày hơn, hoặc tải XLSX.")
    _log(request, span, "PDF")
    form = form_of("register", span.last)
    facts = {"title": form.title, "form_mark": form.mark, "span": span.words(), "book": str(span.first.year)}
    pdf = drawing.draw("register", {**_head(officer), **facts, "head": list(books.COLUMNS), "lines": lines})
    return _file(pdf, "application/pdf", f"So-theo-doi-{span.first}-{span.last}.pdf")


@require_safe
def hand_over_pdf(request: HttpRequest) -> HttpResponse:
    """Results that lie ready, for the counter or the post (`?buu-chinh=1`), to be signed for."""
    officer = _keeper(request)
    postal = request.GET.get("buu-chinh") == "1"
    facts = {
        "title": "Phiếu bàn giao kết quả",
        "span": "Trả qua bưu chính" if postal else "Trả tại quầy",
        "head": list(books.HANDED),
        "lines": books.to_hand_over(officer, postal=postal),
        "receiver": "Nhân viên bưu chính" if postal else "Người nhận",
    }
    pdf = drawing.draw("hand_over", {**_head(officer), **facts})
    return _file(pdf, "application/pdf", f"Ban-giao-{local(now()).date()}.pdf")


@require_safe
def control(request: HttpRequest, code: str) -> HttpResponseBase:
    """Mẫu 06 as it stands now, kept with the dossier."""
    bench = Bench(request, code)
    if bench.dossier.received_at is None:
        raise StepRefused("Hồ sơ chưa được tiếp nhận nên chưa có phiếu kiểm soát.")
    slip = letters.draw_slip(letters.control_slip(bench.dossier, books.moves(bench.dossier)))
    assert slip.file is not None
    bench.log("Tải phiếu", slip.get_kind_display())
    return answers.serve(request, slip.file, f"{bench.dossier.shown_code}-kiem-soat.pdf", inline=True)


@require_POST
def print_slip(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A slip to print: the first time as stored, afterwards marked as a reprint."""
    bench = Bench(request, code)
    slip = get_object_or_404(bench.dossier.slips.select_related("file"), pk=pk)
    pdf = letters.print_again(slip)
    bench.log("In phiếu", slip.get_kind_display())
    return _file(pdf, "application/pdf", f"{bench.dossier.shown_code}-{slip.kind}.pdf")


@require_safe
def job_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What an act on many dossiers has bound together; only for the officer who began it."""
    job = get_object_or_404(
        current_officer(request).desk_jobs.select_related("file"), pk=pk, file__isnull=False
    )
    assert job.file is not None
    return answers.serve(request, job.file, f"Phieu-gop-{job.pk}.pdf", inline=True)


def _head(officer: Officer) -> dict[str, Any]:
    agency = officer.agency
    return {
        "agency_name": agency.name,
        "superior_name": agency.parent.name if agency.parent else "",
        "place_name": agency.place_name or profile().province_name,
        "issued_on": local(now()).date().isoformat(),
    }


def _log(request: HttpRequest, span: books.Span, kind: str) -> None:
    log_access(request, subject=f"so-theo-doi {span.first}–{span.last}", act=f"Tải sổ {kind}", party_id=None,
               purpose="Sổ theo dõi hồ sơ")  # fmt: skip


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = disposition(name, inline=kind == "application/pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer
