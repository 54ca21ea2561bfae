"""Places, agencies and profiles for administrators; officers are in admin_staff."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse

from portal.agencies.admin_parts import InForce, Kept, ticks
from portal.agencies.models import AdminUnit, Agency, LookupKey, Officer, Profile
from portal.agencies.rearranging import addresses as rearranging
from portal.agencies.rearranging.screens import may_look
from portal.agencies.scope import own_agencies
from portal.web.admin import Part, TabularInline
from portal.web.admin.acts import Button
from portal.web.text import fold


@admin.register(AdminUnit)
class AdminUnitAdmin(Kept):
    part, place, address = Part.LISTS, 20, "dia-ban"
    about = "Tỉnh, huyện cũ, xã, phường, đặc khu, với ngày thành lập và ngày sáp nhập."
    search_help_text = "Mã hoặc tên"
    list_display = ["code", "kind", "name", "parent", "valid_from", "valid_to", "merged_into"]
    list_filter = ["level", InForce, "kind"]
    list_select_related = ["parent", "merged_into"]
    search_fields = ["code", "name_fold"]
    autocomplete_fields = ["parent", "merged_into"]
    show_full_result_count = False

    def told(self, obj: AdminUnit) -> str:
        """A code stands for several units in the course of time; the dates tell them apart."""
        since = f" · từ {obj.valid_from:%d/%m/%Y}" if obj.valid_from else ""
        return f"{obj.code} {obj}{since}"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AdminUnit], search_term: str
    ) -> tuple[QuerySet[AdminUnit], bool]:
        """Without regard to marks: “ha long” finds “Hạ Long”."""
        return super().get_search_results(request, queryset, fold(search_term))


class OfficerInline(TabularInline):
    model = Officer
    fields = ["user", "title", "duties", "valid_from", "valid_to"]
    readonly_fields = ["user", "duties"]
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Agency)
class AgencyAdmin(Kept):
    part, place, address = Part.AGENCIES, 10, "co-quan"
    about = "Cơ quan, trung tâm, phòng chuyên môn. Cơ quan thôi hoạt động thì ghi ngày kết thúc, không xóa."
    found_by_search = True
    search_help_text = "Mã hoặc tên cơ quan"
    list_display = ["code", "name", "kind", "specialty", "parent", "valid_to"]
    list_filter = ["kind", InForce, "specialty"]
    list_select_related = ["parent"]
    search_fields = ["code", "name", "short_name"]
    found_without_marks = "name"
    autocomplete_fields = ["parent", "admin_unit", "successor"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [OfficerInline]
    fieldsets = [
        (
            None,
            {"fields": ["code", "name", "short_name", "slug", "kind", "specialty", "parent", "admin_unit"]},
        ),
        ("Liên hệ", {"fields": ["address", "phone", "email", "place_name", "calendar"]}),
        ("Thời gian", {"fields": ["valid_from", "valid_to", "successor"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        return [*rearranging.urls(self.admin_site.admin_view), *super().get_urls()]

    def list_buttons(self, request: HttpRequest) -> list[Button]:
        word = "Sắp xếp đơn vị"
        return [Button(word, reverse("admin:rearrangements"))] if may_look(request) else []

    def told(self, obj: Agency) -> str:
        return f"{obj.code} {obj.name}"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """An agency's own administrator keeps address, telephone and calendar; what it is, the province decides."""
        fixed = list(super().get_readonly_fields(request, obj))
        decided = ["code", "name", "short_name", "slug", "kind", "specialty", "parent", "admin_unit"]
        limited = own_agencies(request) is not None
        return [*fixed, *decided, "valid_from", "valid_to", "successor"] if limited else fixed

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (
            {}
            if "slug" in self.get_readonly_fields(request, obj)
            else super().get_prepopulated_fields(request, obj)
        )


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    lookup_keys = ticks("Tra cứu bằng", LookupKey.choices)


@admin.register(Profile)
class ProfileAdmin(Kept):
    """What a province's regulation decides. Which one is active is chosen when the province is loaded."""

    part, place, address = Part.SYSTEM, 10, "cau-hinh-tinh"
    menu_word = "Cấu hình tỉnh"
    about = "Những điều quy chế của tỉnh quyết định: địa chỉ, hạn, cách tính, tra cứu."
    list_display = ["province_name", "code", "regulation_mark", "tiers", "is_active"]
    form = ProfileForm
    readonly_fields = ["code", "is_active"]
    fieldsets = [
        (None, {"fields": ["code", "is_active", "province_name", "province_code", "agency_root", "tiers"]}),
        ("Quy chế", {"fields": ["regulation", "regulation_mark", "system_owner"]}),
        (
            "Địa chỉ, liên hệ",
            {"fields": ["public_host", "staff_host", "hotline", "support_email", "citizen_front"]},
        ),
        (
            "Hồ sơ",
            {
                "fields": [
                    "receipt_minutes",
                    "deadline_mode",
                    "cutoff",
                    "code_agency",
                    "code_assigned_at",
                    "lookup_keys",
                    "supplement_max",
                    "supplement_by_leader",
                    "apology_lead_days",
                ]
            },
        ),
        ("Giấy tờ", {"fields": ["vault_mode", "attachment_policy"]}),
        (
            "Phản ánh, kiến nghị (ngày làm việc)",
            {
                "fields": [
                    "feedback_answer_days",
                    "feedback_progress_every",
                    "feedback_publish_days",
                    "feedback_refuse_days",
                    "feedback_more_info_days",
                    "feedback_offline_entry_hours",
                ]
            },
        ),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


from portal.agencies import admin_staff  # noqa: E402, F401 - registers officers and delegations
