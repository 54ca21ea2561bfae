"""The leaders' screens (ux.md §4.4): today's reds, units and their bottlenecks, nudges, approving many with preview."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import coverage as through
from dossiers import queries, queue, standing
from dossiers.models import DeskJobAct, Task, TaskKind
from dossiers.officer import lists, trend
from dossiers.permissions import why_not_approve, why_not_approve_supplement
from dossiers.services import batch, nudging
from portal.agencies import queries as offices
from portal.agencies.models import Officer
from portal.agencies.queries import current_officer
from portal.calendars.now import now
from portal.web.refusals import NotYours, StepRefused
from portal.web.show import local

_REDS = 10


def _leader(request: HttpRequest) -> Officer:
    officer = current_officer(request)
    if not officer.has(*standing.LEADS):
        raise NotYours("Trang điều hành dành cho lãnh đạo.")
    return officer


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """L1: four numbers that are links, the worst reds, the units."""
    officer = _leader(request)
    reds = queue.first_pages(officer, [queue.LATE], _REDS)[queue.LATE.slug]
    listing = lists.Listing(queue.LATE, queue.Filters())
    waiting = len(standing.to_approve(officer))
    context = {
        "at": now(),
        "numbers": standing.numbers(officer),
        "waiting": waiting,
        "reds": lists.rows_of(officer, reds, listing.query()),
        "late_list": listing.href(),
        "today_list": lists.Listing(queue.TODAY, queue.Filters()).href(),
        "all_list": lists.Listing(queue.ALL, queue.Filters()).href(),
        "units": standing.units(officer),
        "causes": standing.causes(officer),
        "lately": (lately := standing.lately(officer)),
        "trend": trend.plot(lately.weeks),
    }
    return render(request, "dossiers/officer/board.html", context)


@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """L2: how long each step takes there, the slowest first, and how often it is late."""
    officer = _leader(request)
    led = standing.led_by(officer)
    agency = get_object_or_404(offices.standing(), pk=pk)
    if led is not None and agency.pk not in led:
        raise NotYours("Đơn vị này không thuộc phạm vi điều hành của bạn.")
    steps = standing.steps_of(agency)
    return render(request, "dossiers/officer/unit.html", {"agency": agency, "steps": steps})


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Whether all dossiers of a month went through the system, desk by desk, step by step."""
    led = standing.led_by(_leader(request))
    this = local(now()).date().replace(day=1)
    month = min(_month(request.GET.get("thang", "")) or this, this)
    context = {
        "month": month,
        "before": (month - timedelta(days=1)).strftime("%Y-%m"),
        "after": through.span(month)[1].strftime("%Y-%m") if month < this else "",
        "lines": through.lines(led, month),
        "gaps": through.gaps(led, month),
        "channels": through.channels(),
    }
    return render(request, "dossiers/officer/coverage.html", context)


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


@require_http_methods(["GET"])
def nudges(request: HttpRequest) -> HttpResponse:
    """L7: whom one has nudged, and what happened next."""
    return render(request, "dossiers/officer/nudges.html", {"told": nudging.sent_by(_leader(request))})


@require_POST
def nudge(request: HttpRequest, code: str) -> HttpResponse:
    """One word to whoever holds it; back to where one came from."""
    officer = _leader(request)
    dossier = queries.for_officer(officer, code)
    try:
        kept = nudging.nudge(dossier=dossier, officer=officer, text=request.POST.get("loi", ""))
        messages.success(request, f"Đã nhắc {kept.to_officer or kept.to_agency} về {dossier.shown_code}.")
    except StepRefused as refusal:
        messages.warning(request, str(refusal))
    back = request.POST.get("ve", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if safe else reverse("leading:board"))


@require_http_methods(["GET", "POST"])
def approving(request: HttpRequest) -> HttpResponse:
    """L5: every draft that waits for this leader, with what it says; the ticked ones are approved in one act."""
    officer = _leader(request)
    tasks = [task for task in standing.to_approve(officer) if not _why_not(officer, task)]
    if request.method == "POST":
        chosen = set(request.POST.getlist("d"))
        keys = [task.dossier_id for task in tasks if task.dossier.shown_code in chosen]
        try:
            job = batch.begin(officer=officer, act=DeskJobAct.APPROVE, ids=keys)
            return redirect("officer:job", pk=job.pk)
        except StepRefused as refusal:
            messages.warning(request, str(refusal))
            return redirect("leading:approving")
    rows = [{"task": task, **_drafted(task)} for task in tasks]
    return render(request, "dossiers/officer/approving.html", {"rows": rows})


def _why_not(officer: Officer, task: Task) -> str:
    letter = task.kind == TaskKind.LETTER
    return why_not_approve_supplement(officer, task.dossier) if letter else why_not_approve(officer, task)


def _drafted(task: Task) -> dict[str, object]:
    """The draft of a dossier, a result or a request for papers, and the beginning of what it says."""
    if task.kind == TaskKind.LETTER:
        says = "; ".join(f"{item['title']}: {item['note']}" for item in task.supplement_draft.flagged)
        return {"result": None, "letter": task.supplement_draft, "says": says[:400]}
    result = next((one for one in task.dossier.results.all() if one.revoked_at is None), None)
    told = [str(value)[:60] for value in result.fields.values() if value] if result else []
    return {"result": result, "letter": None, "says": "; ".join(told)[:400]}
