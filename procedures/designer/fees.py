"""Phí, lệ phí: the list with what is wrong, the one-fee form, and the tester beside them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.catalogues.models import Kind
from portal.web.refusals import StepRefused
from procedures import catalogued
from procedures.definition import DefinitionError, parse, problems_of
from procedures.definition.shapes import Definition, FeeRule
from procedures.designer import fee_edits
from procedures.designer.acting import act_on, refused, seen_of
from procedures.designer.asked import questions_of
from procedures.designer.doors import version_for
from procedures.designer.fee_forms import (
    ACCOUNTS,
    TIMINGS,
    ExemptSet,
    FeeForm,
    ReducedSet,
    initial_of,
    kept_whole,
    less_initial,
    less_rows,
)
from procedures.designer.fee_tester import TesterForm
from procedures.designer.frame import frame
from procedures.designer.preview import with_parts
from procedures.designer.step_forms import new_id
from procedures.formula import scope_at
from procedures.models import ProcedureVersion
from procedures.showing import amount_words, when_words

NAME = "designer_fees"


@require_GET
def fees(request: HttpRequest, pk: int) -> HttpResponse:
    """The fees and their sum for facts that are given in the address, so that a case can be sent to a colleague."""
    version = version_for(request, pk)
    told = _told(version)
    tester = TesterForm(request.GET if request.GET else None, told=told) if told and told.fees else None
    tried = tester is not None and tester.is_bound and tester.is_valid()
    judgements = tester.judged() if tester is not None and tried else []
    context = {
        **frame(request, version, NAME),
        "rows": [_row(row, told) for row in fee_edits.fees_of(version.definition)],
        "faults": _faults(version.definition),
        "tester": tester,
        "judged": judgements,
        "total": sum(one.line.vnd for one in judgements if one.line),
        "tried": tried,
        "not_offered": tester.not_offered() if tester is not None and tried else False,
        "timings": dict(TIMINGS),
        "accounts": dict(ACCOUNTS),
        "unread": told is None,
    }
    return render(request, "procedures/designer/fees.html", context)


@require_http_methods(["GET", "POST"])
def edit_fee(request: HttpRequest, pk: int, key: str = "") -> HttpResponse:
    """One fee, or a new one (no key)."""
    version = version_for(request, pk)
    document = version.definition if isinstance(version.definition, dict) else {}
    rows = {row["id"]: row for row in fee_edits.fees_of(document)}
    row: dict[str, Any] = rows.get(key, {})
    if key and not row:
        raise Http404
    form, exempt, reduced = _forms(request, document, row)
    complete = form.is_valid() and exempt.is_valid() and reduced.is_valid()
    if request.method == "POST" and complete:
        changed = form.row(less_rows(exempt), less_rows(reduced))
        fee = key or new_id(changed["name"], set(rows))
        act = f"{'Sửa' if key else 'Thêm'} khoản {changed['name']}"
        if act_on(request, version, act, lambda draft: fee_edits.put(draft, fee, changed), form):
            return redirect(f"{reverse(f'admin:{NAME}', args=[pk])}#khoan-{fee}")
    context = {
        **frame(request, version, NAME),
        "form": form,
        "exempt": exempt,
        "reduced": reduced,
        "heading": f"Sửa khoản {row.get('name', key)}" if key else "Thêm khoản thu",
        "key": key,
        "faults": _faults(document).get(key, []) if key else [],
        "simple": not row or kept_whole(row),
        "seen": seen_of(request, version, form),
        "back": reverse(f"admin:{NAME}", args=[pk]),
    }
    wrong = form.errors or exempt.total_error_count() or reduced.total_error_count()
    return render(request, "procedures/designer/fee.html", context, status=422 if wrong else 200)


@require_POST
def move_fee(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    return _at_once(request, pk, key, "Đưa lên khoản", fee_edits.move_up)


@require_http_methods(["GET", "POST"])
def delete_fee(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Asks first."""
    version = version_for(request, pk)
    row = next((one for one in fee_edits.fees_of(version.definition) if one["id"] == key), None)
    if row is None:
        raise Http404
    if request.method == "POST":
        return _at_once(request, pk, key, "Xóa khoản", fee_edits.delete)
    context = {**frame(request, version, NAME), "row": row, "back": reverse(f"admin:{NAME}", args=[pk])}
    return render(request, "procedures/designer/fee_delete.html", context)


def _at_once(
    request: HttpRequest, pk: int, key: str, act: str, do: Callable[[dict[str, Any], str], None]
) -> HttpResponse:
    version = version_for(request, pk)
    names = {row["id"]: row.get("name") for row in fee_edits.fees_of(version.definition)}
    try:
        refused(request, version)
        act_on(request, version, f"{act} {names.get(key) or key}", lambda draft: do(draft, key))
    except StepRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect(reverse(f"admin:{NAME}", args=[pk]))


def _forms(request: HttpRequest, document: dict[str, Any], row: dict[str, Any]) -> tuple[FeeForm, Any, Any]:
    posted = request.POST if request.method == "POST" else None
    scope = scope_at(document)
    cases = document.get("cases")
    form = FeeForm(
        posted,
        initial=initial_of(row) if row else None,
        numbers=questions_of(document, "number"),
        groups=questions_of(document, "group"),
        cases=[
            (str(one["id"]), str(one.get("name") or one["id"]))
            for one in (cases if isinstance(cases, list) else [])
            if isinstance(one, dict) and one.get("id")
        ],
        items=catalogued.choices(Kind.REVENUE, document),
        scope=scope,
    )
    less: dict[str, Any] = {"form_kwargs": {"scope": scope}}
    exempt = ExemptSet(posted, prefix="mien", initial=less_initial(row.get("exempt")), **less)
    reduced = ReducedSet(posted, prefix="giam", initial=less_initial(row.get("reduced")), **less)
    return form, exempt, reduced


def _told(version: ProcedureVersion) -> Definition | None:
    """The draft; while steps are still missing, its form and cases with the fees, which is enough to reckon."""
    try:
        return parse(version.definition)
    except DefinitionError:
        return with_parts(version.definition, "cases", "fees")


def _faults(document: Any) -> dict[str, list[str]]:
    """What is wrong, by fee; under "" what concerns no single one."""
    found: dict[str, list[str]] = {}
    for path, text in problems_of(document):
        if path.startswith("fees"):
            found.setdefault(path.partition("[")[2].partition("]")[0], []).append(text)
    return found


def _row(row: dict[str, Any], told: Definition | None) -> dict[str, Any]:
    """One fee as the list shows it; a draft that cannot be read shows its name alone."""
    rule = next((one for one in told.fees if one.id == row["id"]), None) if told else None
    shown: dict[str, Any] = {"id": row["id"], "name": row.get("name") or row["id"], "rule": rule}
    return shown | (_words(rule, told) if rule and told else {})


def _words(rule: FeeRule, told: Definition) -> dict[str, Any]:
    names = {case.id: case.name for case in told.cases}
    return {
        "amount": amount_words(rule.amount),
        "channels": [(key, amount_words(amount)) for key, amount in rule.by_channel.items()],
        "condition": when_words(rule.when, told),
        "cases": [names[key] for key in rule.cases],
    }
