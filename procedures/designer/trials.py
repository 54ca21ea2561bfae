"""Thử nghiệm: the test dossiers of a version, run; each is edited with the form itself as the citizen meets it."""

import json
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.calendars.now import now
from portal.web.refusals import StepRefused
from portal.web.show import local
from portal.web.text import fold
from procedures import eform, life
from procedures.definition import Definition, DefinitionError, TrialCase
from procedures.definition.shapes import Expected
from procedures.designer.accepting import differences, mark_of
from procedures.designer.acting import act_on, seen_of
from procedures.designer.doors import draft_for, version_for
from procedures.designer.frame import frame
from procedures.designer.told import told_finding
from procedures.designer.trial_form import TrialForm, as_it_comes, initial
from procedures.eform import view
from procedures.expressions import at_desk
from procedures.models import ProcedureVersion
from procedures.places import any_served
from procedures.queries import definition
from procedures.trials import HERE, Outcome, outcome_of, reckoning, run_trials, with_places

_DRAFT_ONLY = ("_nguon", "_truoc")


@require_GET
def trials(request: HttpRequest, pk: int) -> HttpResponse:
    """Every test dossier with what was expected and what came."""
    version = version_for(request, pk)
    told = _told(version)
    ran = run_trials(told) if told else []
    rows = [(trial, [told_finding(told, one) for one in trial.findings]) for trial in ran] if told else []
    failed = sum(not trial.passed for trial in ran)
    counts = {"designer_trial": (f"{failed} sai", "late")} if failed else {}
    other = differences(told, ran) if told and failed else []
    context = {
        **frame(request, version, "designer_trial", counts),
        "told": told,
        "rows": rows,
        "failed": failed,
        "other": other,
        "mark": mark_of(other),
    }
    return render(request, "procedures/designer/trials.html", context)


@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Tries the draft out as a step of its life: checked, then tried."""
    try:
        version = draft_for(request, pk)
        life.try_out(version=version, by=request.user)  # type: ignore[arg-type]
        messages.success(request, "Các hồ sơ thử đều đạt. Bản nháp đã được thử.")
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:designer_trial", pk)


@require_http_methods(["GET", "POST"])
def trial(request: HttpRequest, pk: int, key: str = "") -> HttpResponse:
    """One test dossier: filled in, looked at, kept. Without a key a new one, from answers given elsewhere if any."""
    version = version_for(request, pk)
    told = _told(version)
    if told is None:
        messages.error(request, "Nội dung còn chỗ sai nên chưa thử được. Sửa ở các phần khác trước.")
        return redirect("admin:designer_trial", pk)
    case = next((one for one in told.tests if one.id == key), None)
    if key and case is None:
        raise Http404
    if request.method == "POST" and "tra-loi" not in request.POST:
        return _typed(request, version, told, case)
    case = case or _blank(told, _brought(request, told))
    return _show(request, version, told, case, TrialForm(told, initial=initial(told, case)), key)


def _typed(
    request: HttpRequest, version: ProcedureVersion, told: Definition, case: TrialCase | None
) -> HttpResponse:
    key = case.id if case else ""
    answers = _answers(request, told, case)
    form = TrialForm(told, request.POST)
    valid = form.is_valid()
    made = _made(told, form, key or "moi", answers)
    if eform.stays(request.POST) or "xem" in request.POST:
        return _show(request, version, told, made, form, key)
    if "lay" in request.POST:
        boxes = {name: form[name].value() for name in ("name", "channel", "received", "exemption")}
        boxes |= as_it_comes(told, outcome_of(told, made, reckoning()))
        return _show(request, version, told, made, TrialForm(told, initial=boxes), key)
    if valid:
        new = form.case(key or _key_for(told, form.cleaned_data["name"]), answers)
        act = f"{'Sửa' if key else 'Thêm'} hồ sơ thử “{new['name']}”"
        if act_on(request, version, act, lambda document: _put(document, new), form):
            return redirect("admin:designer_trial", version.pk)
        return _show(request, version, told, made, form, key, seen=version.revision)
    return _show(request, version, told, made, form, key)


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Asks first; a test dossier is the memory of somebody who looked the law up."""
    version = version_for(request, pk)
    rows = [one for one in version.definition.get("tests") or [] if isinstance(one, dict)]
    row = next((one for one in rows if one.get("id") == key), None)
    if row is None:
        raise Http404
    if request.method == "GET":
        return _ask_first(request, version, str(row.get("name") or key))

    def edit(document: dict[str, Any]) -> None:
        document["tests"] = [one for one in document.get("tests", []) if one.get("id") != key]

    try:
        act_on(request, version, f"Bỏ hồ sơ thử “{row.get('name') or key}”", edit)
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:designer_trial", pk)


