"""Tổng quan: what this version is, what it holds, what keeps it from being published."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from procedures.definition import DefinitionError
from procedures.designer.doors import CHANGE, version_for
from procedures.designer.frame import frame
from procedures.level import Level, level_of
from procedures.models import ProcedureVersion, VersionState
from procedures.queries import definition
from procedures.services import problems_before_publishing


@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    version = version_for(request, pk)
    context = {
        **frame(request, version, "designer_overview"),
        "contents": contents(version),
        "level": _level(version),
        "faults": problems_before_publishing(version.definition),
        "stages": stages(version),
        "versions": version.procedure.versions.order_by("-number").defer("definition"),
        "may": request.user.has_perm(CHANGE),
    }
    return render(request, "procedures/designer/overview.html", context)


def _level(version: ProcedureVersion) -> Level | None:
    """What the facts of a readable document bear."""
    try:
        return level_of(definition(version))
    except DefinitionError:
        return None


def stages(version: ProcedureVersion) -> list[tuple[str, str]]:
    """The life of a version as words with done, now or ahead; the last one is how it ended, or how it will."""
    last = VersionState.WITHDRAWN if version.state == VersionState.WITHDRAWN else VersionState.SUPERSEDED
    line = [VersionState.DRAFT, VersionState.CHECKED, VersionState.TRIED, VersionState.PUBLISHED, last]
    at = line.index(VersionState(version.state))
    return [
        (str(state.label), "now" if place == at else "done" if place < at else "ahead")
        for place, state in enumerate(line)
    ]


def contents(version: ProcedureVersion) -> list[tuple[str, str]]:
    """What the document holds, counted; a draft may be of any shape, so nothing is taken for granted."""
    document = version.definition if isinstance(version.definition, dict) else {}
    form = document.get("form")
    pages = _list(form.get("pages") if isinstance(form, dict) else None)
    questions = sum(len(_list(page.get("questions"))) for page in pages if isinstance(page, dict))
    return [
        ("Biểu mẫu", f"{len(pages)} trang, {questions} câu hỏi"),
        ("Giấy tờ", f"{len(_list(document.get('papers')))} loại"),
        ("Phí, lệ phí", f"{len(_list(document.get('fees')))} khoản"),
        ("Các bước", f"{len(_list(document.get('steps')))} bước"),
        ("Căn cứ pháp lý", f"{len(_list(document.get('legal')))} văn bản"),
        ("Chưa kiểm chứng", f"{len(_list(document.get('unverified')))} mục"),
    ]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
