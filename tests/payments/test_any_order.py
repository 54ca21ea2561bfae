"""The ledger under any order of acts, and under the death of worker or database in the middle of one (P7)."""

import os
import signal
import threading
import time
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from payments import payouts, refunds
from payments.exemptions import Claimed, confirm_exemption, refuse_exemption
from payments.ledger import balance_vnd, by_line, locked
from payments.models import EntryPart, Payout, PayoutState, RefundState
from payments.services import book, cancel_charge, open_charge
from portal.web.refusals import StepRefused
from tests import people
from tests.money import charge_of
from tests.payments.test_desk import ask, cashier, leader
from tests.payments.test_online import IPN, begun, online, order
from tests.payments.test_payouts import approved, paid_online

LINES = [
    {"id": "p", "name": "Phí", "kind": "phi", "vnd": 70_000},
    {"id": "l", "name": "Lệ phí", "kind": "le_phi", "vnd": 80_000},
]


class Books(RuleBasedStateMachine):
    """One charge of two lines with a claimed exemption, and everything that may happen to it, in any order."""

    outside = None
    count = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).count += 1
        claim = Claimed("ho_ngheo", "Hộ nghèo", {"p": 20_000})
        charge = open_charge(
            subject=f"any-{os.getpid()}-{self.count}", timing="at_receipt", lines=LINES, payer="X",
            agency=people.desk(), claim=claim,
        )  # fmt: skip
        assert charge is not None
        self.charge = charge
        self.came = self.gone = 0
        self.off = 0
        self.orders: list = []

    def tries(self, act: Callable[[], object]) -> bool:
        """Whether the act was done; a refusal changes nothing."""
        before = self.charge.entries.count()
        try:
            act()
        except StepRefused:
            assert self.charge.entries.count() == before
            return False
        return True

    @rule(confirm=st.booleans())
    def answer_the_claim(self, confirm: bool) -> None:
        by = people.desk_officer().user
        if confirm:
            self.tries(lambda: confirm_exemption(claim=self.charge.claim, by=by, seen_proof="số 1"))
        else:
            self.tries(lambda: refuse_exemption(claim=self.charge.claim, by=by, why="hết hạn"))

    @rule(vnd=st.integers(1, 160_000))
    def cash(self, vnd: int) -> None:
        key = f"{self.charge.subject}-{self.charge.entries.count()}"
        done = self.tries(
            lambda: book(charge=self.charge, amount_vnd=vnd, method="cash", key=key, taken_by=None)
        )
        self.came += vnd if done else 0

    @rule()
    def begin(self) -> None:
        if self.tries(lambda: begun(self.charge)):
            attempt = self.charge.attempts.latest("id")
            self.orders.append((attempt, order(self.outside, attempt)))

    @precondition(lambda self: self.orders)
    @rule(
        which=st.integers(0, 9),
        code=st.sampled_from(["00", "00", "24"]),
        way=st.sampled_from(["", "sai-chu-ky"]),
    )
    def callback(self, which: int, code: str, way: str) -> None:
        attempt, known = self.orders[which % len(self.orders)]
        fields = self.outside.ipn(known, code, attempt.amount_vnd, way)
        outcome = online.hear(gateway=online.GATEWAYS["vnpay"], fields=fields, raw="x", address=None)
        self.came += attempt.amount_vnd if outcome == "booked" else 0

    @rule(ground=st.sampled_from(["not_delivered", "overpaid"]), vnd=st.integers(1, 160_000))
    def ask_back(self, ground: str, vnd: int) -> None:
        self.tries(lambda: ask(self.charge, cashier(), vnd, ground))

    @rule(approve=st.booleans())
    def decide(self, approve: bool) -> None:
        for refund in self.charge.refunds.filter(state=RefundState.REQUESTED):
            refunds.decide_refund(refund=refund, officer=leader(), approve=approve, why="không đủ căn cứ")

    @rule()
    def pay_out(self) -> None:
        for refund in self.charge.refunds.filter(state=RefundState.APPROVED):
            done = self.tries(lambda: refunds.pay_refund(refund=refund, officer=cashier(), provider_ref="LC"))  # noqa: B023
            self.gone += refund.amount_vnd if done else 0

    @rule()
    def cancel(self) -> None:
        cancel_charge(charge=self.charge, why="Rút")

    @invariant()
    def the_sums_are_kept(self) -> None:
        self.charge.refresh_from_db()
        sums = dict.fromkeys(("charged", "paid", "waived", "cancelled", "refunded"), 0)
        for kind, vnd in self.charge.entries.values_list("kind", "amount_vnd"):
            sums[kind] += vnd
        assert (-sums["paid"], sums["refunded"]) == (self.came, self.gone)
        assert sum(sums.values()) == balance_vnd(self.charge) == sum(by_line(self.charge).values())
        assert self.gone <= self.came and -sums["waived"] - sums["cancelled"] <= 150_000
        assert (self.charge.settled_at is not None) == (balance_vnd(self.charge) <= 0)
        parts = EntryPart.objects.filter(entry__charge=self.charge).count()
        assert parts >= self.charge.entries.count()


