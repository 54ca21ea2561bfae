"""The second look at what was scanned: a list with terms, one big page after the other, two keys."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dossiers.officer.bench import Bench
from dossiers.reuse import reuse
from dossiers.services import digitising
from portal.agencies.models import Officer
from portal.agencies.queries import current_officer
from portal.audit.services import log_access
from portal.calendars.now import now
from portal.documents import answers
from portal.documents.models import DigitisedPaper, ScanState
from portal.documents.signing import orders
from portal.web.refusals import StepRefused

_MOST = 200
_WIDTH = 1600
_MONTH = timedelta(days=30)


@require_safe
def scans(request: HttpRequest) -> HttpResponse:
    """What waits for a check, what must be scanned again, what is being signed; the figures of thirty days."""
    officer = current_officer(request)
    rows = digitising.scans_of(officer).order_by("due_at", "pk")
    waiting = list(rows.filter(state=ScanState.SCANNED)[:_MOST])
    signing = list(rows.filter(state__in=[ScanState.CHECKED, ScanState.SIGNED])[:_MOST])
    again = digitising.turned_down(officer)
    context = {
        "waiting": [(one, not digitising.why_not_check(officer, one)) for one in waiting],
        "again": again,
        "signing": [(one, orders.last(f"so-hoa:{one.pk}")) for one in signing],
        "dossiers": digitising.dossiers_of([*waiting, *again, *signing]),
        "figures": digitising.figures(digitising.desks_of(officer), scanned_at__gte=now() - _MONTH),
        "reuse": reuse(digitising.desks_of(officer), now() - _MONTH),
        "at": now(),
        "bare": digitising.unscanned_at(officer),
    }
    return render(request, "dossiers/officer/scans.html", context)


@require_http_methods(["GET", "POST"])
def scan_late(request: HttpRequest, code: str) -> HttpResponse:
    """The papers of a dossier that were taken without a scan, each with its file."""
    bench = Bench(request, code)
    problem, status = "", 200
    if request.method == "POST":
        paper_id, files = request.POST.get("giay", ""), request.FILES.getlist("tep")
        try:
            scan = digitising.scan_late(
                dossier=bench.dossier, officer=bench.officer, paper_id=paper_id, files=files
            )
            messages.success(request, f"Đã nhận bản quét: {scan.title}.")
            left = digitising.unscanned(bench.dossier)
            return redirect("officer:scan_late", code=code) if left else redirect("officer:scans")
        except StepRefused as refusal:
            problem, status = str(refusal), 422
    context = bench.context(
        bare=digitising.unscanned(bench.dossier), problem=problem,
        why_not=digitising.why_not_scan(bench.officer, bench.dossier),
    )  # fmt: skip
    return render(request, "dossiers/officer/scan_late.html", context, status=status)


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """One scan beside its facts; “Đạt” or “Quét lại”, then the next that waits."""
    officer = current_officer(request)
    scan = _scan(officer, pk)
    reason = request.POST.get("ly_do", "")
    problem = ""
    if request.method == "POST":
        try:
            return _act(request, scan, officer, reason)
        except StepRefused as refusal:
            problem = str(refusal)
            scan.refresh_from_db()
    item = digitising.item_of(scan)
    dossier = digitising.dossier_of(scan)
    file = scan.signed or scan.file or item.pdf
    log_access(
        request, subject=dossier.shown_code, act="Xem giấy tờ", party_id=dossier.owner_id,
        purpose=f"Kiểm tra bản quét: {scan.title}",
    )  # fmt: skip
    context = {
        "scan": scan, "dossier": dossier, "item": item, "problem": problem, "reason": reason,
        "pages": range(1, file.pages + 1) if file else [],
        "why_not": digitising.why_not_check(officer, scan),
        "next": digitising.next_after(officer, scan),
    }  # fmt: skip
    return render(request, "dossiers/officer/scan.html", context, status=422 if problem else 200)


def _act(request: HttpRequest, scan: DigitisedPaper, officer: Officer, reason: str) -> HttpResponse:
    verb = request.POST.get("lam")
    following = digitising.next_after(officer, scan)
    if verb == "dat":
        digitising.approve(scan=scan, officer=officer)
        messages.success(request, f"Đạt: {scan.title}.")
    elif verb == "quet-lai":
        digitising.reject(scan=scan, officer=officer, reason=reason)
        messages.success(request, f"Đã báo quét lại: {scan.title}.")
    elif verb == "da-quet":
        fresh = digitising.scan_again(scan=scan, officer=officer, files=request.FILES.getlist("tep"))
        messages.success(request, f"Đã nhận bản quét mới: {scan.title}.")
        return redirect("officer:scan", pk=fresh.pk)
    else:
        raise Http404("act")
    return redirect("officer:scan", pk=following.pk) if following else redirect("officer:scans")


@require_safe
def page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page of what is checked."""
    scan = _scan(current_officer(request), pk)
    file = scan.signed or scan.file or digitising.item_of(scan).pdf
    if file is None:
        raise Http404("page")
    return answers.picture(request, file, number, _WIDTH)


def _scan(officer: Officer, pk: int) -> DigitisedPaper:
    return get_object_or_404(digitising.scans_of(officer).select_related("signed", "file"), pk=pk)
