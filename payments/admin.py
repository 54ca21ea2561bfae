"""Accounts that money goes to: chosen from the catalogue of banks, with the days of their use (QN-7.5)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from payments.models import BudgetAccount, ChargeLine
from portal.agencies.queries import today
from portal.catalogues.models import Kind
from portal.catalogues.queries import standing
from portal.web.admin import ModelAdmin, Part


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """The name of the bank follows its code; an account that money went to keeps its number."""

    def clean(self) -> dict[str, Any]:
        got = super().clean() or self.cleaned_data
        if got.get("bank"):
            found = standing(Kind.BANK, today()).filter(code=got["bank"]).first()
            if found is None:
                self.add_error("bank", "Danh mục ngân hàng không có mã này. Thêm vào danh mục trước.")
            else:
                self.instance.bank_name = found.name[:120]
        return got


@admin.register(BudgetAccount)
class BudgetAccountAdmin(ModelAdmin):
    part, place, address = Part.LISTS, 6, "tai-khoan-thu"
    about = "Tài khoản kho bạc, ngân hàng nhận phí, lệ phí của từng cơ quan, với những ngày còn dùng."
    empty_words = "Chưa có tài khoản nào: người dân chưa nộp được tiền trên mạng."
    form = AccountForm
    list_display = ["agency", "kind", "number", "bank_name", "valid_from", "valid_to"]
    list_filter = ["kind"]
    list_select_related = ["agency"]
    search_fields = ["agency__name", "number", "holder"]
    autocomplete_fields = ["agency"]
    fields = ["agency", "kind", "bank", "number", "holder", "valid_from", "valid_to"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What receipts and orders to pay already name is not changed: end it and add another."""
        used = obj is not None and ChargeLine.objects.filter(account=obj).exists()
        return ["agency", "kind", "bank", "number", "holder", "valid_from"] if used else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
