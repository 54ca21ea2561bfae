"""One attempt, many words about it: forged, replayed, reordered, late, wrong; money is booked once (P7)."""

import json
import random
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from payments import online
from payments.gateways import GATEWAYS
from payments.ledger import balance_vnd
from payments.models import Attempt, Callback, Charge
from payments.queries import owed_vnd
from payments.services import cancel_charge
from portal.calendars.now import now, pretend
from portal.web.refusals import StepRefused
from tests.money import charge_of

IPN = "/thanh-toan/vnpay/ipn/"


def begun(charge: Charge, gateway: str = "vnpay") -> Attempt:
    """The payer was sent to the gateway."""
    way = GATEWAYS[gateway]
    address = online.begin(
        charge=charge, gateway=way, back="http://localhost/x/", return_to="/ho-so/", address="203.0.113.10"
    )
    assert address.startswith("http://127.0.0.1")
    return charge.attempts.latest("id")


def order(outside, attempt):
    return outside.order("vnpay", attempt.reference, attempt.amount_vnd, "", "Nop phi")


@pytest.mark.django_db
class TestIpn:
    def send(self, outside, attempt, code="00", vnd=None, way=""):
        fields = outside.ipn(order(outside, attempt), code, vnd or attempt.amount_vnd, way)
        return Client().get(IPN, fields).json()["RspCode"]

    @pytest.mark.article("QN-14.4")
    def test_success_is_booked_with_the_banks_own_time(self, outside):
        attempt = begun(charge_of())
        outside.order("vnpay", attempt.reference, 150_000, "", "x")["at"] = "20260302083512"
        assert self.send(outside, attempt) == "00"
        attempt.refresh_from_db()
        assert attempt.payment.paid_at.isoformat() == "2026-03-02T01:35:12+00:00"
        assert owed_vnd(attempt.charge) == 0

    def test_fifty_replays_book_one_payment(self, outside):
        attempt = begun(charge_of())
        answers = [self.send(outside, attempt) for _ in range(50)]
        assert answers == ["00"] + ["02"] * 49
        assert attempt.charge.payments.count() == 1
        assert Callback.objects.filter(attempt=attempt).count() == 50

    def test_the_order_of_the_checks(self, outside):
        attempt = begun(charge_of())
        assert self.send(outside, attempt, way="sai-chu-ky") == "97"
        assert self.send(outside, attempt, vnd=151_000) == "04"
        attempt.reference = "MCKHONGCO"
        assert self.send(outside, attempt) == "01"
        assert not attempt.charge.payments.exists()

    def test_a_failure_books_nothing_and_the_person_may_try_again(self, outside):
        charge = charge_of()
        attempt = begun(charge)
        assert self.send(outside, attempt, code="24") == "00"
        assert owed_vnd(charge) == 150_000
        assert begun(charge).reference != attempt.reference

    def test_a_success_after_a_failure_is_believed_only_when_asked(self, outside):
        attempt = begun(charge_of())
        assert self.send(outside, attempt, code="24") == "00"
        assert self.send(outside, attempt, code="00") == "02"
        assert owed_vnd(attempt.charge) == 150_000
        order(outside, attempt).update(code="00", at="20260302083512")
        assert online.ask_gateways() == 1
        assert owed_vnd(attempt.charge) == 0

    def test_two_attempts_that_both_succeed_leave_something_to_refund(self, outside):
        charge = charge_of()
        first, second = begun(charge), begun(charge)
        assert self.send(outside, first) == "00"
        assert self.send(outside, second) == "00"
        assert balance_vnd(charge) == -150_000
        with pytest.raises(StepRefused, match="đã nộp đủ"):
            begun(charge)

    def test_money_for_a_cancelled_charge_stays_visible(self, outside):
        charge = charge_of()
        attempt = begun(charge)
        cancel_charge(charge=charge, why="Rút hồ sơ")
        assert self.send(outside, attempt) == "00"
        assert balance_vnd(charge) == -150_000

    def test_what_breaks_in_the_middle_is_kept_word_for_word_and_played_again(self, outside, monkeypatch):
        attempt, caller = begun(charge_of()), Client(raise_request_exception=False)
        fields = outside.ipn(order(outside, attempt), "00", attempt.amount_vnd)
        with monkeypatch.context() as broken:
            broken.setattr(online, "pay", lambda *_, **__: 1 / 0)
            assert caller.get(IPN, fields).status_code == 500
        assert Callback.objects.get(raw__contains=attempt.reference).outcome == ""
        assert owed_vnd(attempt.charge) == 150_000
        with pretend(now() + timedelta(minutes=2)):
            assert online.play_again() == 1 and online.play_again() == 0
        assert owed_vnd(attempt.charge) == 0
        assert caller.get(IPN, fields).json()["RspCode"] == "02"
        assert sorted(attempt.callbacks.values_list("outcome", flat=True)) == ["again", "booked"]

    def test_a_machine_gets_nothing_that_is_meant_for_people(self, outside, settings):
        caller = Client()
        first, later = caller.get(IPN), caller.get(IPN)
        assert first.json() == later.json()
        assert "Content-Security-Policy" not in later and not later.cookies and later["X-Request-ID"]
        assert caller.post(IPN).status_code == 405
        settings.VNPAY_URL = ""
        assert caller.get(IPN).status_code == 404

    def test_nobody_is_told_who_pays_or_why(self, outside):
        assert Client().get(IPN).json() == {"RspCode": "97", "Message": "Invalid signature"}
        assert Client().post(IPN).status_code == 405