@pytest.mark.django_db
def test_any_order_of_acts_keeps_the_sums(outside):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS parts_add_up, part_fits DEFERRED")
    Books.outside = outside
    checks = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=7,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=checks,
            database=None,
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def waits_for_a_lock() -> int:
    """The PostgreSQL process that waits for a row of a charge, once there is one."""
    until = time.monotonic() + 10
    with _beside() as other:
        while time.monotonic() < until:
            found = other.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                " AND query LIKE '%payments_charge%'"
            ).fetchone()
            if found:
                return int(found[0])
            time.sleep(0.01)
    raise AssertionError("nobody waits")


def in_a_child(act: Callable[[], object]) -> int:
    """A process of its own that does the act; it ends without a word whatever happens."""
    connection.close()
    pid = os.fork()
    if pid == 0:
        try:
            act()
        finally:
            os._exit(0)
    return pid


@pytest.mark.usefixtures("committed")
class TestDeath:
    @pytest.mark.parametrize("victim", ["worker", "database"])
    def test_in_the_middle_of_settling_the_money_is_booked_once(self, outside, victim):
        attempt = begun(charge_of())
        fields = outside.ipn(order(outside, attempt), "00", attempt.amount_vnd)

        def call() -> None:
            Client(raise_request_exception=False).get(IPN, fields)
            connection.close()

        ready, go = os.pipe()
        if victim == "worker":
            child = in_a_child(lambda: (os.read(ready, 1), call()))
        else:
            thread = threading.Thread(target=call)
        with transaction.atomic():
            locked(attempt.charge)
            if victim == "worker":
                os.write(go, b"!")
                waits_for_a_lock()
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            else:
                thread.start()
                pid = waits_for_a_lock()
                with _beside() as other:
                    other.execute("SELECT pg_terminate_backend(%s)", [pid])
                thread.join(10)
        os.close(ready)
        os.close(go)
        assert not attempt.charge.payments.exists()
        said = [Client().get(IPN, fields).json()["RspCode"] for _ in range(2)]
        assert said == ["00", "02"]
        assert attempt.charge.payments.count() == 1 and balance_vnd(attempt.charge) == 0

    def test_a_worker_killed_after_the_gateway_has_paid_back_pays_nobody_twice(self, outside, monkeypatch):
        refund = approved(paid_online(outside))
        officer = cashier().user
        told, hold = threading.Event(), threading.Event()
        answer = type(outside).give_back

        def slow(world, asked):
            said = answer(world, asked)
            told.set()
            hold.wait(5)
            return said

        monkeypatch.setattr(type(outside), "give_back", slow)
        child = in_a_child(lambda: payouts.send_back(refund=refund, by=officer))
        assert told.wait(10)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        hold.set()
        monkeypatch.undo()
        payout = Payout.objects.get(refund=refund)
        assert payout.state == PayoutState.SENT
        after = payouts.send(payout)
        assert after.state == PayoutState.SUCCESS and balance_vnd(refund.charge) == 0
        assert len([one for one in outside.returned.values() if one["vnd"] == 150_000]) == 1


def _beside() -> psycopg.Connection:
    """A connection of its own to the same database."""
    told = connection.get_connection_params()
    wanted = {name: told[name] for name in ("dbname", "user", "password", "host", "port") if told.get(name)}
    return psycopg.connect(**wanted, autocommit=True)
