"""Money on its way back: by the gateway once, whatever dies or stays silent; by a list of the bank; vouchers."""

import base64
from datetime import timedelta

import pytest

from payments import payouts, refunds, vouchers
from payments.ledger import balance_vnd
from payments.models import Payout, PayoutState, Refund
from payments.services import to_acknowledge
from portal.calendars.now import now, pretend
from portal.documents import store
from portal.integrations.sandbox.bank_seal import Seal
from portal.web.refusals import StepRefused
from tests.money import charge_of
from tests.payments.test_desk import ask, cashier, leader, paid
from tests.payments.test_online import begun, online, order

pytestmark = pytest.mark.django_db


def approved(charge, vnd=150_000) -> Refund:
    refund = ask(charge, cashier(), vnd)
    return refunds.decide_refund(refund=refund, officer=leader(), approve=True)


def paid_online(outside):
    """Somebody paid by VNPay."""
    attempt = begun(charge_of())
    known = order(outside, attempt)
    known.update(code="00", at="20260302083512")
    online.ask(attempt)
    return attempt.charge


class TestGateway:
    @pytest.mark.article("QN-13.3c")
    def test_the_gateway_gives_back_what_it_brought(self, outside):
        charge = paid_online(outside)
        refund = approved(charge)
        payout = payouts.send(payouts.send_back(refund=refund, by=cashier().user))
        refund.refresh_from_db()
        assert (payout.state, refund.state, balance_vnd(charge)) == ("success", "paid", 0)
        assert [one["vnd"] for one in outside.returned.values()] == [150_000]
        payouts.send(payout)
        assert len(outside.returned) == 1

    def test_a_part_then_no_more_than_came_in(self, outside):
        charge = paid_online(outside)
        payouts.send(payouts.send_back(refund=approved(charge, 100_000), by=cashier().user))
        rest = approved(charge, 50_000)
        assert payouts.way_back(rest) is not None
        payouts.send(payouts.send_back(refund=rest, by=cashier().user))
        assert sum(one["vnd"] for one in outside.returned.values()) == 150_000

    def test_paid_but_never_answered_is_asked_about_not_paid_again(self, outside):
        refund = approved(paid_online(outside))
        outside.deaf_after_paying = True
        payout = payouts.send(payouts.send_back(refund=refund, by=cashier().user))
        assert payout.state == PayoutState.SENT
        with pytest.raises(StepRefused, match="chưa xong"):
            refunds.pay_refund(refund=refund, officer=cashier(), provider_ref="LC-1")
        outside.deaf_after_paying = False
        with pretend(now() + timedelta(minutes=6)):
            assert payouts.ask_payouts() == 1
        payout.refresh_from_db()
        assert payout.state == PayoutState.SUCCESS and len(outside.returned) == 1

    def test_a_worker_that_died_before_asking_is_made_up_for(self, outside):
        refund = approved(paid_online(outside))
        payout = payouts.send_back(refund=refund, by=cashier().user)
        Payout.objects.filter(pk=payout.pk).update(state=PayoutState.SENT, sent_at=now())
        with pretend(now() + timedelta(minutes=6)):
            payouts.ask_payouts()
        payout.refresh_from_db()
        assert payout.state == PayoutState.SUCCESS and len(outside.returned) == 1

    def test_refused_by_the_bank_it_may_go_another_way(self, outside):
        refund = approved(paid_online(outside))
        outside.return_status = "09"
        payout = payouts.send(payouts.send_back(refund=refund, by=cashier().user))
        assert payout.state == PayoutState.FAILED
        listed = payouts.make_list(refunds=[refund], by=cashier().user)
        payouts.close_list(listed=listed, order_number="UNC-5", returned=set(), by=cashier().user)
        refund.refresh_from_db()
        assert (refund.state, refund.provider_ref) == ("paid", "UNC-5")


class TestBankList:
    def test_what_the_bank_sent_back_stays_to_be_paid(self):
        first, second = approved(paid()), approved(paid())
        with pytest.raises(StepRefused, match="không nộp qua cổng"):
            payouts.send_back(refund=first, by=cashier().user)
        listed = payouts.make_list(refunds=[first, second], by=cashier().user)
        with pytest.raises(StepRefused, match="Không có yêu cầu"):
            payouts.make_list(refunds=[first, second], by=cashier().user)
        wrong = second.payouts.get().pk
        payouts.close_list(listed=listed, order_number="UNC-9", returned={wrong}, by=cashier().user)
        with pytest.raises(StepRefused, match="đã ghi"):
            payouts.close_list(listed=listed, order_number="UNC-9", returned=set(), by=cashier().user)
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == ("paid", "approved")
        assert payouts.make_list(refunds=[second], by=cashier().user).total_vnd == 150_000


