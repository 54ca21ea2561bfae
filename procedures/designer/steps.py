"""Các bước: the graph as a picture and a list, time against the limit, every fault at its step; one-step form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.web.refusals import StepRefused
from procedures.definition import Definition
from procedures.designer import step_edits
from procedures.designer.acting import act_on, refused, seen_of
from procedures.designer.asked import questions_of
from procedures.designer.doors import version_for
from procedures.designer.frame import frame
from procedures.designer.sketch import faults_at_steps, sketch
from procedures.designer.step_forms import StepForm, initial_of, new_id
from procedures.formula import scope_at
from procedures.graph import rows_of, share_words, version_picture
from procedures.models import ProcedureVersion
from procedures.steps import in_order, limit_minutes

NAME = "designer_steps"


@require_GET
def steps(request: HttpRequest, pk: int) -> HttpResponse:
    version = version_for(request, pk)
    told, faults = sketch(version.definition), faults_at_steps(version.definition)
    counts = {key: len(texts) for key, texts in faults.items() if key}
    context = {
        **frame(request, version, NAME),
        "rows": rows_of(told),
        "faults": faults,
        "picture": version_picture(told, counts),
        "time": time_bar(version.definition, told),
    }
    return render(request, "procedures/designer/steps.html", context)


@require_http_methods(["GET", "POST"])
def add_step(request: HttpRequest, pk: int) -> HttpResponse:
    """A new step, after one (`sau`), beside one (`canh`), or before all."""
    version = version_for(request, pk)
    after, beside = request.GET.get("sau", ""), request.GET.get("canh", "")
    document = _document(version)
    names = {row["id"]: str(row.get("name") or row["id"]) for row in step_edits.steps_of(document)}
    if (after and after not in names) or (beside and beside not in names):
        raise Http404
    form = _form(request, document, "", {"unit": "60", "share": 4})
    del form.fields["after"]
    where = (
        f"Song song với “{names[beside]}”"
        if beside
        else f"Sau “{names[after]}”"
        if after
        else "Đầu quy trình"
    )
    if request.method == "POST" and form.is_valid():
        row = {**form_row(form), "id": new_id(form.cleaned_data["name"], set(names))}

        def edit(draft: dict[str, Any]) -> None:
            if beside:
                step_edits.add_beside(draft, beside, row)
            else:
                step_edits.add_after(draft, after, row)

        if act_on(request, version, f"Thêm bước {row['name']}", edit, form):
            return redirect(f"{reverse(f'admin:{NAME}', args=[pk])}#buoc-{row['id']}")
    return _form_page(request, version, form, "Thêm bước", where)


@require_http_methods(["GET", "POST"])
def edit_step(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    version = version_for(request, pk)
    document = _document(version)
    row = next((one for one in step_edits.steps_of(document) if one["id"] == key), None)
    if row is None:
        raise Http404
    form = _form(request, document, key, initial_of(row))
    if request.method == "POST" and form.is_valid():
        changed = form.row()

        def edit(draft: dict[str, Any]) -> None:
            step_edits.replace(draft, key, changed)

        if act_on(request, version, f"Sửa bước {changed['name']}", edit, form):
            return redirect(f"{reverse(f'admin:{NAME}', args=[pk])}#buoc-{key}")
    return _form_page(request, version, form, f"Sửa bước {row.get('name', key)}", f"Mã {key}", key=key)


@require_POST
def move_step(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    return _at_once(request, pk, key, "Đưa lên trước bước", step_edits.move_earlier)


@require_http_methods(["GET", "POST"])
def delete_step(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Asks first, with what will wait for what afterwards."""
    version = version_for(request, pk)
    row = next((one for one in step_edits.steps_of(_document(version)) if one["id"] == key), None)
    if row is None:
        raise Http404
    if request.method == "POST":
        return _at_once(request, pk, key, "Xóa bước", step_edits.delete)
    context = {**frame(request, version, NAME), "row": row, "back": reverse(f"admin:{NAME}", args=[pk])}
    return render(request, "procedures/designer/step_delete.html", context)


