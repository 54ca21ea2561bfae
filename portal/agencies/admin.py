"""Places, agencies, officers and profiles for administrators."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from portal.agencies.models import AdminUnit, Agency, Delegation, Duty, LookupKey, Officer, Profile
from portal.agencies.queries import today
from portal.web.admin import ModelAdmin, Part, TabularInline, bulk_act
from portal.web.text import fold


class InForce(admin.SimpleListFilter):
    """Standing today, or ended."""

    title = "hiệu lực"
    parameter_name = "hieu-luc"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("con", "Đang hoạt động"), ("het", "Đã kết thúc")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "het":
            return queryset.filter(valid_to__lt=today())
        if self.value() == "con":
            return queryset.exclude(valid_to__lt=today())
        return queryset


class HasDuty(admin.SimpleListFilter):
    title = "nhiệm vụ"
    parameter_name = "nhiem-vu"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(duty.value, duty.label) for duty in Duty]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Officer]) -> QuerySet[Officer]:
        return queryset.filter(duties__contains=[self.value()]) if self.value() else queryset


class Kept(ModelAdmin):
    """What journals and dossiers name is ended by its dates, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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

    def told(self, obj: Agency) -> str:
        return f"{obj.code} {obj.name}"


def ticks(label: str, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    """Several of a few values, each with its box to tick."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, required=False
    )


class OfficerForm(forms.ModelForm):  # type: ignore[type-arg]
    duties = ticks("Nhiệm vụ", Duty.choices)


@admin.register(Officer)
class OfficerAdmin(Kept):
    """Staff. An administrator of one agency sees and changes only that agency's and its divisions' staff."""

    part, place, address = Part.AGENCIES, 20, "can-bo"
    about = "Ai làm ở đâu, được giao việc gì. Thôi việc là mất mọi quyền ngay."
    found_by_search = True
    search_help_text = "Họ tên, thư điện tử, chức danh, cơ quan"
    list_display = ["user", "title", "agency", "told_duties", "valid_from", "valid_to"]
    list_filter = [HasDuty, InForce, "agency__kind"]
    list_select_related = ["user", "agency"]
    search_fields = ["user__full_name", "user__email", "title", "agency__name", "agency__code"]
    found_without_marks = "user__full_name"
    autocomplete_fields = ["user", "agency"]
    form = OfficerForm
    fields = ["user", "agency", "title", "duties", "valid_from", "valid_to"]
    actions = ["end_service", "resume_service"]

    def told(self, obj: Officer) -> str:
        return f"{obj.user.full_name} · {obj.user.email} · {obj.agency.short_name}"

    @admin.display(description="nhiệm vụ")
    def told_duties(self, officer: Officer) -> str:
        return ", ".join(str(Duty(duty).label) for duty in officer.duties)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Officer]:
        found = super().get_queryset(request)
        own = Officer.objects.filter(user__pk=request.user.pk or 0).first()
        if request.user.is_superuser or own is None or not own.has(Duty.AGENCY_ADMIN):
            return found
        return found.filter(agency=own.agency_id) | found.filter(agency__parent=own.agency_id)

    @bulk_act(
        "Cho thôi từ hôm nay",
        confirm="Những người này mất mọi quyền ngay, kể cả đang đăng nhập. Có thể cho làm việc lại sau.",
        harmful=True,
    )
    def end_service(self, request: HttpRequest, chosen: QuerySet[Officer]) -> None:
        count = chosen.update(valid_to=today() - timedelta(days=1))
        self.message_user(request, f"Đã thu hồi quyền của {count} cán bộ.", messages.SUCCESS)

    @bulk_act("Cho làm việc lại", confirm="Những người này có lại các quyền theo nhiệm vụ đã giao.")
    def resume_service(self, request: HttpRequest, chosen: QuerySet[Officer]) -> None:
        count = chosen.update(valid_to=None)
        self.message_user(request, f"{count} cán bộ đã có quyền trở lại.", messages.SUCCESS)


@admin.register(Delegation)
class DelegationAdmin(ModelAdmin):
    part, place, address = Part.AGENCIES, 30, "uy-nhiem"
    about = "Một cán bộ làm thay người khác trong một thời gian; tự hết hạn."
    empty_words = "Thêm khi có người đi vắng."
    list_display = ["giver", "taker", "duty", "starts_at", "ends_at"]
    list_filter = ["duty"]
    list_select_related = ["giver__user", "taker__user"]
    autocomplete_fields = ["giver", "taker"]


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