@pytest.mark.article("QN-14.4", "HG-10.3")
class TestVoucher:
    def paid(self, outside):
        attempt = begun(charge_of(8_000), "platform")
        outside.orders[f"platform:{attempt.reference}"].update(code="00", at="20260302083512")
        online.ask(attempt)
        attempt.refresh_from_db()
        return attempt.charge, attempt.payment

    def test_work_goes_on_only_with_the_banks_good_voucher(self, outside):
        outside.seal = Seal()
        vouchers.register(name="Ngân hàng thử", pem=outside.seal.pem)
        charge, payment = self.paid(outside)
        assert to_acknowledge(charge.subject)
        assert vouchers.WAITS in vouchers.why_not_proved(charge)
        assert vouchers.fetch(payment).good
        assert vouchers.why_not_proved(charge) == ""
        assert payment.voucher.number.startswith("CT")

    @pytest.mark.parametrize("wrong", ["stranger", "sum", "reference", "words"])
    def test_a_voucher_that_does_not_hold_is_kept_with_the_reason(self, outside, wrong):
        outside.seal = Seal()
        vouchers.register(name="Ngân hàng thử", pem=outside.seal.pem)
        charge, payment = self.paid(outside)
        known = dict(outside.orders[f"platform:{payment.attempt.reference}"])
        if wrong == "stranger":
            outside.seal = Seal()
        known |= {"sum": {"vnd": 9}, "reference": {"reference": "MCX"}}.get(wrong, {})
        bill = outside.bill(known)
        content = bill["ChungTu"] + (" " if wrong == "words" else "")
        voucher = vouchers.keep(payment, content, bill["ChuKy"])
        assert not voucher.good and voucher.problem and voucher.content
        assert voucher.problem in vouchers.why_not_proved(charge)

    @pytest.mark.parametrize("wrong", ["", "stranger", "changed", "unsigned", "other", "no pdf"])
    def test_a_voucher_as_signed_pdf_is_read_and_its_bank_known(self, outside, wrong):
        outside.seal, outside.papers = Seal(), True
        bank = vouchers.register(name="Ngân hàng thử", pem=outside.seal.pem)
        charge, payment = self.paid(outside)
        known = dict(outside.orders[f"platform:{payment.attempt.reference}"])
        outside.seal = Seal() if wrong == "stranger" else outside.seal
        pdf = base64.b64decode(
            outside.bill(known | ({"vnd": 80_000} if wrong == "other" else {}))["ChungTuPDF"]
        )
        pdf = {
            "changed": pdf.replace(b"So tien: 8.000", b"So tien: 9.000"),
            "unsigned": pdf[: pdf.index(b"%%EOF") + 6],
            "no pdf": b"<html>",
        }.get(wrong, pdf)
        voucher = vouchers.keep_paper(payment, pdf)
        said = {
            "stranger": "không phải của ngân hàng nào", "changed": "bị sửa sau khi", "unsigned": "không có chữ ký số",
            "other": "khác số tiền", "no pdf": "không phải tệp PDF", "": "",
        }[wrong]  # fmt: skip
        assert said in voucher.problem and voucher.good == (not wrong)
        assert (vouchers.why_not_proved(charge) == "") == (not wrong)
        if not wrong:
            assert voucher.certificate == bank and voucher.number.startswith("CT")
            assert store.read(voucher.file) == pdf

    def test_the_platforms_pdf_lets_the_work_go_on(self, outside, settings):
        settings.PRODUCTION = True  # there a voucher is demanded whether or not a bank is known
        charge, payment = self.paid(outside)
        outside.seal, outside.papers = Seal(), True
        assert "không phải của ngân hàng nào" in vouchers.fetch(payment).problem
        assert vouchers.WAITS in vouchers.why_not_proved(charge)
        vouchers.register(name="Ngân hàng thử", pem=outside.seal.pem)
        with pretend(now() + timedelta(minutes=2)):
            assert vouchers.ask_vouchers() == 1
        assert vouchers.why_not_proved(charge) == ""

    def test_no_certificate_known_no_voucher_demanded(self, outside):
        charge, payment = self.paid(outside)
        assert vouchers.why_not_proved(charge) == "" and not hasattr(payment, "voucher")
        with pytest.raises(StepRefused, match="PEM"):
            vouchers.register(name="x", pem="x")
