"""The administration's screens: the list of priorities, the yearly review, the register of solutions, the duties."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.models import User
from portal.agencies.queries import today
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.integrations import national_portal
from portal.web.forms import Form
from portal.web.refusals import StepRefused
from procedures.level import WORDS
from procedures.national.doors import changing, looking, may_change
from procedures.online import export, measures, posting, services
from procedures.online.forms import AnswerForm, DirectForm, DutyForm, RoundForm, SolutionForm
from procedures.online.priority import CRITERIA
from procedures.online.records import ReviewLine, ReviewRound, Solution, WorkflowDuty

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 20
_MOST = 200


def _page(request: HttpRequest, name: str, context: dict[str, Any], form: Form | None = None) -> HttpResponse:
    base = {
        "may": may_change(request),
        "crumbs": [(reverse("admin:procedures_procedure_changelist"), "Thủ tục"), *context.pop("crumbs", [])],
        "wide": True,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, f"procedures/online/{name}.html", {**base, **context, "form": form}, status=status)


def _file(
    request: HttpRequest, name: str, head: list[str], cells: list[list[export.Cell]], title: str
) -> HttpResponse | None:
    """The table as the file that `?tai=` asks for; None where it asks for none."""
    kind = request.GET.get("tai", "")
    if kind == "csv":
        answer = HttpResponse(export.as_csv(head, cells), content_type="text/csv; charset=utf-8")
    elif kind == "xlsx":
        answer = HttpResponse(export.as_xlsx(head, cells, title), content_type=_XLSX)
    else:
        return None
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _by(request: HttpRequest) -> User:
    changing(request)
    assert isinstance(request.user, User)
    return request.user


@require_http_methods(["GET", "POST"])
def priority(request: HttpRequest) -> HttpResponse:
    """The list with every sum told, its picture and its files; a POST notes a directive."""
    looking(request)
    form = DirectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        by = _by(request)
        if form.is_valid():
            got = form.cleaned_data
            services.direct(procedure=got["procedure"], ground=got["ground"], by=by)
            messages.success(request, f"Đã ghi chỉ đạo cho {got['procedure'].code}.")
            return redirect("admin:online_priority")
    lines = services.ranking()
    if file := _file(request, "uu-tien", export.columns(), export.rows(lines), "Ưu tiên"):
        return file
    context = {
        "lines": lines,
        "shown": lines[:_SHOWN],
        "most": max((line.points for line in lines), default=0) or 1,
        "criteria": CRITERIA,
        "level_words": WORDS,
        "levels": Counter(line.level.offered for line in lines),
    }
    return _page(request, "priority", context, form)


@require_http_methods(["GET", "POST"])
def reviews(request: HttpRequest) -> HttpResponse:
    """The rounds, what is late, and the form that opens one."""
    looking(request)
    form = RoundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        by = _by(request)
        if form.is_valid():
            try:
                made = services.open_round(by=by, **form.cleaned_data)
                return redirect("admin:online_review", made.year)
            except StepRefused as refusal:
                form.add_error(None, str(refusal))
    reached = {key: told.online for key, (_, told) in services.in_use().items()}
    late = [
        line
        for line in services.due_lines()[:_MOST]
        if line.decided_on is None or services.change_owed(line) or services.not_there_yet(line, reached)
    ]
    rounds = [
        (one, one.lines.count(), one.lines.filter(decided_on__isnull=False).count())
        for one in ReviewRound.objects.select_related("opened_by")[:10]
    ]
    return _page(request, "reviews", {"rounds": rounds, "late": late}, form)


@require_GET
def review(request: HttpRequest, year: int) -> HttpResponse:
    """The procedures of a round: decided or not, the most urgent first."""
    looking(request)
    made = get_object_or_404(ReviewRound, year=year)
    lines = sorted(
        made.lines.select_related("procedure__field"),
        key=lambda line: (line.decided_on is not None, -line.figures.get("points", 0)),
    )
    cells = export.review_rows(lines)
    if file := _file(request, f"ra-soat-{year}", export.REVIEW_COLUMNS, cells, f"Rà soát {year}"):
        return file
    context = {
        "round": made,
        "lines": lines,
        "left": sum(line.decided_on is None for line in lines),
        "late": made.due_on < today(),
        "level_words": WORDS,
        "crumbs": [(reverse("admin:online_reviews"), "Rà soát hằng năm")],
    }
    return _page(request, "review", context)


@require_http_methods(["GET", "POST"])
def review_line(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """One procedure: its figures and the questions of Điều 19."""
    looking(request)
    line = get_object_or_404(ReviewLine.objects.select_related("procedure", "round"), pk=pk, round__year=year)
    known = {name: getattr(line, name) for name in AnswerForm.base_fields}
    form = AnswerForm(request.POST) if request.method == "POST" else AnswerForm(initial=known)
    if request.method == "POST":
        by = _by(request)
        if form.is_valid():
            try:
                services.answer(line=line, by=by, **form.cleaned_data)
                messages.success(request, f"Đã ghi kết quả rà soát {line.procedure.code}.")
                return redirect("admin:online_review", year)
            except StepRefused as refusal:
                form.add_error(None, str(refusal))
    crumbs = [
        (reverse("admin:online_reviews"), "Rà soát hằng năm"),
        (reverse("admin:online_review", args=[year]), str(year)),
    ]
    return _page(request, "review_line", {"line": line, "level_words": WORDS, "crumbs": crumbs}, form)


@require_POST
def review_revise(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The draft by which the review changes the procedure; then the designer."""
    by = _by(request)
    line = get_object_or_404(ReviewLine.objects.select_related("procedure", "round"), pk=pk, round__year=year)
    try:
        made = services.revise(line=line, by=by)
    except StepRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:online_review_line", year, pk)
    return redirect("admin:designer_overview", made.pk)


