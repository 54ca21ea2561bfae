"""Versions: a draft is edited as JSON with its faults told; what is published is only looked at."""

import json
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.web.admin import ModelAdmin, Part, act
from portal.web.refusals import StepRefused
from procedures.admin.forms import DraftForm, PublishForm, WithdrawForm, written
from procedures.designer import urls as designer
from procedures.drafts import change_draft
from procedures.models import ProcedureVersion, VersionState
from procedures.queries import draft_of
from procedures.scope import may_publish
from procedures.services import problems_before_publishing, publish, save_draft, withdraw

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
    acts = ["publisher", "copier", "withdrawer"]
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

    @act(
        "Làm bản nháp từ bản này",
        name="draft",
        address="lam-nhap",
        offered=lambda version: not is_draft(version),
        confirm=lambda version: f"Chép nội dung {version} thành một bản nháp để sửa. Bản này không đổi.",
    )
    def copier(self, request: HttpRequest, version: ProcedureVersion) -> HttpResponse:
        """A draft that is being worked on is opened, not overwritten."""
        draft = draft_of(version.procedure)
        if draft is None:
            draft = save_draft(
                procedure=version.procedure,
                document=version.definition,
                by=request.user,  # type: ignore[arg-type]
                act=f"Chép từ phiên bản {version.number}",
            )
            messages.success(request, f"Đã chép phiên bản {version.number} thành bản nháp {draft.number}.")
        elif draft.pk != version.pk:
            messages.warning(request, "Thủ tục này đang có bản nháp dở; mở bản ấy để làm tiếp.")
        return redirect("admin:procedures_procedureversion_change", draft.pk)

    def get_urls(self) -> list[URLPattern]:
        return [*designer.urls(self.admin_site.admin_view), *super().get_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DesignerList

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may_publish(request)

    @act(
        "Công bố…",
        name="publish",
        address="cong-bo",
        permissions=("change", "publish"),
        offered=lambda version: is_draft(version),
    )
    def publisher(self, request: HttpRequest, version: ProcedureVersion) -> HttpResponse:
        """Says what will happen and what is unverified, asks for the decision and the day, then publishes."""
        form = PublishForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                publish(version=version, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            except StepRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"Đã công bố {version}.")
                return redirect("admin:procedures_procedureversion_change", version.pk)
        notes = {
            "faults": problems_before_publishing(version.definition),
            "unverified": [(where, excerpt(version.definition, where)) for where in unverified(version)],
            "button": f"Công bố phiên bản {version.number}",
            "words": "Sau khi công bố, nội dung không sửa được nữa. Phiên bản đang dùng hết hiệu lực vào hôm trước. "
            "Hồ sơ đã nộp vẫn theo phiên bản của nó.",
        }
        return self._page(request, version, form, f"Công bố {version}", notes)

    @act(
        "Thôi dùng…",
        name="withdraw",
        permissions=("change", "publish"),
        address="thoi-dung",
        offered=lambda version: version.state == VersionState.PUBLISHED,
        harmful=True,
    )
    def withdrawer(self, request: HttpRequest, version: ProcedureVersion) -> HttpResponse:
        form = WithdrawForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                withdraw(version=version, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            except StepRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"{version} dùng đến hết ngày đã chọn.")
                return redirect("admin:procedures_procedureversion_change", version.pk)
        notes = {
            "harmful": True,
            "button": f"Thôi dùng phiên bản {version.number}",
            "words": "Sau ngày này người dân không nộp mới được. Hồ sơ đã nộp được làm tiếp đến hết.",
        }
        return self._page(request, version, form, f"Thôi dùng {version}", notes)

    def _page(
        self, request: HttpRequest, version: ProcedureVersion, form: Any, title: str, notes: dict[str, Any]
    ) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        context |= {"version": version, "form": form, **notes}
        return TemplateResponse(request, "admin/procedures/decide.html", context)


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
