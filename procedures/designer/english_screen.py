"""Tiếng Anh: every sentence that citizens read, and what it is called on English pages."""

import hashlib
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal.web.refusals import StepRefused
from portal.web.text import clean
from procedures import queries, speaking
from procedures.definition import Definition, DefinitionError
from procedures.definition.english import LONGEST
from procedures.designer.asking import keep
from procedures.designer.doors import version_for, why_not_change
from procedures.designer.frame import frame
from procedures.drafts import ChangedMeanwhile
from procedures.models import ProcedureVersion

Typed = dict[str, str]


@require_http_methods(["GET", "POST"])
def english(request: HttpRequest, pk: int) -> HttpResponse:
    """One box for each sentence; an emptied one is shown in Vietnamese again."""
    version = version_for(request, pk)
    told = _readable(version)
    if request.method == "GET" or told is None:
        return _show(request, version, told, dict(told.english) if told else {})
    typed = _typed(request.POST, told)
    refusal = why_not_change(request, version)
    long = [said for said, words in typed.items() if len(words) > LONGEST]
    if not refusal and long:
        refusal = f"Câu tiếng Anh của “{long[0][:60]}” dài quá {LONGEST} ký tự."
    if refusal:
        return _show(request, version, told, typed, refusal)
    try:
        _save(request, version, typed)
    except ChangedMeanwhile as changed:
        return _show(request, changed.version, told, typed, str(changed))
    except StepRefused as refused:
        return _show(request, version, told, typed, str(refused))
    messages.success(request, "Đã lưu câu tiếng Anh.")
    return redirect(reverse("admin:designer_english", args=[version.pk]))


def _readable(version: ProcedureVersion) -> Definition | None:
    try:
        return queries.definition(version)
    except DefinitionError:
        return None


def mark(said: str) -> str:
    """Names the box of a sentence, wherever it stands: another editor may add one above it meanwhile."""
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _typed(post: QueryDict, told: Definition) -> Typed:
    """By sentence, in the order of the definition; boxes that did not come keep what they had."""
    found = {
        said: clean(post.get(f"cau-{mark(said)}", told.english.get(said, "")))
        for said in speaking.sentences(told)
    }
    return {said: words for said, words in found.items() if words}


def _save(request: HttpRequest, version: ProcedureVersion, typed: Typed) -> None:
    def edit(document: dict[str, Any]) -> None:
        document.pop("english", None)
        if typed:
            document["english"] = typed

    keep(request, version, "Sửa câu tiếng Anh", edit)


def _show(
    request: HttpRequest, version: ProcedureVersion, told: Definition | None, typed: Typed, refusal: str = ""
) -> HttpResponse:
    rows = [
        (where, mark(said), said, typed.get(said, ""))
        for said, where in (speaking.sentences(told).items() if told else ())
    ]
    context = {
        **frame(request, version, "designer_english"),
        "parts": [(where or "Tên thủ tục", list(some)) for where, some in groupby(rows, lambda row: row[0])],
        "total": len(rows),
        "lacking": sum(not words for _, _, _, words in rows),
        "readable": told is not None,
        "refusal": refusal,
    }
    return render(request, "procedures/designer/english.html", context, status=422 if refusal else 200)
