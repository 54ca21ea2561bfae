"""kill -9 of worker and broker while every flow of money and of the post is in the middle of its act: the product's
own sweeps bring each to its end, nothing lost, nothing twice (P7)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings as known_settings

from dossiers.models import PostOrder
from payments import closing, vouchers
from payments.models import (
    ReceiptBook,
)
from portal import celery
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.integrations.sandbox.bank_seal import Seal
from tests.money import SECRETS
from tests.mortal.broker import Nursery, wait
from tests.mortal.holding import Gate, Rows
from tests.payments.flows import (
    MONTH,
    Compared,
    GoesOn,
    NeverCalledBack,
    Nightly,
    PaidBack,
    Receipted,
    Statement,
    Vouched,
    WithoutThem,
)
from tests.payments.flows_of_post import Brought, Ordered
from tests.payments.test_desk import accountant

HANDS = "16"  # threads: so many processes would take seconds to be forked
SWEEPS = (
    "payments.ask_gateways", "payments.ask_payouts", "payments.ask_vouchers", "payments.read_files",
    "payments.compare_lately", "payments.issue_receipts", "payments.tell_settled", "dossiers.send_post",
    "dossiers.ask_post_for_money",
)  # fmt: skip


FLOWS = (
    NeverCalledBack, GoesOn, PaidBack, Vouched, Statement, Compared, Nightly, Receipted, Ordered, Brought,
)  # fmt: skip
ASKED, LOCKED = {"query", "give_back", "bill", "orders", "remitted"}, 7


@pytest.fixture
def gate(outside, post) -> Iterator[Gate]:
    made = Gate()
    for system, act in ((outside, "query"), (outside, "give_back"), (outside, "bill"), (post, "take")):
        made.stand_before(system, act)
    yield made
    made.open.set()


@pytest.fixture
def rows(server) -> Iterator[Rows]:
    from django.db import connection

    made = Rows(connection.settings_dict)
    yield made
    made.let_go()


@pytest.mark.article("ST-23.2-8", "HG-13.4")
def test_worker_and_broker_are_killed_in_the_middle_of_every_flow(
    server, outside, post, broker, gate, rows, settings, own_files
):
    outside.seal = Seal()
    vouchers.register(name="Ngân hàng thử", pem=outside.seal.pem)
    env = {
        name: str(getattr(settings, name))
        for name in (*SECRETS, "VNPAY_URL", "VNPAY_API_URL", "PAYMENT_PLATFORM_URL", "POST_URL", "SECRET_KEY",
                     "FILE_KEYS_FILE")
    } | {"LOCAL_DIR": str(own_files), "EMAIL_URL": "dummymail://"}  # fmt: skip
    workers = Nursery(broker, **env)
    try:
        _each_flow_ends(workers, broker, outside, post, gate, rows)
    finally:
        workers.end()
    _the_month_closes()


def _each_flow_ends(workers, broker, outside, post, gate, rows) -> None:
    ReceiptBook.objects.filter(closed_at=None).update(closed_at=now())
    PostOrder.objects.filter(state="waiting").update(next_try_at=now() + timedelta(hours=1))
    with pytest.MonkeyPatch.context() as lost:  # what is not looked at here is not drawn
        lost.setattr(celery, "_start", lambda *_: False)
        flows = [kind(outside, post, rows) for kind in FLOWS]
        alone = WithoutThem(outside, post, rows)
    gate.shut()
    worker = workers.start("-P", "threads", "-c", HANDS)
    with broker.published_to():
        for flow in flows:
            flow.begin()
        middle = wait(lambda: gate.reached >= ASKED and rows.wanted_by() >= LOCKED, 60)
        assert middle, (ASKED - gate.reached, rows.wanted_by())
        workers.kill(worker)
        broker.kill()
        rows.let_go()
        gate.open.set()
        alone.meanwhile()
        flows.append(alone)
        assert not any(flow.ended() for flow in flows)
        broker.start()
    worker = workers.start("-P", "threads", "-c", HANDS)
    for flow in flows:
        flow.time_passes()
    with broker.published_to():
        _sweep()
    wait(lambda: all(flow.ended() for flow in flows), 60)
    for again in (False, True):
        for flow in flows:
            assert flow.ended(), (type(flow).__name__, again)
            flow.holds()
            flow.time_passes()
        _sweep()  # once more, here: there is nothing left to do


def _sweep() -> None:
    assert {one["task"] for one in known_settings.CELERY_BEAT_SCHEDULE.values()} >= set(SWEEPS)
    for task in SWEEPS:
        start_on_commit(task)


def _the_month_closes() -> None:
    """Its sums are what was paid in it."""
    after = closing.month_of(MONTH)[1]
    closing.compare_missing(first=MONTH, after=after, by=accountant().user)
    closed = closing.close_month(month=MONTH, by=accountant().user)
    assert closed.totals == {"vnpay": {"count": 2, "vnd": 300_000}}
