"""Synonyms, and what people looked for in vain."""

from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.web.admin import ModelAdmin, Part
from procedures.models import SearchMiss, Synonym
from procedures.search.catalogue import shipped


@admin.register(Synonym)
class SynonymAdmin(ModelAdmin):
    """What people say and what it means; goes before the words that ship with the portal."""

    part, place, address = Part.LISTS, 30, "tu-dong-nghia"
    about = "Người dân nói một đằng, thủ tục gọi một nẻo: thêm từ để tìm là thấy."
    empty_words = "Thêm từ người dân hay dùng và từ chính thức của nó."
    list_display = ["said", "means", "instead_of"]
    search_fields = ["said", "said_fold", "means"]
    fields = ["said", "means"]

    @admin.display(description="thay cho từ có sẵn")
    def instead_of(self, synonym: Synonym) -> str:
        return shipped().get(synonym.said_fold, "–")


@admin.register(SearchMiss)
class SearchMissAdmin(ModelAdmin):
    """Read only, but what has been dealt with may be removed."""

    part, place, address = Part.LISTS, 40, "tim-khong-thay"
    about = "Từ đã tìm mà không ra thủ tục nào, nhiều lần nhất đứng trước."
    empty_words = "Chưa ai tìm mà không thấy."
    list_display = ["query_fold", "count", "last_at", "add_word"]
    search_fields = ["query_fold"]
    ordering = ["-count", "-last_at"]

    @admin.display(description="việc cần làm")
    def add_word(self, miss: SearchMiss) -> SafeString:
        address = f"{reverse('admin:procedures_synonym_add')}?{urlencode({'said': miss.query_fold})}"
        return format_html('<a href="{}">Thêm từ đồng nghĩa</a>', address)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SearchMiss | None = None) -> bool:
        return False
