"""Fields of work and procedures. Names and keywords come from the version published last."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.web.admin import ModelAdmin, Part, TabularInline, act
from portal.web.admin.acts import Button
from portal.web.text import fold
from procedures.admin.forms import ImportForm
from procedures.announcing import addresses as announcing
from procedures.designer import ending, start
from procedures.exchange import addresses as exchange
from procedures.models import Procedure, ProcedureField, ProcedureVersion
from procedures.national import addresses as national
from procedures.online import addresses as online
from procedures.revising import addresses as revising
from procedures.scope import may_publish
from procedures.services import draft_from_document


@admin.register(ProcedureField)
class ProcedureFieldAdmin(ModelAdmin):
    part, place, address = Part.LISTS, 10, "linh-vuc"
    about = "Nhóm thủ tục theo lĩnh vực, như trên Cổng Dịch vụ công quốc gia."
    list_display = ["code", "name", "slug"]
    search_fields = ["code", "name"]

    def has_delete_permission(self, request: HttpRequest, obj: ProcedureField | None = None) -> bool:
        return False


class VersionInline(TabularInline):
    """The versions of a procedure, newest first; each is opened on its own page."""

    model = ProcedureVersion
    fields = ["opened", "state", "effective_from", "effective_to", "decision"]
    readonly_fields = ["opened", "state", "effective_from", "effective_to", "decision"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProcedureVersion]:
        return super().get_queryset(request).defer("definition").order_by("-number")

    @admin.display(description="phiên bản")
    def opened(self, version: ProcedureVersion) -> SafeString:
        address = reverse("admin:designer_overview", args=[version.pk])
        return format_html('<a href="{}">Phiên bản {}</a>', address, version.number)


@admin.register(Procedure)
class ProcedureAdmin(ModelAdmin):
    part, place, address = Part.PROCEDURES, 10, "thu-tuc"
    menu_word = "Danh mục thủ tục"
    about = "Mỗi thủ tục có các phiên bản; tên và từ khóa lấy từ phiên bản công bố sau cùng."
    found_by_search = True
    search_help_text = "Mã hoặc tên thủ tục"
    list_display = ["code", "plain_name", "name", "field", "audience", "retired_on"]
    list_display_links = ["code", "plain_name"]
    list_filter = ["field", "audience"]
    list_select_related = ["field"]
    search_fields = ["search_fold"]
    fields = ["code", "name", "plain_name", "field", "audience", "keywords", "retired_on", "successor"]
    readonly_fields = [
        "code",
        "name",
        "plain_name",
        "field",
        "audience",
        "keywords",
        "retired_on",
        "successor",
    ]
    acts = ["ender"]
    inlines = [VersionInline]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Procedure], search_term: str
    ) -> tuple[QuerySet[Procedure], bool]:
        """Without regard to marks."""
        return super().get_search_results(request, queryset, fold(search_term))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A procedure comes with its document, see “Nhập nội dung”."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Procedure | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        importer = path(
            "nhap/", self.admin_site.admin_view(self.importer), name="procedures_procedure_import"
        )
        inside = self.admin_site.admin_view
        return [
            importer,
            path("moi/", inside(start.start), name="designer_start"),
            *national.urls(inside),
            *revising.urls(inside),
            *exchange.urls(inside),
            *online.urls(inside),
            *announcing.urls(inside),
            *super().get_urls(),
        ]

    def list_buttons(self, request: HttpRequest) -> list[Button]:
        if not self.has_change_permission(request):
            return []
        return [
            Button("Thủ tục mới", reverse("admin:designer_start")),
            Button("Nhập nội dung (JSON)", reverse("admin:procedures_procedure_import")),
        ]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may_publish(request)

    @act("Bãi bỏ…", name="retire", address="bai-bo", permissions=("change", "publish"), harmful=True)
    def ender(self, request: HttpRequest, procedure: Procedure) -> HttpResponse:
        return ending.screen(request, procedure)

    def importer(self, request: HttpRequest) -> HttpResponse:
        """A document pasted or chosen as a file becomes a draft, of a new procedure if need be."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
        if request.method == "POST" and form.is_valid():
            draft = draft_from_document(
                document=form.cleaned_data["document"],
                by=request.user,  # type: ignore[arg-type]
            )
            messages.success(request, f"Đã nhập thành bản nháp {draft}.")
            return redirect("admin:procedures_procedureversion_change", draft.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "Nhập nội dung một thủ tục",
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/procedures/import.html", context)
