"""What every screen of the designer shows around itself: where we are, the tabs, whether anything can be changed."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from procedures.designer.doors import why_not_change
from procedures.models import ProcedureVersion

TABS = (
    ("designer_overview", "Tổng quan"),
    ("designer_head", "Thông tin chung"),
    ("designer_form", "Biểu mẫu"),
    ("designer_layout", "Mẫu in"),
    ("designer_result", "Mẫu kết quả"),
    ("designer_papers", "Giấy tờ"),
    ("designer_fees", "Phí, lệ phí"),
    ("designer_steps", "Các bước"),
    ("designer_english", "Tiếng Anh"),
    ("designer_trial", "Thử nghiệm"),
    ("designer_simulations", "Mô phỏng"),
    ("designer_compare", "So sánh"),
    ("designer_publish", "Công bố"),
    ("designer_history", "Lịch sử"),
)


@dataclass(frozen=True)
class Tab:
    href: str
    words: str
    current: bool
    count: str = ""
    tone: str = ""


def frame(
    request: HttpRequest,
    version: ProcedureVersion,
    name: str,
    counts: dict[str, tuple[str, str]] | None = None,
) -> dict[str, Any]:
    """
    The context of a screen that extends `layouts/designer.html`. `name` is the tab it stands under; `counts` gives
    a tab's words beside its name and their tone ("" or "late"): {"designer_publish": ("3 lỗi", "late")}.
    """
    return {
        "version": version,
        "procedure": version.procedure,
        "why_not": why_not_change(request, version),
        "tabs": _tabs(version, name, counts or {}),
        "crumbs": [
            (reverse("admin:procedures_procedure_changelist"), "Thủ tục"),
            (
                reverse("admin:procedures_procedure_change", args=[version.procedure_id]),
                version.procedure.code,
            ),
        ],
        "wide": True,
    }


def _tabs(version: ProcedureVersion, current: str, counts: dict[str, tuple[str, str]]) -> list[Tab]:
    """Those that have a screen: a tab is shown when its address exists."""
    shown = []
    for name, words in TABS:
        try:
            href = reverse(f"admin:{name}", args=[version.pk])
        except NoReverseMatch:
            continue
        shown.append(Tab(href, words, name == current, *counts.get(name, ("", ""))))
    return shown