def _ask_first(request: HttpRequest, version: ProcedureVersion, name: str) -> HttpResponse:
    context = {
        **frame(request, version, "designer_trial"),
        "form": Form(),
        "act": f"Bỏ hồ sơ thử “{name}”",
        "words": "Điều hồ sơ ấy canh giữ sẽ không còn ai thử khi công bố. Nội dung của nó còn trong Lịch sử.",
        "harm": True,
        "seen_revision": seen_of(request, version),
        "back": reverse("admin:designer_trial", args=[version.pk]),
    }
    return render(request, "procedures/designer/ask.html", context)


def _put(document: dict[str, Any], case: dict[str, Any]) -> None:
    kept = [one for one in document.get("tests") or [] if isinstance(one, dict)]
    places = [place for place, one in enumerate(kept) if one.get("id") == case["id"]]
    if places:
        kept[places[0]] = case
    else:
        kept.append(case)
    document["tests"] = kept


def _told(version: ProcedureVersion) -> Definition | None:
    try:
        return definition(version)
    except DefinitionError:
        return None


def _brought(request: HttpRequest, told: Definition) -> dict[str, Any]:
    """Answers from the preview, as JSON in `tra-loi`, with the page `trang` that stands open there."""
    try:
        found = json.loads(request.POST.get("tra-loi", "{}"))
    except (ValueError, RecursionError):
        return {}
    answers = found if isinstance(found, dict) else {}
    shown = told.page(request.POST.get("trang", ""))
    read = eform.read_page(shown, request.POST, answers) if shown else answers
    names = _names(told)
    return {key: value for key, value in read.items() if key in names and value not in (None, "", [])}


def _blank(told: Definition, answers: dict[str, Any]) -> TrialCase:
    """A new case, filed online on the last Monday at half past eight."""
    today = local(now()).replace(hour=8, minute=30, second=0, microsecond=0)
    known = {key: value for key, value in answers.items() if key not in _DRAFT_ONLY}
    monday = today - timedelta(days=today.weekday())
    return TrialCase("moi", "", "online", monday, known, Expected(), ())


def _answers(request: HttpRequest, told: Definition, case: TrialCase | None) -> dict[str, Any]:
    """What the boxes of the form say. A place that was "any of ours" stays so while nobody changes it."""
    before = dict(case.answers) if case else {}
    answers: dict[str, Any] = dict(with_places(before))
    facts = at_desk()
    for page in told.form.pages:
        answers = eform.read_page(page, request.POST, answers, facts)
    here = any_served()
    for key, value in before.items():
        if value == HERE and answers.get(key) == here:
            answers[key] = HERE
    return {
        key: value
        for key, value in answers.items()
        if key not in _DRAFT_ONLY and value not in (None, "", []) and key in _names(told)
    }


def _names(told: Definition) -> set[str]:
    outer = [question for page in told.form.pages for question in page.questions]
    return {key for question in outer for key in (question.id, question.other_id)}


def _made(told: Definition, form: TrialForm, key: str, answers: dict[str, Any]) -> TrialCase:
    """The case as far as it can be read now, for showing what comes of it."""
    blank, read = _blank(told, {}), form.cleaned_data if hasattr(form, "cleaned_data") else {}
    return TrialCase(
        id=key,
        name=read.get("name", ""),
        channel=read.get("channel") or "online",
        received=local(read["received"]) if read.get("received") else blank.received,
        answers=answers,
        expect=Expected(),
        papers=None,
        exemption=read.get("exemption", ""),
    )


def _key_for(told: Definition, name: str) -> str:
    """An id from the name, unlike those that are there."""
    base = slugify(fold(name)).replace("-", "_")[:50].strip("_") or "ho_so"
    base = base if base[0].isalpha() else f"hs_{base}"
    taken = {case.id for case in told.tests}
    number, key = 1, base
    while key in taken:
        number += 1
        key = f"{base}_{number}"
    return key


def _show(
    request: HttpRequest,
    version: ProcedureVersion,
    told: Definition,
    case: TrialCase,
    form: TrialForm,
    key: str,
    seen: int | None = None,
) -> HttpResponse:
    """`seen`: the revision told of by a refusal; who saves again has been told and changes their part of it."""
    facts = at_desk(case.channel, case.received.date())
    answers, pages = with_places(case.answers), told.form.pages
    asked = {page.id for page in eform.pages_asked(told, answers, facts)}
    sections = [
        (page, view.fields(told, page, answers, {}, facts, together=pages), page.id in asked)
        for page in pages
    ]
    fields = [field for _, found, _ in sections for field in found]
    outcome: Outcome = outcome_of(told, case, reckoning())
    context = {
        **frame(request, version, "designer_trial"),
        "told": told,
        "case": case,
        "key": key,
        "form": form,
        "sections": sections,
        "seen": view.seen(fields),
        "seen_revision": seen_of(request, version) if seen is None else seen,
        "outcome": outcome,
        "steps": [told.step(one) for one in outcome.steps],
        "papers": [told.paper(one) for one in outcome.papers],
    }
    return render(request, "procedures/designer/trial.html", context)
