"""Messages in the administration: their words, what the law demands, addresses that do not work."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from portal.notifications import bounces
from portal.notifications.models import DeadAddress, Wording
from portal.notifications.wordings import screens
from portal.web.admin import ModelAdmin, Part, act


@admin.register(Wording)
class WordingAdmin(ModelAdmin):
    """Its list is the page of all kinds; a row is edited on the page of its kind and way."""

    part, place, address = Part.MESSAGES, 10, "tin-nhan"
    menu_word = "Lời tin nhắn"
    about = "Thư, tin nhắn SMS, Zalo và tin trên cổng: sửa lời, xem trước, dùng, trở về lời gốc."

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        return [
            path("", inside(screens.overview), name="notifications_wording_changelist"),
            path("chua-den/", inside(screens.undelivered), name="messages_undelivered"),
            path("bat-buoc/", inside(screens.statutory), name="messages_statutory"),
            path(
                "<slug:template>/<slug:channel>/<slug:language>/", inside(screens.edit), name="wording_edit"
            ),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(DeadAddress)
class DeadAddressAdmin(ModelAdmin):
    """Letters to these came back; a person may have repaired the box since."""

    part, place, address = Part.MESSAGES, 30, "dia-chi-hong"
    menu_word = "Địa chỉ không nhận thư"
    about = "Thư gửi tới đây bị trả lại. Tin đi bằng cách khác cho đến khi địa chỉ dùng lại được."
    list_display = ["shown", "since", "status", "why", "letters"]
    fields = ("shown", "since", "status", "why", "letters")
    readonly_fields = ("shown", "since", "status", "why", "letters")
    acts = ["revive"]

    @admin.display(description="Địa chỉ")
    def shown(self, row: DeadAddress) -> str:
        return bounces.mask_email(row.address)

    @act(
        "Dùng lại",
        name="revive",
        address="dung-lai",
        confirm="Thư lại được gửi tới địa chỉ này; nếu lại bị trả, nó trở về đây.",
    )
    def revive(self, request: HttpRequest, row: DeadAddress) -> HttpResponse | None:
        bounces.revive(row.address)
        messages.success(request, "Địa chỉ được dùng lại.")
        return None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
