"""Services and counters of a desk, for its administrators (A11)."""

from django.contrib import admin

from portal.visits.models import Counter, Service
from portal.web.admin import ModelAdmin, Part


@admin.register(Service)
class ServiceAdmin(ModelAdmin):
    part, place, address = Part.LISTS, 70, "viec-o-quay"
    about = "Những việc mà bộ phận một cửa phát số, chữ đầu của số và thời gian thường mất."
    empty_words = "Chưa có việc nào. Mở trang gọi số của một bộ phận là có sẵn ba việc thường gặp."
    list_display = ["agency", "letter", "name", "minutes", "each_slot", "active"]
    list_select_related = ["agency"]
    search_fields = ["agency__name", "name"]
    autocomplete_fields = ["agency"]


@admin.register(Counter)
class CounterAdmin(ModelAdmin):
    part, place, address = Part.LISTS, 71, "quay"
    about = "Các quầy gọi số của bộ phận một cửa, mỗi quầy gọi những việc nào."
    empty_words = "Chưa có quầy nào."
    list_display = ["agency", "name", "officer", "open_since"]
    list_select_related = ["agency", "officer__user"]
    search_fields = ["agency__name", "name"]
    autocomplete_fields = ["agency"]
    fields = ["agency", "name", "services"]
