"""What the money desk's pages send; shape only."""

from django import forms

from payments.models import Ground
from portal.web.forms import Form, LongTextField, TextField


class TillForm(Form):
    tien = forms.IntegerField(label="Số tiền đếm được (đồng)", min_value=0, max_value=10**12)
    ghi_chu = TextField(label="Lý do nếu lệch", max_length=300, required=False)


class OpenTillForm(Form):
    tien = forms.IntegerField(label="Tiền đầu ca (đồng)", min_value=0, max_value=10**12, initial=0)


class StatementForm(Form):
    tai_khoan = TextField(label="Tài khoản của sao kê", max_length=19)
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


class ExplainForm(Form):
    vi_sao = LongTextField(label="Vì sao lệch, đã xử lý thế nào", max_length=300)


class ProviderFileForm(Form):
    ben = forms.ChoiceField(
        label="Của", choices=[("vnpay", "VNPay"), ("platform", "Nền tảng thanh toán quốc gia")]
    )
    ngay = forms.DateField(label="Ngày", input_formats=["%d/%m/%Y", "%Y-%m-%d"])
    tep = forms.FileField(
        label="Tệp đối soát", help_text="CSV: mã tham chiếu; mã giao dịch; số tiền", required=False
    )
