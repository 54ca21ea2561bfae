"""What a person asks of the own data, and what is answered."""

from django import forms

from portal.privacy.models import Kind
from portal.web.forms import Form, LongTextField


class AskForm(Form):
    xin = forms.ChoiceField(label="Bạn muốn xin điều gì", choices=Kind.choices, widget=forms.RadioSelect)
    noi_dung = LongTextField(
        label="Dữ liệu nào, và chúng tôi cần làm gì",
        max_length=2000,
        help_text="Ví dụ: sửa ngày sinh trong hồ sơ nộp ngày 09/11/2026 thành 05/03/1990",
    )
    noi_dung.widget.attrs["rows"] = 5


class AnswerForm(Form):
    cach = forms.ChoiceField(
        label="Trả lời thế nào",
        choices=[
            ("xong", "Đã thực hiện"),
            ("se-lam", "Sẽ thực hiện trong hạn"),
            ("khong", "Không thực hiện được, nêu lý do"),
            ("gia-han", "Gia hạn một lần, thêm 15 ngày, nêu lý do"),
        ],
        widget=forms.RadioSelect,
    )
    ben_khac = forms.BooleanField(label="Bên khác cũng phải dừng (hạn là 20 ngày)", required=False)
    tra_loi = LongTextField(label="Lời trả lời cho người xin", max_length=4000)
    tra_loi.widget.attrs["rows"] = 6


class CloseForm(Form):
    mat_khau = forms.CharField(
        label="Mật khẩu đang dùng",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )
