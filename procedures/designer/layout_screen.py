"""Mẫu in: the declaration as its regulation prints it, typed line by line, seen beside it as it will come out."""

from base64 import b64encode
from copy import deepcopy
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal.documents.previews import NoPicture, pictures_of
from portal.web.refusals import StepRefused
from portal.web.text import clean
from procedures.definition import Definition
from procedures.definition.layout import ABOUT, GAP, PAPERS, left_out
from procedures.definition.shapes import Document
from procedures.designer.asking import keep
from procedures.designer.doors import version_for, why_not_change
from procedures.designer.frame import frame
from procedures.designer.preview import paper, tryable
from procedures.drafts import ChangedMeanwhile
from procedures.models import ProcedureVersion
from procedures.printed.composing import compose

WIDTH = 960
MOST_PAGES = 4


@require_http_methods(["GET", "POST"])
def layout(request: HttpRequest, pk: int) -> HttpResponse:
    """`lam` says what was pressed: `xem` draws what is typed, `soan` writes a first layout, `luu` keeps it, `bo` takes
    the layout away."""
    version = version_for(request, pk)
    if request.method == "GET":
        return _show(request, version, _kept(version.definition))
    act, typed = request.POST.get("lam", ""), _typed(request.POST)
    if act == "soan":
        return _show(request, version, _composed(version, typed))
    if act not in ("luu", "bo"):
        return _show(request, version, typed)
    refusal = why_not_change(request, version)
    faults = _faults(version, typed) if act == "luu" and not refusal else []
    if refusal or faults:
        return _show(request, version, typed, refusal, 422)
    try:
        _save(request, version, typed if act == "luu" else None)
    except ChangedMeanwhile as changed:
        return _show(request, changed.version, typed, str(changed), 422)
    except StepRefused as refused:
        return _show(request, version, typed, str(refused), 422)
    return redirect(reverse("admin:designer_layout", args=[version.pk]))


def _save(request: HttpRequest, version: ProcedureVersion, typed: dict[str, Any] | None) -> None:
    def edit(document: dict[str, Any]) -> None:
        form = document.get("form") if isinstance(document.get("form"), dict) else {}
        document["form"] = _with(form, typed)

    keep(request, version, "Sửa mẫu in" if typed else "Bỏ mẫu in", edit)
    messages.success(request, "Đã lưu mẫu in." if typed else "Đã bỏ mẫu in, tờ khai in theo mẫu chung.")


def _with(form: Any, typed: dict[str, Any] | None) -> dict[str, Any]:
    """The form with this layout, the pages last as in every package."""
    rest = {key: value for key, value in form.items() if key not in ("layout", "pages")}
    if typed is not None:
        rest["layout"] = {key: value for key, value in typed.items() if value and value != "A4"}
    return rest | ({"pages": form["pages"]} if "pages" in form else {})


def _kept(document: Document) -> dict[str, Any]:
    form = document.get("form")
    kept = form.get("layout") if isinstance(form, dict) else None
    found = kept if isinstance(kept, dict) else {}
    return {
        "source": found.get("source", ""),
        "unprinted": _texts(found.get("unprinted")),
        "paper": found.get("paper") or "A4",
        "lines": _texts(found.get("lines")),
    }


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _typed(post: QueryDict) -> dict[str, Any]:
    lines = [line.rstrip() for line in post.get("lines", "").splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return {
        "source": clean(post.get("source", "")),
        "unprinted": post.get("unprinted", "").replace(",", " ").split(),
        "paper": post.get("paper") or "A4",
        "lines": lines,
    }


def _composed(version: ProcedureVersion, typed: dict[str, Any]) -> dict[str, Any]:
    told = tryable(_document(version.definition, None)).told
    return typed | ({"lines": compose(told), "unprinted": []} if told else {})


def _document(document: Document, typed: dict[str, Any] | None) -> dict[str, Any]:
    made = dict(deepcopy(document))
    made["form"] = _with(made.get("form") if isinstance(made.get("form"), dict) else {}, typed)
    return made


def _faults(version: ProcedureVersion, typed: dict[str, Any]) -> list[str]:
    found = tryable(_document(version.definition, typed))
    return [text for path, text in found.faults if path.startswith("form.layout")]


def _show(
    request: HttpRequest,
    version: ProcedureVersion,
    typed: dict[str, Any],
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    document = _document(version.definition, typed if typed["lines"] else None)
    found = tryable(document)
    faults = [text for path, text in found.faults if path.startswith("form.layout")]
    context = {
        **frame(request, version, "designer_layout"),
        "typed": typed,
        "lines": "\n".join(typed["lines"]),
        "papers": PAPERS,
        "refusal": refusal,
        "faults": faults,
        "about": ABOUT.items(),
        "places": _places(found.told),
        "missing": _missing(found.told),
        "pictures": _pictures(found.told, document),
        "gap": GAP,
        "has_layout": bool(_kept(version.definition)["lines"]),
    }
    return render(request, "procedures/designer/layout.html", context, status=status)


def _missing(told: Definition | None) -> list[tuple[str, str]]:
    if told is None or told.form.layout is None:
        return []
    return [(question.id, question.called()) for question in left_out(told.form.layout, told.by_id)]


def _places(told: Definition | None) -> list[dict[str, Any]]:
    """Every question with what to type for it, and where it stands now."""
    if told is None:
        return []
    layout = told.form.layout
    there = layout.printed() if layout else set()
    kept_out = set(layout.unprinted) if layout else set()
    return [
        {
            "slot": f"{{{key}}}",
            "label": question.called(),
            "state": "có" if key in there else "không in" if key in kept_out else "",
        }
        for key, question in told.by_id.items()
        if question.kind not in ("statement", "file")
    ]


def _pictures(told: Definition | None, document: Document) -> list[str]:
    """The pages as they will be printed, as data addresses; none when nothing can be drawn."""
    if told is None:
        return []
    try:
        drawn = pictures_of(paper(told, document), WIDTH, MOST_PAGES)
    except NoPicture:
        return []
    return [f"data:image/webp;base64,{b64encode(one).decode()}" for one in drawn]
