"""C12: paying from the dossier's page, through a gateway and by VietQR, with banks that behave badly."""

import pytest
from django.test import Client

from dossiers.citizen import paying
from dossiers.services import intake, money
from dossiers.states import State
from payments import refunds
from payments.ledger import balance_vnd
from payments.models import Charge, Refund
from payments.queries import owed_vnd
from payments.services import open_charge
from portal.agencies.models import Duty
from portal.calendars.now import now, pretend
from portal.notifications.models import Message
from portal.web.refusals import StepRefused
from tests import people
from tests.conftest import hanoi
from tests.dossiers.citizen.walking import signed_in, text
from tests.money import account
from tests.payments.test_bank import notice, row

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")


@pytest.fixture
def owing(outside):
    """A household business whose desk asks for the fee before it goes on."""
    account()
    drive = people.submitted(MONDAY, code="1.001612").wait(30)
    charge = Charge.objects.filter(subject=drive.dossier.reference, timing="at_receipt").first()
    assert charge is not None
    with pretend(drive.at):
        money.request_payment(dossier=drive.dossier, officer=people.desk_officer())
    return drive.dossier, charge


def page_of(dossier):
    return f"/ho-so/{dossier.shown_code}/thanh-toan/"


@pytest.mark.article("QN-14.4", "QN-13.2c", "NV-T6", "HGi-partial", "DL-10.3", "QN-7.13")
def test_a_gateway_payment_lets_the_dossier_go_on_by_itself(
    owing, outside, django_capture_on_commit_callbacks
):
    dossier, charge = owing
    browser = signed_in(dossier.created_by)
    assert "Nộp tiền" in text(browser.get(f"/ho-so/{dossier.shown_code}/"))
    assert charge.reference in text(browser.get(page_of(dossier)))
    sent = browser.post(page_of(dossier), {"cong": "vnpay", "khoan": charge.reference})
    assert '<meta http-equiv="refresh" content="0; url=http://127.0.0.1' in sent.content.decode()
    attempt = charge.attempts.get()
    assert "Đừng nộp lại" in text(browser.get(page_of(dossier)))
    again = browser.post(page_of(dossier), {"cong": "vnpay", "khoan": charge.reference})
    assert "Đừng nộp lại" in text(again) and charge.attempts.count() == 1
    order = outside.order("vnpay", attempt.reference, attempt.amount_vnd, "", "x")
    with django_capture_on_commit_callbacks(execute=True):
        Client().get("/thanh-toan/vnpay/ipn/", outside.ipn(order, "00", attempt.amount_vnd))
    dossier.refresh_from_db()
    assert dossier.state == State.REGISTERED
    assert "Đã nộp đủ" in text(browser.get(page_of(dossier)))
    back = browser.get("/thanh-toan/vnpay/ve/", {"vnp_TxnRef": attempt.reference})
    assert back["Location"].startswith(page_of(dossier))
    assert (
        Message.objects.filter(about=dossier.reference, template="payment_received", channel="email").count()
        == 1
    )


@pytest.mark.article("QN-14.5")
def test_a_bank_transfer_with_the_code_settles_and_twice_is_told(owing, django_capture_on_commit_callbacks):
    dossier, charge = owing
    with django_capture_on_commit_callbacks(execute=True):
        notice(row(f"{charge.reference} nop phi", charge.total_vnd, f"FT{charge.pk}"))
    dossier.refresh_from_db()
    assert dossier.state == State.REGISTERED and owed_vnd(charge) == 0
    entries = dossier.journal.filter(verb="receive_payment")
    assert entries.count() == 1
    money.receive_payment(dossier=dossier, charge=charge)
    assert entries.count() == 1


