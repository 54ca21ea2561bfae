"""Versions: a draft may be edited as JSON with its faults told; what is published is only looked at.

Drafting, publishing and ending have one way each: the designer."""

import json
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.web.admin import ModelAdmin, Part
from procedures.admin.forms import DraftForm, written
from procedures.designer import urls as designer
from procedures.drafts import change_draft
from procedures.models import ProcedureVersion
from procedures.services import problems_before_publishing

MOST_TOLD = 20


class DesignerList(ChangeList):
    """A line of the list opens the designer, not the bare document."""

    def url_for_result(self, result: Model) -> str:
        return reverse("admin:designer_overview", args=[result.pk])


@admin.register(ProcedureVersion)
class ProcedureVersionAdmin(ModelAdmin):
    part, place, address = Part.PROCEDURES, 20, "phien-ban"
    menu_word = "Các phiên bản"
    about = "Bản nháp sửa được; bản đã công bố chỉ xem. Hồ sơ đã nộp luôn theo phiên bản của nó."
    form = DraftForm
    list_display = ["procedure", "number", "state", "effective_from", "effective_to", "unverified_count"]
    list_filter = ["state", "procedure__field"]
    list_select_related = ["procedure"]
    search_fields = ["procedure__search_fold", "procedure__code"]
    readonly_fields = [
        "procedure",
        "number",
        "state",
        "told_faults",
        "told_unverified",
        "effective_from",
        "effective_to",
        "decision",
        "published_at",
        "published_by",
        "sha256",
        "content",
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ProcedureVersion | None = None) -> bool:
        """A published version is looked at, never edited."""
        published = obj is not None and not is_draft(obj)
        return super().has_change_permission(request, obj) and not published

    def has_delete_permission(self, request: HttpRequest, obj: ProcedureVersion | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or is_draft(obj))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No bulk deletion: it would run into the published ones."""
        return {key: value for key, value in super().get_actions(request).items() if key != "delete_selected"}

    def get_fieldsets(self, request: HttpRequest, obj: ProcedureVersion | None = None) -> Any:
        head = ["procedure", "number", "state"]
        if obj and is_draft(obj) and self.has_change_permission(request, obj):
            return [(None, {"fields": [*head, "told_faults", "told_unverified", "text", "seen"]})]
        dates = ["effective_from", "effective_to", "decision", "published_at", "published_by", "sha256"]
        return [(None, {"fields": [*head, *dates, "told_unverified", "content"]})]

    def save_model(
        self, request: HttpRequest, obj: ProcedureVersion, form: "ModelForm[ProcedureVersion]", change: bool
    ) -> None:
        """Keeps the draft whatever its faults; nothing else of a version can be changed here."""
        if not is_draft(obj) or "text" not in form.cleaned_data:
            return
        document = form.cleaned_data["text"]

        def edit(kept: dict[str, Any]) -> None:
            kept.clear()
            kept.update(document)

        changed = change_draft(
            version=obj,
            seen=form.cleaned_data["seen"],
            by=request.user,  # type: ignore[arg-type]
            act="Sửa nội dung (JSON)",
            edit=edit,
        )
        obj.definition, obj.revision = changed.definition, changed.revision
        faults = problems_before_publishing(obj.definition)
        if faults:
            messages.warning(
                request, f"Đã lưu. Còn {len(faults)} chỗ cần sửa trước khi công bố, xem bên dưới."
            )

    @admin.display(description="chưa kiểm chứng")
    def unverified_count(self, version: ProcedureVersion) -> str:
        count = len(unverified(version))
        return f"{count} mục" if count else "–"

    @admin.display(description="chỗ cần sửa trước khi công bố")
    def told_faults(self, version: ProcedureVersion) -> SafeString | str:
        return listed(problems_before_publishing(version.definition)) or "Không còn chỗ nào. Có thể công bố."

    @admin.display(description="chưa kiểm chứng với văn bản luật")
    def told_unverified(self, version: ProcedureVersion) -> SafeString | str:
        """What nobody has compared with the law yet, with its present content."""
        pairs = [(where, excerpt(version.definition, where)) for where in unverified(version)]
        return listed(pairs) or "Không có mục nào."

    @admin.display(description="nội dung")
    def content(self, version: ProcedureVersion) -> SafeString:
        return format_html('<pre class="doc">{}</pre>', written(version.definition))

    def get_urls(self) -> list[URLPattern]:
        return [*designer.urls(self.admin_site.admin_view), *super().get_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DesignerList


def is_draft(version: ProcedureVersion) -> bool:
    return version.editable


def unverified(version: ProcedureVersion) -> list[str]:
    """The paths whose content nobody has compared with the law yet."""
    found = version.definition.get("unverified") if isinstance(version.definition, dict) else None
    return [where for where in found if isinstance(where, str)] if isinstance(found, list) else []


def excerpt(document: Any, where: str) -> str:
    """The content that a path of `unverified` points at, shortened; "" when it is not there."""
    node = document
    for key in where.split("."):
        if isinstance(node, list):
            node = next((item for item in node if isinstance(item, dict) and item.get("id") == key), None)
        else:
            node = node.get(key) if isinstance(node, dict) else None
    text = "" if node is None else json.dumps(node, ensure_ascii=False)
    return text if len(text) <= 160 else f"{text[:160]}…"


def listed(pairs: list[tuple[str, str]]) -> SafeString | str:
    """Path and sentence, one a line; the first twenty and how many more."""
    if not pairs:
        return ""
    told = [(where, f": {text}" if text else "") for where, text in pairs[:MOST_TOLD]]
    rows = format_html_join("", "<li><b>{}</b>{}</li>", told)
    more = len(pairs) - MOST_TOLD
    return format_html("<ul>{}</ul>{}", rows, f"và {more} mục nữa" if more > 0 else "")