@require_http_methods(["GET", "POST"])
def solutions(request: HttpRequest) -> HttpResponse:
    """The register of solutions; what is not done by its day stands out."""
    looking(request)
    form = SolutionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        by = _by(request)
        if form.is_valid():
            made = services.register(by=by, **form.cleaned_data)
            messages.success(request, f"Đã ghi giải pháp cho {made.procedure.code}.")
            return redirect("admin:online_solutions")
    found = list(Solution.objects.select_related("procedure", "by")[:_MOST])
    found.sort(key=lambda one: (one.done_on is not None, one.planned_on is None, one.planned_on or today()))
    rows = [(one, measures.told(one.before, one.after)) for one in found]
    return _page(request, "solutions", {"rows": rows, "today": today()}, form)


@require_POST
def solution_done(request: HttpRequest, pk: int) -> HttpResponse:
    _by(request)
    services.finish(solution=get_object_or_404(Solution, pk=pk), on=today())
    return redirect("admin:online_solutions")


@require_http_methods(["GET", "POST"])
def duties(request: HttpRequest) -> HttpResponse:
    """Who owes the content of a workflow, until when, who is late."""
    looking(request)
    form = DutyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        by = _by(request)
        if form.is_valid():
            try:
                services.owe(by=by, **form.cleaned_data)
                return redirect("admin:online_duties")
            except StepRefused as refusal:
                form.add_error(None, str(refusal))
    services.note_supplied()
    found = services.duties()
    context = {
        "open": list(found.filter(supplied_at=None)[:_MOST]),
        "done": list(found.exclude(supplied_at=None).order_by("-supplied_at")[:_SHOWN]),
        "now": now(),
    }
    return _page(request, "duties", context, form)


@require_POST
def duty_done(request: HttpRequest, pk: int) -> HttpResponse:
    services.supply(duty=get_object_or_404(WorkflowDuty, pk=pk), by=_by(request))
    return redirect("admin:online_duties")


@require_http_methods(["GET", "POST"])
def national(request: HttpRequest) -> HttpResponse:
    """Each service on line and how it stands on the national portal; a POST sends one, or all, again."""
    looking(request)
    rows = posting.rows()
    if request.method == "POST":
        _by(request)
        posting.send_again(
            [request.POST.get("ma", "")] if request.POST.get("ma") else [row[0].code for row in rows]
        )
        start_on_commit("procedures.post_services")
        messages.success(request, "Sẽ gửi lại ngay; tải lại trang sau ít giây.")
        return redirect("admin:online_national")
    context = {
        "rows": rows,
        "left": sum(row[3] != "đã đưa lên" for row in rows),
        "connected": national_portal.connected(),
    }
    return _page(request, "national", context)


def warn(request: HttpRequest) -> None:
    """On the administration's first page, to those who keep the catalogue."""
    if request.method == "GET" and may_change(request) and (words := services.warning()):
        messages.warning(request, words)