def test_asking_the_bank_again_finds_the_money(owing, outside, django_capture_on_commit_callbacks):
    dossier, charge = owing
    browser = signed_in(dossier.created_by)
    browser.post(page_of(dossier), {"cong": "vnpay", "khoan": charge.reference})
    attempt = charge.attempts.get()
    order = outside.order("vnpay", attempt.reference, attempt.amount_vnd, "", "x")
    order.update(code="00", at=now().strftime("%Y%m%d%H%M%S"))
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(page_of(dossier), {"hoi": "1", "khoan": charge.reference})
    assert "Đã nộp đủ" in text(browser.get(page_of(dossier)))


@pytest.mark.parametrize("question", ["last_attempt", "under_way", "owed_vnd"])
def test_who_has_just_paid_is_never_shown_how_to_pay(owing, outside, monkeypatch, question):
    """The bank reports while the page is being put together, between two of its questions."""
    dossier, charge = owing
    browser = signed_in(dossier.created_by)
    browser.post(page_of(dossier), {"cong": "vnpay", "khoan": charge.reference})
    attempt = charge.attempts.get()
    order = outside.order("vnpay", attempt.reference, attempt.amount_vnd, "", "x")

    def then_the_bank_reports(ask):
        def asked(charge):
            answer = ask(charge)
            Client().get("/thanh-toan/vnpay/ipn/", outside.ipn(order, "00", attempt.amount_vnd))
            return answer

        return asked

    monkeypatch.setattr(paying.queries, question, then_the_bank_reports(getattr(paying.queries, question)))
    seen = text(browser.get(page_of(dossier)))
    assert "Đừng nộp lại" in seen or "Bạn không phải nộp lại" in seen
    assert "Trả qua cổng thanh toán" not in seen


def test_a_dead_gateway_says_so_and_takes_nothing(owing, outside):
    dossier, charge = owing
    outside.down = True
    said = signed_in(dossier.created_by).post(
        page_of(dossier), {"cong": "platform", "khoan": charge.reference}
    )
    assert said.status_code == 200 and "Chưa có tiền nào bị trừ" in text(said)
    assert owed_vnd(charge) == charge.total_vnd


def test_a_stranger_sees_no_bill(owing):
    dossier, _ = owing
    assert signed_in(people.citizen("Lò Thị Ơn")).get(page_of(dossier)).status_code == 404


@pytest.mark.article("QN-13.3c")
def test_a_refused_dossier_gives_back_what_was_paid(outside, django_capture_on_commit_callbacks):
    account()
    dossier = people.submitted(MONDAY, code="1.004194").dossier
    charge = Charge.objects.get(subject=dossier.reference, timing="at_receipt")
    with django_capture_on_commit_callbacks(execute=True):
        notice(row(f"{charge.reference} nop phi", charge.total_vnd, f"FR{charge.pk}"))
    dossier.refresh_from_db()
    browser = signed_in(dossier.created_by)
    address = f"/ho-so/{dossier.shown_code}/hoan-tien/"
    assert "không có khoản nào nộp thừa" in text(browser.get(address))
    intake.refuse(dossier=dossier, officer=people.desk_officer(), reason="Ngành nghề bị cấm tại nơi này")
    assert "Xin hoàn tiền" in text(browser.get(f"/ho-so/{dossier.shown_code}/"))
    told = {"ngan_hang": "Agribank", "so_tai_khoan": "8800 12", "chu_tai_khoan": "Đinh Thị Ngọc Huyền"}
    assert "chỉ gồm chữ và số" in text(browser.post(address, told))
    browser.post(address, {**told, "so_tai_khoan": "880012"})
    refund = Refund.objects.get(charge=charge)
    assert refund.amount_vnd == charge.total_vnd
    assert "Chờ duyệt" in text(browser.get(address))
    leader = people.driving.somebody(people.ward(), Duty.AGENCY_LEADER)
    refunds.decide_refund(refund=refund, officer=leader, approve=True)
    refunds.pay_refund(refund=refund, officer=leader, provider_ref="LC-9")
    assert "Đã hoàn" in text(browser.get(address))
    assert balance_vnd(charge) == 0
    told_of = Message.objects.filter(template="refund_decided", channel="email", user=dossier.created_by)
    assert told_of.count() == 2


