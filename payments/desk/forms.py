"""What the money desk's pages send; shape only."""

from typing import Any

from django import forms

from payments.models import Ground
from payments.reports import BY
from portal.web.forms import Form, LongTextField, TextField

PROVIDERS = [
    ("vnpay", "VNPay"), ("platform", "Nền tảng thanh toán quốc gia"), ("vietqr", "Chuyển khoản (theo sao kê)"),
]  # fmt: skip


class TillForm(Form):
    tien = forms.IntegerField(label="Tiền mặt đếm được (đồng)", min_value=0, max_value=10**12)
    the = forms.IntegerField(
        label="Tổng trên phiếu tổng kết máy thẻ (đồng)", min_value=0, max_value=10**12, required=False
    )
    ghi_chu = TextField(label="Lý do nếu lệch", max_length=300, required=False)

    def __init__(self, *args: Any, cards: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if cards:
            self.fields["the"].required = True
        else:
            del self.fields["the"]


class OpenTillForm(Form):
    tien = forms.IntegerField(label="Tiền đầu ca (đồng)", min_value=0, max_value=10**12, initial=0)


class StatementForm(Form):
    tai_khoan = TextField(
        label="Tài khoản của sao kê", max_length=19, widget=forms.TextInput(attrs={"list": "tai-khoan"})
    )
    tep = forms.FileField(label="Tệp sao kê", help_text="CSV, XLSX hoặc MT940, tối đa 20 MB")


class MatchForm(Form):
    ma = TextField(label="Mã nộp tiền", max_length=12, required=False)
    khong_phai = TextField(label="Không phải tiền hồ sơ vì", max_length=200, required=False)

    def clean(self) -> dict[str, str]:
        data = dict(super().clean() or {})
        if bool(data.get("ma")) == bool(data.get("khong_phai")):
            raise forms.ValidationError("Nhập mã nộp tiền, hoặc nói vì sao không phải tiền hồ sơ.")
        return data


class RefundForm(Form):
    so_tien = forms.IntegerField(label="Số tiền xin hoàn (đồng)", min_value=1, max_value=10**12)
    ly_do = forms.ChoiceField(label="Lý do hoàn", choices=Ground)
    trinh_bay = LongTextField(label="Trình bày", max_length=500)
    ngan_hang = TextField(label="Ngân hàng nhận", max_length=120)
    so_tai_khoan = forms.RegexField(
        r"^[A-Za-z0-9]{4,19}$",
        label="Số tài khoản nhận",
        error_messages={"invalid": "Chỉ gồm chữ và số, 4 đến 19 ký tự."},
    )
    chu_tai_khoan = TextField(label="Chủ tài khoản", max_length=200)


class DecideForm(Form):
    vi_sao = LongTextField(label="Vì sao không hoàn", max_length=500, required=False)


class PayOutForm(Form):
    so_lenh = TextField(label="Số lệnh chi của ngân hàng", max_length=60)


class PaperForm(Form):
    so = TextField(label="Số chứng từ", max_length=60)
    noi_nop = TextField(label="Ngân hàng hoặc kho bạc đã nộp", max_length=120)
    ngay = forms.DateField(label="Ngày nộp trên chứng từ", input_formats=["%d/%m/%Y", "%Y-%m-%d"])
    so_tien = forms.IntegerField(label="Số tiền (đồng)", min_value=1, max_value=10**12)
    tep = forms.FileField(label="Bản chụp chứng từ", help_text="PDF hoặc ảnh")


class CheckPaperForm(Form):
    vi_sao = LongTextField(label="Vì sao không nhận", max_length=300, required=False)


class OpenBookForm(Form):
    don_vi = forms.ChoiceField(label="Đơn vị thu")
    mau = forms.RegexField(
        r"^\d{2}BLP\d-\d{3}$", label="Mẫu số", initial="01BLP0-001",
        error_messages={"invalid": "Mẫu số có dạng 01BLP0-001."},
    )  # fmt: skip
    ky_hieu = forms.RegexField(
        r"^[A-Z]{2}-\d{2}[A-Z]$", label="Ký hiệu", help_text="Ví dụ: BI-26T",
        error_messages={"invalid": "Ký hiệu gồm hai chữ in, gạch nối, hai số của năm, một chữ in: BI-26T."},
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].choices = agencies  # type: ignore[attr-defined]


class CancelReceiptForm(Form):
    ly_do = LongTextField(label="Lý do hủy", max_length=300)
    thay = forms.BooleanField(label="Lập biên lai thay thế", required=False)


class CloseListForm(Form):
    so_lenh = TextField(label="Số lệnh chi của ngân hàng", max_length=60)


class ShareForm(Form):
    cac_phan = LongTextField(
        label="Từng người nộp", max_length=4000,
        help_text="Mỗi người một dòng: họ tên; số tiền. Để trống rồi lưu thì một người nộp.",
        required=False,
    )  # fmt: skip

    def clean_cac_phan(self) -> list[tuple[str, int]]:
        parts = []
        for number, line in enumerate(self.cleaned_data["cac_phan"].splitlines(), 1):
            if not line.strip():
                continue
            name, _, sum_text = line.rpartition(";")
            digits = sum_text.replace(".", "").replace("đ", "").strip()
            if not name.strip() or not digits.isascii() or not digits.isdigit() or len(digits) > 13:
                raise forms.ValidationError(f"Dòng {number}: ghi họ tên, dấu chấm phẩy, số tiền.")
            parts.append((name.strip(), int(digits)))
        return parts


class ReportForm(Form):
    tu = forms.DateField(label="Từ ngày", input_formats=["%d/%m/%Y", "%Y-%m-%d"])
    den = forms.DateField(label="Đến ngày", input_formats=["%d/%m/%Y", "%Y-%m-%d"])
    theo = forms.ChoiceField(label="Theo", choices=list(BY.items()))

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or {})
        if data.get("tu") and data.get("den") and not 0 <= (data["den"] - data["tu"]).days <= 366:
            raise forms.ValidationError("Đến ngày không trước từ ngày, và nhiều nhất 366 ngày.")
        return data


class ExplainForm(Form):
    vi_sao = LongTextField(label="Vì sao lệch, đã xử lý thế nào", max_length=300)


class GiveToForm(Form):
    nguoi = forms.ChoiceField(label="Giao cho")

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nguoi"].choices = people  # type: ignore[attr-defined]


class ProviderFileForm(Form):
    ben = forms.ChoiceField(label="Đối soát với", choices=PROVIDERS)
    so = forms.ChoiceField(
        label="Tệp là", choices=[("provider", "Tệp của cổng"), ("treasury", "Sổ phụ Kho bạc")]
    )
    ngay = forms.DateField(label="Ngày", input_formats=["%d/%m/%Y", "%Y-%m-%d"])
    tep = forms.FileField(
        label="Tệp đối soát",
        help_text="CSV: mã tham chiếu; mã giao dịch; số tiền. Không có tệp thì đối soát lại với tệp đã nạp",
        required=False,
    )
