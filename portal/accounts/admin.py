"""Accounts for administrators. Passwords are never seen; an officer's rights are set at the officer."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as PlainGroupAdmin
from django.contrib.auth.admin import UserAdmin as PlainUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.accounts.models import ConsentRecord, Party, SafetyRules, User
from portal.accounts.rules import forget_rules
from portal.web.admin import ModelAdmin, Part, act
from portal.web.text import fold, mask_number

admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(PlainGroupAdmin, ModelAdmin):
    part, place, address = Part.ACCOUNTS, 40, "nhom-quyen"
    menu_word = "Nhóm quyền"
    about = "Mỗi nhiệm vụ quản trị có một nhóm; quyền của nhóm đi cùng phiên bản phần mềm, ở đây chỉ xem."
    filter_horizontal = ()
    fields = ["name", "told_rights"]
    readonly_fields = ["name", "told_rights"]

    @admin.display(description="được làm")
    def told_rights(self, group: Group) -> SafeString:
        """What the group may do, one line a list."""
        doing = {"view": "xem", "add": "thêm", "change": "sửa", "delete": "xóa"}
        rights: dict[str, list[str]] = {}
        for right in group.permissions.select_related("content_type").order_by("content_type", "pk"):
            done = doing.get(right.codename.split("_")[0], right.name)
            rights.setdefault(right.content_type.name, []).append(done)
        lines = ((name, ", ".join(done)) for name, done in rights.items())
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}</li>", lines))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class GivenPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """A password that somebody else knows is good for one sign-in: the person chooses their own then (DL-24.1)."""

    usable_password = None

    def save(self, commit: bool = True) -> User:
        self.user.must_change_password = True
        return super().save(commit)


@admin.register(User)
class UserAdmin(PlainUserAdmin, ModelAdmin):  # type: ignore[type-arg]
    """Only a superuser may make another one or open the administration to somebody."""

    part, place, address = Part.ACCOUNTS, 10, "tai-khoan"
    menu_word = "Tài khoản"
    about = "Ai đăng nhập được. Tài khoản đóng lại được, không xóa: nhật ký còn nhắc tên."
    search_help_text = "Họ tên, thư điện tử, điện thoại"
    list_display = ["full_name", "email", "phone", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    search_fields = ["full_name", "email", "phone"]
    ordering = ["full_name"]
    change_password_form = GivenPasswordForm
    acts = ["give_password"]
    filter_horizontal = ()
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["full_name", "email", "phone"]}),
        ("Quyền", {"fields": ["is_active", "must_change_password", "is_staff", "is_superuser", "groups"]}),
        ("Thời gian", {"fields": ["last_login", "date_joined"]}),
    ]

    def told(self, obj: User) -> str:
        return f"{obj.full_name} · {obj.email or obj.phone}"

    add_fieldsets = [(None, {"fields": ["email", "full_name", "phone", "password1", "password2"]})]

    def get_urls(self) -> list[URLPattern]:
        """Without Django's own address for passwords: ours is an act like the others."""
        return ModelAdmin.get_urls(self)

    @act("Đặt mật khẩu tạm…", name="password", address="mat-khau")
    def give_password(self, request: HttpRequest, user: User) -> HttpResponse:
        return self.user_change_password(request, str(user.pk))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = list(super().get_readonly_fields(request, obj))
        return fixed if request.user.is_superuser else [*fixed, "is_superuser", "is_staff", "groups"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.must_change_password = True
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are closed, not deleted: the journal names them."""
        return False


@admin.register(Party)
class PartyAdmin(ModelAdmin):
    """Who dossiers concern; numbers are masked in the list."""

    part, place, address = Part.ACCOUNTS, 20, "nguoi-lam-thu-tuc"
    menu_word = "Người làm thủ tục"
    about = "Cá nhân, tổ chức đứng tên hồ sơ. Số định danh che bớt trong danh sách."
    search_help_text = "Tên, hoặc đúng số định danh, mã số thuế"
    list_display = ["name", "kind", "masked", "commune_code", "id_checked_at"]
    list_filter = ["kind"]
    search_fields = ["name_fold", "=id_number", "=tax_code"]
    readonly_fields = ["user", "id_checked_at", "created_at"]
    show_full_result_count = False

    @admin.display(description="số định danh, mã số thuế")
    def masked(self, party: Party) -> str:
        return mask_number(party.identifier)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return super().get_search_results(request, queryset, fold(search_term))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ConsentRecord)
class ConsentRecordAdmin(ModelAdmin):
    part, place, address = Part.ACCOUNTS, 30, "dong-y"
    menu_word = "Sự đồng ý"
    about = "Ai đã đồng ý cho dùng dữ liệu vào việc gì, và đã rút lại chưa."
    empty_words = "Chưa ai được hỏi."
    list_display = ["party", "purpose", "text_version", "given_at", "withdrawn_at"]
    list_filter = ["purpose"]
    list_select_related = ["party"]
    search_fields = ["party__name_fold"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SafetyRules)
class SafetyRulesAdmin(ModelAdmin):
    """One row: when screens lock, who needs a second factor."""

    part, place, address = Part.ACCOUNTS, 50, "an-toan"
    menu_word = "Quy định an toàn"
    about = "Khoá màn hình khi không dùng và đăng nhập hai bước của cán bộ. Có hiệu lực ngay ở lần mở trang kế tiếp."
    empty_words = (
        "Đang theo mặc định: khoá sau 30 phút, người quản trị và người duyệt phải đăng nhập hai bước."
    )
    list_display = ["__str__", "idle_minutes", "admin_idle_minutes", "second_factor"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not SafetyRules.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: SafetyRules, form: Any, change: bool) -> None:
        obj.pk = 1
        super().save_model(request, obj, form, change)
        forget_rules()