@pytest.mark.article("QN-13.3c", "DL-10.4")
def test_what_the_law_keeps_is_not_given_back_but_what_was_paid_too_much_is(owing):
    dossier, charge = owing
    name = charge.lines[0]["name"]
    notice(row(f"{charge.reference} nop phi", charge.total_vnd + 20_000, f"FL{charge.pk}"))
    money.receive_payment(dossier=dossier, charge=charge)
    dossier.refresh_from_db()
    intake.refuse(dossier=dossier, officer=people.desk_officer(), reason="Ngành nghề bị cấm tại nơi này")
    assert balance_vnd(charge) == -20_000
    address = f"/ho-so/{dossier.shown_code}/hoan-tien/"
    told = {"ngan_hang": "Agribank", "so_tai_khoan": "880012", "chu_tai_khoan": "Đinh Thị Ngọc Huyền"}
    signed_in(dossier.created_by).post(address, told)
    refund = Refund.objects.get(charge=charge)
    assert refund.amount_vnd == 20_000
    boss = people.driving.somebody(people.ward(), Duty.AGENCY_LEADER)
    refunds.decide_refund(refund=refund, officer=boss, approve=True)
    refunds.pay_refund(refund=refund, officer=boss, provider_ref="LC-10")
    assert "không hoàn lại" in text(signed_in(dossier.created_by).get(address))
    assert name in text(signed_in(dossier.created_by).get(address))
    for ground in ("overpaid", "not_delivered"):
        asked = {"charge": charge, "amount_vnd": 1, "ground": ground, "reason": "x", "by": boss.user}
        with pytest.raises(StepRefused, match="Theo quy định"):
            refunds.request_refund(bank_name="A", account_number="1234", account_holder="B", **asked)


@pytest.mark.article("QN-13.2c")
def test_a_fee_that_is_due_in_the_middle_of_the_work_stops_it_until_it_is_paid(
    outside, django_capture_on_commit_callbacks
):
    account()
    drive = people.processing(MONDAY)
    dossier, task = drive.dossier, drive._next_task()
    charge = open_charge(
        subject=dossier.reference, timing="at_supplement", payer="Huyền", agency=people.desk(),
        lines=[{"id": "p", "name": "Phí thẩm định", "kind": "phi", "vnd": 30_000}],
        settled_task="dossiers.charge_settled",
    )  # fmt: skip
    officer = task.officer or people.driving.somebody(task.agency, task.duty)
    with pretend(drive.at):
        money.request_payment(dossier=dossier, officer=officer)
    dossier.refresh_from_db()
    assert dossier.state == State.PAYMENT_REQUIRED
    assert "30.000" in text(signed_in(dossier.created_by).get(page_of(dossier)))
    with django_capture_on_commit_callbacks(execute=True):
        notice(row(f"{charge.reference} nop phi", 30_000, f"FS{charge.pk}"))
    dossier.refresh_from_db()
    assert dossier.state == State.PROCESSING and owed_vnd(charge) == 0


@pytest.mark.article("QN-13.2c")
def test_a_result_that_waits_for_its_fee_says_so_with_the_way_to_pay(outside):
    """Copies of a birth certificate are paid at the end: letter and page name the sum, not “download it now”."""
    account()
    drive = people.completed(MONDAY, answers={"xin_ban_sao": True, "so_ban_sao": 2}, return_method="online")
    dossier = drive.dossier
    page = text(signed_in(dossier.created_by).get(f"/ho-so/{dossier.shown_code}/"))
    assert "Cần nộp 16.000" in page and "Nộp tiền" in page and "Bạn sẽ tải về" not in page
    told = Message.objects.filter(about=dossier.reference, template="completed").first()
    assert told is not None and "Cần nộp khi nhận: 16.000" in told.text
