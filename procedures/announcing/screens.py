"""The administration's screens: the decisions, and one decision with every procedure that it names."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.web.refusals import StepRefused
from procedures.announcing import services
from procedures.announcing.forms import AnnouncementForm, CheckForm
from procedures.announcing.records import AnnouncedProcedure, Announcement
from procedures.national.doors import changing, looking, may_change

_SHOWN = 50


def _by(request: HttpRequest) -> User:
    changing(request)
    assert isinstance(request.user, User)
    return request.user


@require_http_methods(["GET", "POST"])
def announcements(request: HttpRequest) -> HttpResponse:
    """The decisions with what of them is posted, compared, late; the form that notes one."""
    looking(request)
    form = AnnouncementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        by = _by(request)
        if form.is_valid():
            try:
                made = services.announce(by=by, **form.cleaned_data)
                return redirect("admin:announcement", made.pk)
            except StepRefused as refusal:
                form.add_error(None, str(refusal))
    rows = []
    for one in services.lately()[:_SHOWN]:
        lines = services.standings(one)
        posted = sum(line.posted_at is not None for line in lines)
        checked = sum(line.line.checked_at is not None for line in lines)
        rows.append((one, len(lines), posted, checked, any(line.late for line in lines)))
    context = {
        "rows": rows,
        "form": form,
        "may": may_change(request),
        "crumbs": [(reverse("admin:procedures_procedure_changelist"), "Thủ tục")],
        "wide": True,
    }
    return render(
        request, "procedures/announcing/announcements.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """Every procedure of a decision: posted, late, compared; a POST notes a comparison."""
    looking(request)
    found = get_object_or_404(Announcement.objects.select_related("agency", "by"), pk=pk)
    if request.method == "POST":
        by, form = _by(request), CheckForm(request.POST)
        if form.is_valid():
            line = get_object_or_404(AnnouncedProcedure, pk=form.cleaned_data["line"], announcement=found)
            try:
                services.check(line=line, found=form.cleaned_data["found"], by=by)
                messages.success(request, f"Đã ghi kết quả đối chiếu {line.code}.")
            except StepRefused as refusal:
                messages.error(request, str(refusal))
        return redirect("admin:announcement", pk)
    lines = services.standings(found)
    context = {
        "announcement": found,
        "lines": lines,
        "left": sum(line.posted_at is None for line in lines),
        "unchecked": sum(line.line.checked_at is None for line in lines),
        "may": may_change(request),
        "crumbs": [
            (reverse("admin:procedures_procedure_changelist"), "Thủ tục"),
            (reverse("admin:announcements"), "Quyết định công bố"),
        ],
        "wide": True,
    }
    return render(request, "procedures/announcing/announcement.html", context)


def warn(request: HttpRequest) -> None:
    """On the administration's first page, to those who keep the catalogue."""
    if request.method == "GET" and may_change(request) and (words := services.warning()):
        messages.warning(request, words)
