"""The books of money on the desk's pages: receipts, lists for the bank, reports, the treasury as a third record."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from payments import bank, plots, readings, receipts, reconciling, reports
from payments.ledger import locked, pay
from payments.models import Difference, Reading
from portal.calendars.now import pretend
from portal.web import sheets
from tests import people
from tests.conftest import hanoi
from tests.dossiers.citizen.walking import signed_in as citizen_in
from tests.money import account, charge_of
from tests.payments.test_bank import row
from tests.payments.test_desk import cashier, leader, paid, signed_in
from tests.payments.test_payouts import approved
from tests.payments.test_receipts import serials, words_of

pytestmark = pytest.mark.django_db
DESK = "/lam-viec/tien/"
MONDAY, DAY = hanoi("2026-11-16 08:30"), date(2026, 11, 16)


def sheet_of(answer) -> list[tuple]:
    return list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0].values)


def test_a_receipt_from_its_book_to_its_end_by_clicking():
    browser = signed_in(leader())
    serials(people.ward())
    charge = paid(1_115_000)
    told = receipts.issue(charge.payments.get())
    assert told is not None
    page = browser.get(f"{DESK}bien-lai/").content.decode()
    assert told.book.serial in page and "0000001" in page
    assert charge.reference in browser.get(f"{DESK}bien-lai/quyen/{told.book_id}/").content.decode()
    sheet = sheet_of(browser.get(f"{DESK}bien-lai/quyen/{told.book_id}/?xlsx=1"))
    assert sheet[1][0] == "0000001" and sheet[1][4] == 1_115_000
    one = f"{DESK}bien-lai/{told.pk}/"
    assert browser.get(f"{one}pdf/")["Content-Type"] == "application/pdf"
    assert "in lại lần 1" in words_of(browser.post(f"{one}in-lai/").content)
    assert "Nhập lý do hủy" in browser.post(one, {"ly_do": ""}).content.decode()
    new = browser.post(one, {"ly_do": "Sai tên", "thay": "on"})["Location"]
    assert "0000002" in browser.get(new).content.decode()
    wrong = browser.post(f"{DESK}bien-lai/", {"don_vi": people.ward().pk, "mau": "1", "ky_hieu": "BI-26T"})
    assert "01BLP0-001" in wrong.content.decode()
    assert signed_in(people.stranger()).get(one).status_code in (403, 404)


def test_the_payer_downloads_the_receipt_and_nobody_else():
    serials(people.ward())
    drive = people.submitted(MONDAY, code="1.001612")
    charge = drive.dossier and paid_of(drive.dossier.reference)
    told = receipts.issue(charge.payments.get())
    assert told is not None
    address = f"/ho-so/{drive.dossier.shown_code}/bien-lai/{told.pk}/"
    browser = citizen_in(drive.dossier.created_by)
    assert (
        f"{told.number:07}" in browser.get(f"/ho-so/{drive.dossier.shown_code}/thanh-toan/").content.decode()
    )
    assert browser.get(address)["Content-Type"] == "application/pdf"
    assert citizen_in(people.citizen()).get(address).status_code == 404


def paid_of(reference: str):
    """What this dossier owes at receipt, paid in cash."""
    from payments.services import book, unpaid

    charge = unpaid(subject=reference, timing="at_receipt")
    assert charge is not None
    book(charge=charge, amount_vnd=charge.total_vnd, method="cash", key=f"x{charge.pk}", taken_by=None)
    return charge


def test_a_list_for_the_bank_by_clicking():
    refund, browser = approved(paid()), signed_in(cashier())
    where = browser.post(f"{DESK}hoan/danh-sach/")["Location"]
    assert refund.account_number in browser.get(where).content.decode()
    sheet = sheet_of(browser.get(f"{where}xlsx/"))
    assert any(line[2] == refund.account_number and line[4] == 150_000 for line in sheet[1:])
    assert "Nhập số lệnh" in browser.post(where, {"so_lenh": ""}).content.decode()
    browser.post(where, {"so_lenh": "UNC-12"})
    refund.refresh_from_db()
    assert (refund.state, refund.provider_ref) == ("paid", "UNC-12")


def test_a_charge_shows_its_book_and_is_divided():
    browser, charge = signed_in(cashier()), charge_of(150_000)
    page = browser.get(f"{DESK}khoan/?ma={charge.reference.lower()}")["Location"]
    assert "150.000" in browser.get(page).content.decode()
    assert "Dòng 1" in browser.post(page, {"cac_phan": "Lò Văn Inh 5"}).content.decode()
    wrong = browser.post(page, {"cac_phan": "Lò Văn Inh; 100.000\nHà Thị Mai; 40.000"}).content.decode()
    assert "phải đúng 150.000" in wrong and "Hà Thị Mai; 40.000" in wrong
    browser.post(page, {"cac_phan": "Lò Văn Inh; 100.000\nHà Thị Mai; 50.000"})
    assert charge.shares.filter(ended_at=None).count() == 2


def booked(vnd: int, method: str = "vnpay") -> str:
    charge = charge_of(vnd)
    with pretend(MONDAY):
        pay(
            locked(charge),
            vnd,
            method=method,
            key=f"q{charge.pk}",
            provider_ref=f"Q{charge.pk}",
            taken_by=None,
        )
    return f"Q{charge.pk}"


def test_the_treasury_is_a_third_record():
    same, gone = booked(1_000), booked(2_000)
    officer = cashier()

    def hand_in(kind: str, *lines: str) -> Reading:
        content = "\n".join(lines).encode()
        return readings.work(
            readings.hand_in(
                kind=kind, name="a.csv", content=content, by=officer.user, provider="vnpay", day=DAY
            ).pk
        )

    hand_in("provider", f"{same};1;1000", f"{gone};2;2000")
    done = hand_in("treasury", f"{same};K1;1000", "LA;K2;7")
    assert done.counts == {"matched": 2, "differences": 2} and done.content is None
    found = Difference.objects.filter(check_of__day=DAY, check_of__provider="vnpay")
    assert set(found.values_list("record", "kind", "reference")) == {
        ("treasury", "missing_provider", gone), ("treasury", "missing_internal", "LA"),
    }  # fmt: skip
    assert {one.owner_id for one in found} == {officer.user_id}
    assert hand_in("provider", "x;y;z;", "a").state == "failed"
    reconciling.give_to(difference=found[0], to=leader().user_id)


def test_transfers_are_compared_with_the_statement():
    account()
    charge, told = charge_of(9_000), row("", 9_000, "FT-S1")
    line = bank.Received("0123456789", "FT-S1", 9_000, charge.reference, MONDAY)
    bank.take([line], source="notice")
    before = reconciling.reconcile(provider="vietqr", day=DAY)
    assert list(before.lines.values_list("kind", "reference")) == [("missing_provider", "FT-S1")]
    assert bank.take([line], source="statement")["known"] == 1
    after = reconciling.reconcile(provider="vietqr", day=DAY)
    assert (after.matched, after.differences) == (1, 0) and told


@pytest.mark.parametrize("by", list(reports.BY))
def test_a_report_adds_up_whatever_it_goes_by(by):
    booked(30_000)
    booked(12_000, "cash")
    lines = reports.figures(by=by, first=DAY, last=DAY, agencies={people.desk().pk})
    assert reports.total(lines).paid_vnd == (0 if by == "mien-giam" else 42_000)


def test_reports_as_page_sheet_and_paper():
    booked(30_000)
    browser = signed_in(leader())
    span = f"{DESK}bao-cao/?tu=16/11/2026&den=16/11/2026&theo=khoan"
    page = browser.get(span).content.decode()
    assert "30.000" in page and "<svg" in page and 'style="' not in page.split("<svg")[1].split("</svg>")[0]
    assert sheet_of(browser.get(f"{span}&xlsx=1"))[-1][5] == 30_000
    assert "30.000" in words_of(browser.get(f"{span}&pdf=1").content)
    assert browser.get(f"{DESK}bao-cao/?tu=17/11/2026&den=1/1/2020&theo=khoan").status_code == 422


def test_a_sheet_of_any_length_and_no_formula():
    rows = ((number, "=1+1", "đ <&>\x00", None, DAY) for number in range(1_000))
    pieces = list(sheets.pieces(["Số", "Chữ"], rows))
    assert len(pieces) > 3
    (head, first, *rest) = load_workbook(io.BytesIO(b"".join(pieces))).worksheets[0].values
    assert head[:2] == ("Số", "Chữ") and len(rest) == 999
    assert first[:3] == (0, "=1+1", "đ <&>") and first[4] == "16/11/2026"


def test_bars_say_their_highest():
    drawn = plots.bars([(DAY, 5_000), (date(2026, 11, 17), 0)], "Đã nộp")
    assert "Cao nhất 5.000" in drawn and drawn.count("<rect") == 2 and plots.bars([], "x") == ""


def test_a_file_too_odd_to_read_says_why():
    browser = signed_in(cashier())
    account()
    file = SimpleUploadedFile("a.xlsx", b"PK\x03\x04 broken")
    where = browser.post(f"{DESK}sao-ke/", {"tai_khoan": "0123456789", "tep": file})["Location"]
    readings.work(int(where.split("/")[-2]))
    assert "hỏng" in browser.get(where).content.decode()
    assert readings.work_on_abandoned() == 0
