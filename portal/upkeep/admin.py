"""News and maintenance with its checks in the administration."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest

from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.upkeep import news, windows
from portal.upkeep.models import Check, Maintenance, News, Turn
from portal.web.admin import ModelAdmin, Part, TabularInline, act


@admin.register(News)
class NewsAdmin(ModelAdmin):
    part, place, address = Part.MESSAGES, 40, "tin-tuc"
    menu_word = "Tin tức, thông báo"
    about = "Tin hiện ở trang đầu, trang tin tức và nguồn tin Atom, trong những ngày đã chọn."
    empty_words = "Chưa có tin nào."
    list_display = ["title", "shown_from", "shown_until", "in_english"]
    fields = ["title", "text", "title_en", "text_en", "shown_from", "shown_until"]
    search_fields = ["title", "text"]

    @admin.display(description="Tiếng Anh", boolean=True)
    def in_english(self, one: News) -> bool:
        return bool(one.title_en)

    def save_model(self, request: HttpRequest, obj: News, form: Any, change: bool) -> None:
        if not change:
            obj.made_by = request.user  # type: ignore[assignment]
        obj.changed_at = now()
        super().save_model(request, obj, form, change)
        news.forget()

    def delete_model(self, request: HttpRequest, obj: News) -> None:
        super().delete_model(request, obj)
        news.forget()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        news.forget()


class MaintenanceForm(forms.ModelForm):  # type: ignore[type-arg]
    """Everybody is told before, never after."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        starts, ends = given.get("starts_at"), given.get("ends_at")
        if starts and starts <= now():
            self.add_error("starts_at", "Báo bảo trì phải trước khi bắt đầu")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "Lúc xong phải sau lúc bắt đầu")
        return given


class CheckInline(TabularInline):
    model = Check
    fields = ["turn", "at", "by", "found"]
    readonly_fields = ["turn", "at", "by", "found"]
    can_delete = False

    @admin.display(description="kết quả")
    def found(self, one: Check) -> str:
        rows = "; ".join(f"{name} {value}" for room in one.figures.values() for name, value in room.items())
        return " ".join(one.faults) if one.faults else f"Nguyên vẹn ({rows})"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Maintenance)
class MaintenanceAdmin(ModelAdmin):
    part, place, address = Part.SYSTEM, 30, "bao-tri"
    menu_word = "Bảo trì"
    about = (
        "Giờ bảo trì hiện trên mọi trang trước 7 ngày, mọi cán bộ nhận tin; kiểm tra toàn vẹn trước và sau."
    )
    empty_words = "Chưa có đợt bảo trì nào."
    form = MaintenanceForm
    list_display = ["what", "starts_at", "ends_at", "announced_at", "cancelled_at"]
    fields = ["what", "what_en", "starts_at", "ends_at", "announced_at", "cancelled_at"]
    readonly_fields = ["announced_at", "cancelled_at"]
    inlines = [CheckInline]
    acts = ["check_before", "check_after", "cancel"]

    def save_model(self, request: HttpRequest, obj: Maintenance, form: Any, change: bool) -> None:
        if not change:
            obj.made_by = request.user  # type: ignore[assignment]
        windows.plan(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @act(
        "Kiểm tra trước bảo trì", name="before", address="kiem-tra-truoc",
        confirm="Đếm hồ sơ, nhật ký, sổ thu, tệp và thử lại dấu của chúng. Mất vài phút.",
    )  # fmt: skip
    def check_before(self, request: HttpRequest, one: Maintenance) -> None:
        self._check(request, one, Turn.BEFORE)

    @act(
        "Kiểm tra sau bảo trì", name="after", address="kiem-tra-sau",
        confirm="So với lần kiểm tra trước: không gì được ít đi, không dấu nào được đổi.",
    )  # fmt: skip
    def check_after(self, request: HttpRequest, one: Maintenance) -> None:
        self._check(request, one, Turn.AFTER)

    @act(
        "Bỏ đợt này", name="cancel", address="bo", harmful=True,
        offered=lambda one: one.cancelled_at is None and one.ends_at > now(),
        confirm="Thông báo trên các trang mất ngay. Cán bộ đã nhận tin không được báo lại.",
    )  # fmt: skip
    def cancel(self, request: HttpRequest, one: Maintenance) -> None:
        windows.cancel(one)

    def _check(self, request: HttpRequest, one: Maintenance, turn: str) -> None:
        start_on_commit("upkeep.check", one.pk, turn, str(request.user))
        messages.success(request, "Đang kiểm tra. Kết quả hiện ở bảng dưới trang này.")
