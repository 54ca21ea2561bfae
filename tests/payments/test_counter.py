"""Money at the counter beside cash: a transfer that is shown, a code that is scanned, a line that is nobody's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from payments import bank, reconciling
from payments.ledger import balance_vnd
from payments.services import book
from portal.calendars.now import now, pretend
from tests import people
from tests.money import account, charge_of
from tests.payments.test_desk import MONDAY, accountant, cashier, signed_in

pytestmark = pytest.mark.django_db


class TestShownAtTheCounter:
    @pytest.mark.article("QN-14.5")
    def test_the_payer_scans_the_code_at_the_counter_and_the_page_says_that_it_came(self):
        account()
        charge = charge_of(8_000)
        page = f"/lam-viec/tien/khoan/{charge.reference}/ma-qr/"
        desk = signed_in(people.desk_officer())
        shown = desk.get(page).content.decode()
        assert "<svg" in shown and charge.reference in shown and 'http-equiv="refresh"' in shown
        assert signed_in(people.stranger()).get(page).status_code == 404
        line = bank.Received("0123456789", f"FT{charge.pk}", 8_000, charge.reference, now())
        assert bank.take_one(line, "notice") == "matched"
        paid_up = desk.get(page).content.decode()
        assert "Đã nhận đủ" in paid_up and "<svg viewBox" not in paid_up.split("Đã nhận đủ")[1]
        assert 'http-equiv="refresh"' not in paid_up

    def test_a_transfer_that_was_shown_is_proved_by_its_line_and_booked_once(self):
        charge, never = charge_of(), charge_of()
        account()
        with pretend(MONDAY):
            for one in (charge, never):
                told = {"key": f"desk:{one.pk}", "taken_by": people.desk_officer().user}
                book(charge=one, amount_vnd=150_000, method="transfer", **told)
            line = bank.Received("0123456789", f"FT{charge.pk}", 150_000, charge.reference, MONDAY)
            again = bank.Received("0123456789", f"FT{charge.pk}x", 150_000, charge.reference, MONDAY)
            assert bank.take_one(line, "statement") == "matched" and charge.payments.count() == 1
            assert balance_vnd(charge) == 0 and charge.payments.get().bank_line.bank_ref == line.bank_ref
            check = reconciling.reconcile(provider="vietqr", day=MONDAY.date())
            (lost,) = check.lines.filter(reference=f"desk:{never.pk}")
            assert lost.kind == "missing_provider" and check.matched >= 1
            assert not check.lines.filter(reference=line.bank_ref).exists()
            bank.take_one(again, "statement")  # paid once more indeed
        assert balance_vnd(charge) == -150_000

    def test_a_line_into_an_account_that_no_unit_has_is_the_provinces(self):
        stray = bank.Received("7777000", "LAC-1", 5_000, "khong ro", now())
        assert bank.take_one(stray, "notice") == "unmatched"
        page = "/lam-viec/tien/chua-ro/"
        assert "khong ro" in signed_in(accountant()).get(page).content.decode()
        assert "khong ro" not in signed_in(cashier()).get(page).content.decode()
        told = {"tai_khoan": "7777000"}
        for who, works in ((accountant(), True), (cashier(), False)):
            file = SimpleUploadedFile(
                "a.csv", b"Ngay GD,So giao dich,Ghi co,Noi dung\n16/11/2026,LAC-1,5000,x\n"
            )
            answer = signed_in(who).post("/lam-viec/tien/sao-ke/", {**told, "tep": file})
            assert (answer.status_code == 302) == works
