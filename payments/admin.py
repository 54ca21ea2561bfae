"""Accounts that money goes to, from the catalogue of banks (QN-7.5); fares of the post; certificates of banks."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from payments.models import BankCertificate, BudgetAccount, ChargeLine, PostRate
from portal.agencies.queries import today
from portal.calendars.now import now
from portal.catalogues.models import Kind
from portal.catalogues.queries import standing
from portal.web.admin import ModelAdmin, Part, act


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


@admin.register(PostRate)
class PostRateAdmin(ModelAdmin):
    """Fares by zone and weight; one that changes gets an end and a new row."""

    part, place, address = Part.LISTS, 60, "cuoc-buu-chinh"
    menu_word = "Cước bưu chính"
    about = "Cước gửi tận nhà theo vùng và cân nặng. Không có mức nào thì hỏi hệ thống của bưu chính."
    list_display = ["zone", "up_to_g", "vnd", "valid_from", "valid_to"]
    fields = ("zone", "up_to_g", "vnd", "valid_from", "valid_to")


@admin.register(BankCertificate)
class BankCertificateAdmin(ModelAdmin):
    """With these a bank's budget vouchers are checked; entered by `manage.py register_bank`."""

    part, place, address = Part.LISTS, 61, "chung-thu-ngan-hang"
    menu_word = "Chứng thư của ngân hàng"
    about = "Chứng từ nộp ngân sách chỉ được tin khi ký bằng chứng thư còn hiệu lực ở đây (manage.py register_bank)."
    list_display = ["name", "serial", "valid_from", "valid_to", "withdrawn_at"]
    fields = ("name", "serial", "valid_from", "valid_to", "withdrawn_at")
    readonly_fields = ("name", "serial", "valid_from", "valid_to", "withdrawn_at")
    acts = ["withdraw"]

    @act(
        "Thu hồi",
        name="withdraw",
        address="thu-hoi",
        confirm="Chứng từ ký bằng chứng thư này từ nay không được tin; chứng từ đã nhận giữ nguyên.",
        harmful=True,
    )
    def withdraw(self, request: HttpRequest, row: BankCertificate) -> None:
        BankCertificate.objects.filter(pk=row.pk, withdrawn_at=None).update(withdrawn_at=now())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
