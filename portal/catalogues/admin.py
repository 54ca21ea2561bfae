"""The shared catalogues in the administration: dated, searched without marks, never deleted (QN-7.5)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portal.catalogues.models import Entry
from portal.catalogues.services import rename
from portal.web.admin import ModelAdmin, Part, act
from portal.web.admin.widgets import DateBox
from portal.web.forms import Form, TextField
from portal.web.refusals import StepRefused
from portal.web.text import fold


class RenameForm(Form):
    name = TextField(label="Tên mới", max_length=500)
    on = forms.DateField(
        label="Gọi như vậy từ ngày", widget=DateBox, error_messages={"required": "Nhập ngày"}
    )


@admin.register(Entry)
class EntryAdmin(ModelAdmin):
    part, place, address = Part.LISTS, 5, "danh-muc"
    menu_word = "Danh mục dùng chung"
    about = "Kết quả, khoản thu, ngân hàng, loại giấy tờ: thủ tục nêu mã ở đây và được kiểm tra khi công bố."
    found_by_search = True
    list_display = ["code", "name", "kind", "valid_from", "valid_to", "checked"]
    list_display_links = ["code", "name"]
    list_filter = ["kind", "checked"]
    search_fields = ["fold"]
    search_help_text = "Mã hoặc tên"
    fields = ["kind", "code", "name", "also", "valid_from", "valid_to", "instead", "source", "checked"]
    acts = ["renamer"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Entry], search_term: str
    ) -> tuple[QuerySet[Entry], bool]:
        """Without regard to marks."""
        return super().get_search_results(request, queryset, fold(search_term))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A code stays what it was; its name changes from a day on, through “Đổi tên”."""
        return ["kind", "code", "name"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A code that is no longer used gets a last day."""
        return False

    @act("Đổi tên…", name="rename", address="doi-ten", permissions=("change",))
    def renamer(self, request: HttpRequest, entry: Entry) -> HttpResponse:
        form = RenameForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                made = rename(entry=entry, **form.cleaned_data)
            except StepRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(
                    request, f"Từ {made.valid_from:%d/%m/%Y}, mã {made.code} tên là “{made.name}”."
                )
                return redirect("admin:catalogues_entry_change", made.pk)
        context = {
            "entry": entry,
            "form": form,
            "crumbs": [
                (reverse("admin:catalogues_entry_changelist"), "Danh mục dùng chung"),
                (reverse("admin:catalogues_entry_change", args=[entry.pk]), entry.code),
            ],
        }
        return render(request, "catalogues/rename.html", context, status=422 if form.errors else 200)