def _at_once(
    request: HttpRequest, pk: int, key: str, act: str, do: Callable[[dict[str, Any], str], None]
) -> HttpResponse:
    version = version_for(request, pk)
    names = {row["id"]: row.get("name") for row in step_edits.steps_of(_document(version))}
    try:
        refused(request, version)
        act_on(request, version, f"{act} {names.get(key) or key}", lambda draft: do(draft, key))
    except StepRefused as refusal:
        messages.warning(request, str(refusal))
    place = f"#buoc-{key}" if act != "Xóa bước" else ""
    return redirect(f"{reverse(f'admin:{NAME}', args=[pk])}{place}")


def form_row(form: StepForm) -> dict[str, Any]:
    """The row of a form that asks nothing about what stands before."""
    form.cleaned_data["after"] = []
    return form.row()


def _form(request: HttpRequest, document: dict[str, Any], key: str, initial: dict[str, Any]) -> StepForm:
    rows = [row for row in step_edits.steps_of(document) if row["id"] != key]
    return StepForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        others=[(str(row["id"]), str(row.get("name") or row["id"])) for row in rows],
        places=questions_of(document, "commune", "address"),
        papers=_papers_of(document),
        scope=scope_at(document),
    )


def _papers_of(document: dict[str, Any]) -> list[tuple[str, str]]:
    rows = document.get("papers")
    return [
        (str(one["id"]), str(one.get("name") or one["id"]))
        for one in (rows if isinstance(rows, list) else [])
        if isinstance(one, dict) and one.get("id")
    ]


def _document(version: ProcedureVersion) -> dict[str, Any]:
    return version.definition if isinstance(version.definition, dict) else {}


def _form_page(
    request: HttpRequest, version: ProcedureVersion, form: StepForm, heading: str, where: str, key: str = ""
) -> HttpResponse:
    context = {
        **frame(request, version, NAME),
        "form": form,
        "heading": heading,
        "where": where,
        "key": key,
        "faults": faults_at_steps(version.definition).get(key, []) if key else [],
        "seen": seen_of(request, version, form),
        "back": reverse(f"admin:{NAME}", args=[version.pk]),
    }
    status = 422 if form.errors else 200
    return render(request, "procedures/designer/step.html", context, status=status)


def time_bar(document: Any, told: Definition) -> dict[str, Any]:
    """The longest way through the steps against the limit: [(id, name, words, from %, width %)]."""
    allowed = _allowed(document)
    way = _longest(told)
    total = sum(step.minutes for step in way)
    whole = max(total, allowed or 0, 1)
    parts, at = [], 0.0
    for step in way:
        width = 100 * step.minutes / whole
        parts.append(
            {"id": step.id, "name": step.name, "words": share_words(step.minutes), "x": at, "w": width}
        )
        at += width
    return {
        "parts": parts,
        "total": share_words(total),
        "allowed": share_words(allowed) if allowed else "",
        "limit_at": 100 * allowed / whole if allowed else None,
        "over": bool(allowed and total > allowed),
    }


def _longest(told: Definition) -> list[Any]:
    total: dict[str, int] = {}
    came: dict[str, str] = {}
    by_id = {}
    for step in in_order(told):
        best = max(step.after, key=lambda key: total[key], default="")
        total[step.id] = step.minutes + (total[best] if best else 0)
        came[step.id], by_id[step.id] = best, step
    key = max(total, key=lambda one: total[one], default="")
    way = []
    while key:
        way.append(by_id[key])
        key = came[key]
    return way[::-1]


def _allowed(document: Any) -> int | None:
    """The working minutes of the common limit, as far as the draft says it."""
    limits = document.get("limits") if isinstance(document, dict) else None
    limit = limits.get("processing") if isinstance(limits, dict) else None
    value = limit.get("value") if isinstance(limit, dict) else None
    return limit_minutes(value, str(limit.get("unit"))) if isinstance(value, int) and limit else None
