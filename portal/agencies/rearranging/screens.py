"""Sắp xếp đơn vị: the list, one rearrangement with its dry run, its approval, its progress and its report."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.models import User
from portal.agencies.models import AdminUnit, Agency
from portal.agencies.queries import today
from portal.agencies.rearranging import services
from portal.agencies.rearranging.dry_run import consequences
from portal.agencies.rearranging.fates import fates_of
from portal.agencies.rearranging.forms import AgencyForm, BeginForm, UndoForm, UnitForm
from portal.agencies.rearranging.records import Rearrangement, RearrangementState
from portal.agencies.scope import own_agencies
from portal.web.forms import Form
from portal.web.refusals import StepRefused

_LIST = "admin:rearrangements"
_ONE = "admin:rearrangement"


def may_look(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("agencies.view_agency")) and own_agencies(request) is None


def may_change(request: HttpRequest) -> bool:
    """What becomes of agencies is the province's matter, not an agency's own administrator's."""
    return bool(request.user.has_perm("agencies.change_agency")) and own_agencies(request) is None


def _changing(request: HttpRequest) -> User:
    if not may_look(request):
        raise Http404
    if not may_change(request):
        raise PermissionDenied
    assert isinstance(request.user, User)
    return request.user


@require_http_methods(["GET", "POST"])
def rearrangements(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first, and the form that begins one."""
    if not may_look(request):
        raise Http404
    form = BeginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        by = _changing(request)
        if form.is_valid():
            return redirect(_ONE, services.begin(by=by, **form.cleaned_data).pk)
    context = {
        "form": form,
        "may": may_change(request),
        "records": Rearrangement.objects.select_related("made_by")[:50],
        "crumbs": [(reverse("admin:agencies_agency_changelist"), "Cơ quan")],
    }
    status = 422 if form.errors else 200
    return render(request, "agencies/rearranging/list.html", context, status=status)


@require_GET
def rearrangement(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines with every consequence; afterwards the report."""
    if not may_look(request):
        raise Http404
    return _page(request, get_object_or_404(Rearrangement, pk=pk))


def _page(request: HttpRequest, record: Rearrangement, **forms: Form) -> HttpResponse:
    draft = record.state == RearrangementState.DRAFT
    waits = record.state == RearrangementState.APPROVED
    context: dict[str, Any] = {
        "record": record,
        "lines": record.lines.select_related("agency", "unit", "heir", "heir_unit"),
        "may": may_change(request),
        "draft": draft,
        "running": waits and record.effective_from <= today(),
        "undoable": waits and record.effective_from > today(),
        "past": record.effective_from <= today(),
        "consequences": consequences(fates_of(record)) if draft or waits else [],
        "agency_form": forms.get("agency_form") or (AgencyForm(record, prefix="cq") if draft else None),
        "unit_form": forms.get("unit_form") or (UnitForm(record, prefix="db") if draft else None),
        "undo_form": forms.get("undo_form") or UndoForm(),
        "crumbs": [
            (reverse("admin:agencies_agency_changelist"), "Cơ quan"),
            (reverse(_LIST), "Sắp xếp đơn vị"),
        ],
        "wide": True,
    }
    context["stops"] = sum(one.level == "stops" for one in context["consequences"])
    wrong = any(form.errors for form in forms.values())
    answer = render(request, "agencies/rearranging/one.html", context, status=422 if wrong else 200)
    if context["running"]:
        answer["Refresh"] = "4"
    return answer


@require_POST
def add_agency(request: HttpRequest, pk: int) -> HttpResponse:
    """A line for each agency chosen; one that is refused leaves none of them."""
    _changing(request)
    record = get_object_or_404(Rearrangement, pk=pk)
    form = AgencyForm(record, request.POST, prefix="cq")
    if form.is_valid():
        try:
            with transaction.atomic():
                _add_agencies(record, form)
            return redirect(_ONE, pk)
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, record, agency_form=form)


def _add_agencies(record: Rearrangement, form: AgencyForm) -> None:
    got, new = form.cleaned_data, form.new()
    heir = Agency.objects.filter(code=got["heir"]).first() if got["heir"] else None
    unit = AdminUnit.objects.filter(pk=got["unit"]).first() if got["unit"] else None
    for agency in Agency.objects.filter(code__in=got["sources"]).order_by("code"):
        line = services.add_agency(
            record=record,
            act=got["act"],
            agency=agency,
            heir=heir,
            new=new,
            heir_unit=unit,
            share=form.share(),
            staff_follow=got["staff_follow"],
            new_name=got["new_name"],
        )
        if new is not None:  # founded for the first of them; the others go into the same
            heir, new = line.heir, None


@require_POST
def add_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """As for agencies."""
    _changing(request)
    record = get_object_or_404(Rearrangement, pk=pk)
    form = UnitForm(record, request.POST, prefix="db")
    if form.is_valid():
        try:
            with transaction.atomic():
                _add_units(record, form)
            return redirect(_ONE, pk)
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, record, unit_form=form)


def _add_units(record: Rearrangement, form: UnitForm) -> None:
    got, new = form.cleaned_data, form.new()
    heir = AdminUnit.objects.filter(pk=got["heir"]).first() if got["heir"] else None
    for unit in AdminUnit.objects.filter(pk__in=got["sources"]).order_by("code"):
        line = services.add_unit(
            record=record, act=got["act"], unit=unit, heir=heir, new=new, others=got["others"]
        )
        if new is not None:
            heir, new = line.heir_unit, None


@require_POST
def drop_line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    _changing(request)
    record = get_object_or_404(Rearrangement, pk=pk)
    return _do(request, record, lambda: services.drop_line(line=get_object_or_404(record.lines, pk=line)))


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    by = _changing(request)
    record = get_object_or_404(Rearrangement, pk=pk)
    return _do(request, record, lambda: services.approve(record=record, by=by))


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first: what was founded for it goes with it."""
    _changing(request)
    record = get_object_or_404(Rearrangement, pk=pk)
    if request.method == "GET":
        context = {
            "record": record,
            "lines": record.lines.select_related("agency", "unit"),
            "crumbs": [(reverse(_LIST), "Sắp xếp đơn vị"), (reverse(_ONE, args=[pk]), record.name)],
        }
        return render(request, "agencies/rearranging/discard.html", context)
    try:
        services.discard(record=record)
    except StepRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(_ONE, pk)
    messages.success(request, f"Đã bỏ đợt “{record.name}”.")
    return redirect(_LIST)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    by = _changing(request)
    record = get_object_or_404(Rearrangement, pk=pk)
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _page(request, record, undo_form=form)
    return _do(request, record, lambda: services.undo(record=record, by=by, why=form.cleaned_data["why"]))


def _do(request: HttpRequest, record: Rearrangement, act: Any) -> HttpResponse:
    try:
        act()
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(_ONE, record.pk)
