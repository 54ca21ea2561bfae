"""Mẫu kết quả: what the result says, typed line by line, seen beside it as it will come out."""

from base64 import b64encode
from copy import deepcopy
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal.documents.previews import NoPicture, pictures_of
from portal.web.refusals import StepRefused
from procedures.definition import Definition
from procedures.definition.layout import ABOUT
from procedures.definition.shapes import Document
from procedures.designer.asking import keep
from procedures.designer.doors import version_for, why_not_change
from procedures.designer.frame import frame
from procedures.designer.preview import Tryable, result_paper, tryable
from procedures.drafts import ChangedMeanwhile
from procedures.models import ProcedureVersion
from procedures.printed.composing import compose_words

WIDTH, MOST_PAGES = 960, 4
_HERE = "result.layout"


@require_http_methods(["GET", "POST"])
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """`lam` says what was pressed: `xem` draws what is typed, `soan` writes first words, `luu` keeps them, `bo` goes
    back to the page that the package names."""
    version = version_for(request, pk)
    if request.method == "GET":
        return _show(request, version, _kept(version.definition))
    act, lines = request.POST.get("lam", ""), _typed(request.POST.get("lines", ""))
    if act == "soan":
        told = _tried(version.definition, []).told
        return _show(request, version, compose_words(told) if told else lines)
    if act not in ("luu", "bo"):
        return _show(request, version, lines)
    refusal = why_not_change(request, version)
    if refusal or (act == "luu" and _faults(_tried(version.definition, lines))):
        return _show(request, version, lines, refusal, 422)
    try:
        _save(request, version, lines if act == "luu" else [])
    except ChangedMeanwhile as changed:
        return _show(request, changed.version, lines, str(changed), 422)
    except StepRefused as refused:
        return _show(request, version, lines, str(refused), 422)
    return redirect(reverse("admin:designer_result", args=[version.pk]))


def _save(request: HttpRequest, version: ProcedureVersion, lines: list[str]) -> None:
    def edit(document: dict[str, Any]) -> None:
        document["result"] = _with(document, lines)

    keep(request, version, "Sửa lời kết quả" if lines else "Bỏ lời kết quả", edit)
    messages.success(
        request, "Đã lưu lời kết quả." if lines else "Đã bỏ lời riêng, kết quả in theo mẫu có sẵn."
    )


def _result(document: Document) -> dict[str, Any]:
    kept = document.get("result")
    return kept if isinstance(kept, dict) else {}


def _with(document: Document, lines: list[str]) -> dict[str, Any]:
    rest = {key: deepcopy(value) for key, value in _result(document).items() if key != "layout"}
    return rest | ({"layout": {"lines": lines}} if lines else {})


def _kept(document: Document) -> list[str]:
    layout = _result(document).get("layout")
    lines = layout.get("lines") if isinstance(layout, dict) else None
    return [one for one in lines if isinstance(one, str)] if isinstance(lines, list) else []


def _typed(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _tried(document: Document, lines: list[str]) -> Tryable:
    return tryable(document, _with(document, lines))


def _faults(found: Tryable) -> list[str]:
    return [text for path, text in found.faults if path.startswith(_HERE)]


def _show(
    request: HttpRequest, version: ProcedureVersion, lines: list[str], refusal: str = "", status: int = 200
) -> HttpResponse:
    found = _tried(version.definition, lines)
    context = {
        **frame(request, version, "designer_result"),
        "lines": "\n".join(lines),
        "refusal": refusal,
        "faults": _faults(found),
        "about": [(key, words) for key, words in ABOUT.items() if key not in ("ngay", "giay_to")],
        "places": _places(found.told),
        "pictures": _pictures(found.told),
        "own": bool(_kept(version.definition)),
    }
    return render(request, "procedures/designer/result.html", context, status=status)


def _places(told: Definition | None) -> list[tuple[str, str, str]]:
    """What can be named: (how, what it is, where it comes from)."""
    if told is None:
        return []
    own = {one.id for one in told.result.fields}
    return [
        (f"{{{key}}}", question.called(), "kết quả" if key in own else "tờ khai")
        for key, question in sorted(told.result.known(told.by_id).items(), key=lambda one: one[0] not in own)
        if question.kind not in ("statement", "file")
    ]


def _pictures(told: Definition | None) -> list[str]:
    if told is None:
        return []
    try:
        drawn = pictures_of(result_paper(told), WIDTH, MOST_PAGES)
    except NoPicture:
        return []
    return [f"data:image/webp;base64,{b64encode(one).decode()}" for one in drawn]
