"""What officers type about money of a dossier; shape only."""

from typing import Any

from django import forms

from portal.web.forms import Form, LongTextField, TextField

VERDICTS = [("duoc", "Được miễn, giảm"), ("khong", "Không được miễn, giảm")]


class ExemptionVerdictForm(Form):
    """Granted with the paper that was seen, or refused with words that the applicant reads."""

    ket_luan = forms.ChoiceField(
        label="Kết luận",
        choices=VERDICTS,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một kết luận"},
    )
    loi = LongTextField(
        label="Giấy tờ đã xem, hoặc vì sao không được",
        max_length=300,
        help_text="Được: số, ngày của giấy chứng nhận. Không được: người nộp đọc nguyên văn.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["loi"].widget.attrs["rows"] = 3


class ObligationForm(Form):
    """A notice of the tax office, as it was received."""

    khoan = TextField(label="Khoản phải nộp", max_length=200, help_text="Ví dụ: Lệ phí trước bạ nhà đất")
    tien = forms.IntegerField(label="Số tiền (đồng)", min_value=1, max_value=10**12)
    so = TextField(label="Số thông báo", max_length=60)
    ngay = forms.DateField(label="Ngày thông báo", input_formats=["%d/%m/%Y", "%Y-%m-%d"])
    co_quan = TextField(label="Cơ quan ra thông báo", max_length=200)
    tep = forms.FileField(label="Bản thông báo", help_text="PDF hoặc ảnh", required=False)
    loi_nhan = LongTextField(label="Lời nhắn cho người nộp", max_length=500, required=False)
