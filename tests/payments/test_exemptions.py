"""Paying less after a proof was looked at; several payers and accounts; a tax notice in the middle of the work."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from dossiers.services import intake, money
from dossiers.states import State
from payments import online, shares
from payments.exemptions import Claimed, confirm_exemption, refuse_exemption
from payments.gateways import GATEWAYS
from payments.ledger import balance_vnd, by_line, locked, pay
from payments.models import BudgetAccount, Charge
from payments.obligations import Notice, impose
from payments.queries import share_owed_vnd, transfers_of
from payments.services import book, cancel_charge, open_charge
from portal.calendars.now import pretend
from portal.notifications.models import Message
from portal.web.refusals import StepRefused
from procedures.definition import EXEMPTION
from tests import people
from tests.conftest import hanoi
from tests.dossiers.citizen.walking import signed_in, text
from tests.money import account, charge_of
from tests.payments.test_bank import notice, row
from tests.payments.test_desk import signed_in as officer_in

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
RESIDENCE = "1.004194"  # its fee is due at receipt and knows six grounds


def claiming(ground="ho_ngheo"):
    """Somebody registers a residence, saying that the household is poor."""
    drive = people.submitted(MONDAY, code=RESIDENCE, answers={EXEMPTION: ground}).wait(30)
    return drive, Charge.objects.get(subject=drive.dossier.reference, timing="at_receipt")


class TestExemption:
    def test_nothing_is_let_off_before_an_officer_has_seen_the_proof(self, outside):
        drive, charge = claiming()
        assert (charge.total_vnd, balance_vnd(charge)) == (7_000, 7_000)
        page = f"/ho-so/{drive.dossier.shown_code}/thanh-toan/"
        browser = signed_in(drive.dossier.created_by)
        assert "Bạn chưa phải nộp" in text(browser.get(page))
        assert "Giấy chứng nhận hộ nghèo" in text(browser.get(page))
        with pytest.raises(StepRefused, match="Chưa cần nộp"):
            online.begin(charge=charge, gateway=GATEWAYS["vnpay"], back="", return_to="", address=None)
        officer = people.desk_officer()
        with pretend(drive.at), pytest.raises(StepRefused, match="xin miễn, giảm"):
            intake.accept(dossier=drive.dossier, officer=officer)

    def test_confirmed_at_the_desk_the_dossier_goes_on_for_nothing(self):
        drive, charge = claiming()
        browser = officer_in(people.desk_officer())
        bench = f"/lam-viec/ho-so/{drive.dossier.shown_code}/"
        assert "Kiểm tra miễn, giảm phí" in text(browser.get(bench))
        assert "Kiểm tra giấy tờ" in text(browser.get(f"{bench}tiep-nhan/"))
        page = f"{bench}mien-giam/"
        assert "7.000" in text(browser.get(page))
        empty = browser.post(page, {"ket_luan": "duoc", "loi": ""})
        assert empty.status_code == 422
        browser.post(page, {"ket_luan": "duoc", "loi": "Giấy CN hộ nghèo số 12, ngày 05/01/2026"})
        charge.refresh_from_db()
        assert charge.settled_at and balance_vnd(charge) == 0
        assert charge.claim.seen_proof.endswith("05/01/2026")
        told = Message.objects.filter(about=drive.dossier.reference, template="exemption_decided")
        assert told.filter(subject__contains="được miễn, giảm 7.000").exists()
        drive.dossier.refresh_from_db()
        with pretend(drive.at):
            intake.accept(dossier=drive.dossier, officer=people.desk_officer())
        assert drive.dossier.state == State.ACCEPTED
        again = browser.post(page, {"ket_luan": "khong", "loi": "x"})
        assert "đã được trả lời" in text(again)

    def test_refused_with_words_the_whole_sum_stays_owed(self):
        drive, charge = claiming()
        with pytest.raises(StepRefused, match="vì sao"):
            refuse_exemption(claim=charge.claim, by=people.desk_officer().user, why=" ")
        with pretend(drive.at):
            money.decide_exemption(
                dossier=drive.dossier, officer=people.desk_officer(), claim=charge.claim, confirm=False,
                words="Giấy chứng nhận đã hết hạn",
            )  # fmt: skip
        assert balance_vnd(charge) == 7_000
        told = Message.objects.filter(about=drive.dossier.reference, template="exemption_decided").first()
        assert told and "đã hết hạn" in told.text and "7.000" in told.text
        browser = signed_in(drive.dossier.created_by)
        assert "đã hết hạn" in text(browser.get(f"/ho-so/{drive.dossier.shown_code}/thanh-toan/"))

    def test_a_partial_one_leaves_the_rest_and_only_its_own_lines(self):
        lines = [
            {"id": "a", "name": "Phí thẩm định", "kind": "phi", "vnd": 100_000},
            {"id": "b", "name": "Lệ phí", "kind": "le_phi", "vnd": 30_000},
        ]
        claim = Claimed("co_cong", "Người có công", {"a": 50_000}, proof="Giấy xác nhận")
        charge = open_charge(subject="mien-mot-nua", timing="at_receipt", lines=lines, payer="X", claim=claim)
        assert charge is not None
        with pytest.raises(StepRefused, match="đã xem"):
            confirm_exemption(claim=charge.claim, by=people.desk_officer().user, seen_proof="")
        confirm_exemption(claim=charge.claim, by=people.desk_officer().user, seen_proof="số 7")
        assert list(by_line(charge).values()) == [50_000, 30_000]
        with pytest.raises(StepRefused, match="đã có quyết định"):
            refuse_exemption(claim=charge.claim, by=people.desk_officer().user, why="x")


def two_accounts() -> Charge:
    """phí to one account, lệ phí to another."""
    account()
    BudgetAccount.objects.get_or_create(
        agency=people.ward(), kind="phi",
        defaults={"bank": "970415", "bank_name": "VietinBank", "number": "7770001", "holder": "UBND"},
    )  # fmt: skip
    lines = [
        {"id": "p", "name": "Phí", "kind": "phi", "vnd": 100_000},
        {"id": "l", "name": "Lệ phí", "kind": "le_phi", "vnd": 30_000},
    ]
    charge = open_charge(
        subject=f"hai-{Charge.objects.count()}",
        timing="at_receipt",
        lines=lines,
        payer="X",
        agency=people.desk(),
    )
    assert charge is not None
    return charge


class TestLinesAndShares:
    def test_each_line_has_its_account_and_adds_up_by_itself(self, outside):
        charge = two_accounts()
        asked = [(transfer.amount_vnd, where.number) for transfer, where in transfers_of(charge)]
        assert asked == [(100_000, "7770001"), (30_000, "0123456789")]
        notice(row(charge.reference, 30_000, f"FT{charge.pk}"))
        assert list(by_line(charge).values()) == [100_000, 0]
        assert [transfer.amount_vnd for transfer, _ in transfers_of(charge)] == [100_000]
        cancel_charge(charge=charge, why="Rút")
        assert list(by_line(charge).values()) == [0, -30_000]

    def test_several_payers_each_under_a_code_of_their_own(self, outside):
        account()
        charge = charge_of(150_000)
        with pytest.raises(StepRefused, match=r"đúng 150\.000"):
            shares.divide(charge=charge, parts=[("A", 100_000), ("B", 40_000)])
        old = shares.divide(charge=charge, parts=[("A", 100_000), ("B", 50_000)])
        first, second = shares.divide(charge=charge, parts=[("Lò Văn Inh", 90_000), ("Hà Thị Mai", 60_000)])
        (told,) = transfers_of(charge, second)
        assert (told[0].amount_vnd, told[0].purpose.split()[0]) == (60_000, second.reference)
        notice(row(second.reference, 60_000, f"FT{second.pk}"))
        assert (share_owed_vnd(second), balance_vnd(charge)) == (0, 90_000)
        online.begin(
            charge=charge, gateway=GATEWAYS["vnpay"], back="", return_to="", address=None, share=first
        )
        attempt = charge.attempts.get()
        assert (attempt.amount_vnd, attempt.share) == (90_000, first)
        notice(row(old[0].reference, 90_000, f"FT{old[0].pk}"))
        charge.refresh_from_db()
        assert charge.settled_at is not None

    @pytest.mark.parametrize("how", ["a row without parts", "a part of another charge"])
    def test_the_database_keeps_parts_and_rows_together(self, how):
        charge, other = charge_of(10_000), charge_of(10_000)
        pay(locked(charge), 10_000, method="cash", key=f"k{charge.pk}", taken_by=None)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            with pytest.raises(IntegrityError, match="parts"), transaction.atomic():
                if how == "a row without parts":
                    cursor.execute(
                        "INSERT INTO payments_entry (charge_id, number, previous, kind, before_vnd, amount_vnd,"
                        " after_vnd, why, at) VALUES (%s, 3, 2, 'refunded', 0, 5, 5, '', now())",
                        [charge.pk],
                    )
                else:
                    cursor.execute(
                        "INSERT INTO payments_entrypart (entry_id, line_id, vnd) VALUES (%s, %s, 0)",
                        [charge.entries.get(number=2).pk, other.rows.get().pk],
                    )


@pytest.mark.article("HG-10.1", "NV-T13", "NV-5.4-obligation")
def test_a_tax_notice_in_the_middle_of_the_work_waits_for_its_money():
    drive = people.processing(MONDAY)
    task = drive._next_task()
    browser = officer_in(task.officer or people.driving.somebody(task.agency, task.duty))
    page = f"/lam-viec/ho-so/{drive.dossier.shown_code}/nghia-vu/"
    told = {
        "khoan": "Lệ phí trước bạ", "tien": "1250000", "so": "TB-77/2026", "ngay": "17/11/2026",
        "co_quan": "Thuế cơ sở 3",
    }  # fmt: skip
    wrong = browser.post(page, {**told, "tien": "-5"})
    assert wrong.status_code == 422 and "TB-77/2026" in wrong.content.decode()
    with pretend(drive.at):
        browser.post(page, told)
    drive.dossier.refresh_from_db()
    charge = Charge.objects.get(subject=drive.dossier.reference, timing="obligation")
    assert drive.dossier.state == State.PAYMENT_REQUIRED and charge.obligation.issued_on == date(2026, 11, 17)
    shown = text(signed_in(drive.dossier.created_by).get(f"/ho-so/{drive.dossier.shown_code}/thanh-toan/"))
    assert "TB-77/2026" in shown and "1.250.000" in shown
    same = Notice("TB-77/2026", date(2026, 11, 17), "Thuế", "Lệ phí trước bạ", 9)
    with pytest.raises(StepRefused, match="số tiền khác"):
        impose(subject=drive.dossier.reference, notice=same, payer="X")
    book(charge=charge, amount_vnd=1_250_000, method="cash", key="nop-thue", taken_by=None)
    assert balance_vnd(charge) == 0