@pytest.mark.django_db
class TestPlatform:
    def test_confirm_books_once(self, outside):
        attempt = begun(charge_of(8_000), "platform")
        known = outside.orders[f"platform:{attempt.reference}"]
        fields = outside.confirm(known, "00", 8_000)
        address = "/thanh-toan/nen-tang/xac-nhan/"
        said = [Client().post(address, fields, "application/json").json()["MaLoi"] for _ in range(3)]
        assert said == ["00", "02", "02"]
        assert attempt.charge.payments.get().method == "platform"

    @pytest.mark.parametrize(
        "body", ["", "[]", "{", "null", '{"MaXacThuc": 5}', '{"MaXacThuc":"đ"}', "[" * 5000]
    )
    def test_nonsense_gets_a_word_and_no_trace_in_the_books(self, outside, body):
        answer = Client().post("/thanh-toan/nen-tang/xac-nhan/", body, "application/json")
        assert answer.json()["MaLoi"] == "97"


@pytest.mark.django_db
class TestAsking:
    def test_a_gateway_that_never_calls_is_asked(self, outside):
        attempt = begun(charge_of())
        order(outside, attempt).update(code="00", at="20260302083512")
        assert online.ask_gateways() == 0
        with pretend(now() + timedelta(minutes=3)):
            assert online.ask_gateways() == 1
        assert owed_vnd(attempt.charge) == 0

    def test_an_unknown_or_unfinished_attempt_stays_open_and_expires(self, outside):
        known, unknown = begun(charge_of()), begun(charge_of())
        order(outside, known)
        with pretend(now() + timedelta(minutes=3)):
            assert online.ask_gateways() == 2
        known.refresh_from_db()
        assert known.state == "init"
        with pretend(now() + timedelta(minutes=30)):
            assert online.ask_gateways() == 2
        unknown.refresh_from_db()
        assert unknown.state == "expired"

    def test_a_late_success_after_expiry_is_still_booked(self, outside):
        attempt = begun(charge_of())
        with pretend(now() + timedelta(minutes=30)):
            online.ask_gateways()
        fields = outside.ipn(order(outside, attempt), "00", attempt.amount_vnd)
        assert Client().get(IPN, fields).json()["RspCode"] == "00"

    def test_a_dead_gateway_is_asked_again_later(self, outside):
        attempt = begun(charge_of())
        outside.down = True
        with pretend(now() + timedelta(minutes=3)):
            assert online.ask_gateways() == 1
            assert online.ask_gateways() == 0
        attempt.refresh_from_db()
        assert attempt.state == "init" and attempt.ask_at


@pytest.mark.usefixtures("committed")
def test_fifty_callbacks_at_once_book_each_attempt_once(outside):
    """Two attempts of one charge, both paid: whoever waited for the other sees what it wrote."""
    charge = charge_of()
    attempts = [begun(charge), begun(charge)]
    sent = [outside.ipn(order(outside, one), "00", one.amount_vnd) for one in attempts]
    answers, gate = [], threading.Barrier(10)

    def call(fields) -> None:
        gate.wait()
        answers.extend(Client().get(IPN, fields).json()["RspCode"] for _ in range(5))
        connection.close()

    threads = [threading.Thread(target=call, args=[sent[number % 2]]) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["00"] * 2 + ["02"] * 48
    assert charge.payments.count() == 2
    assert balance_vnd(charge) == -150_000


@pytest.mark.django_db
def test_any_order_of_callbacks_ends_in_the_same_books(outside):
    """Replays, forgeries, wrong sums and failures in any order: one payment if a true success came first or late."""
    rng = random.Random(7)
    for _ in range(15):
        attempt = begun(charge_of())
        calls = [("00", 150_000, "")] * 3 + [("00", 150_000, "sai-chu-ky"), ("00", 1_000, ""), ("00", 1, "")]
        rng.shuffle(calls)
        for code, vnd, way in calls:
            Client().get(IPN, outside.ipn(order(outside, attempt), code, vnd, way))
        assert attempt.charge.payments.count() == 1
        assert balance_vnd(attempt.charge) == 0
        assert json.dumps(list(attempt.callbacks.values_list("outcome", flat=True))).count("booked") == 1
