"""Somebody paid at the treasury and brings the slip: one officer enters it, a second one books it (QN-14.4)."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from payments.ledger import balance_vnd
from payments.models import PaperVoucher
from portal.calendars.now import pretend
from tests.conftest import hanoi
from tests.money import charge_of
from tests.payments.test_desk import cashier, leader, signed_in

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
DESK = "/lam-viec/tien/"


@pytest.fixture
def monday():
    with pretend(MONDAY):
        yield


def photo() -> SimpleUploadedFile:
    kept = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(kept, "JPEG")
    return SimpleUploadedFile("giay-nop-tien.jpg", kept.getvalue(), "image/jpeg")


def slip(**other) -> dict:
    return {
        "so": "0012 /kb", "noi_nop": "Kho bạc Nhà nước Quảng Ninh", "ngay": "16/11/2026", "so_tien": "150000",
        "tep": photo(), **other,
    }  # fmt: skip


@pytest.mark.article("QN-14.4", "HG-10.3")
def test_a_slip_of_the_treasury_is_booked_by_a_second_person(monday):
    charge, one, other = charge_of(), signed_in(cashier()), signed_in(leader())
    enter = f"{DESK}khoan/{charge.reference}/chung-tu/"
    assert "Nhập chứng từ giấy" in one.get(f"{DESK}khoan/{charge.reference}/").content.decode()
    assert "từ ngày mở khoản thu" in one.post(enter, slip(ngay="17/11/2026")).content.decode()
    wrong = SimpleUploadedFile("a.pdf", b"khong phai giay", "application/pdf")
    assert one.post(enter, slip(tep=wrong)).status_code == 200
    assert one.post(enter, slip(tep="")).status_code == 200 and not PaperVoucher.objects.exists()
    page = one.post(enter, slip())["Location"]
    assert (
        "đã được nhập"
        in one.post(enter, slip(so="0012 /KB", noi_nop="kho bạc nhà nước quảng ninh")).content.decode()
    )
    assert "không được tự kiểm tra" in one.post(page, {"lam": "nhan"}).content.decode()
    assert not charge.payments.exists()
    assert "0012 /KB" in other.get(DESK).content.decode() and other.get(f"{page}tep/").status_code == 200
    assert other.post(page, {"lam": "nhan"}).status_code == 302
    payment = charge.payments.get()
    assert (payment.amount_vnd, payment.provider_ref, balance_vnd(charge)) == (150_000, "0012 /KB", 0)
    assert payment.paid_at.date().isoformat() == "2026-11-16"
    assert "đã được kiểm tra" in other.post(page, {"lam": "nhan"}).content.decode()
    assert "Chứng từ nộp ngân sách" in other.get(f"{DESK}khoan/{charge.reference}/").content.decode()


def test_a_slip_that_is_not_right_is_refused_with_words_and_may_be_entered_anew(monday):
    charge, one, other = charge_of(), signed_in(cashier()), signed_in(leader())
    enter = f"{DESK}khoan/{charge.reference}/chung-tu/"
    page = one.post(enter, slip(so_tien="15000"))["Location"]
    assert "còn phải nộp phần thiếu" in other.get(page).content.decode()
    assert "vì sao" in other.post(page, {"lam": "khong", "vi_sao": ""}).content.decode()
    other.post(page, {"lam": "khong", "vi_sao": "Số tiền trên giấy là 150.000 đ"})
    assert "150.000 đ" in one.get(page).content.decode() and not charge.payments.exists()
    assert one.post(enter, slip())["Location"] != page
