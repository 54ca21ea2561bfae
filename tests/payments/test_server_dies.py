"""kill -9 of the PostgreSQL server itself in the middle of each flow of money, of a message and of an order to the
post: nothing lost, nothing twice (P7, P10)."""

from datetime import date
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone

from dossiers.models import PostOrder
from dossiers.post import ordering
from payments import payouts, receipts, reconciling
from payments.ledger import balance_vnd
from payments.models import DayCheck, PayoutState
from payments.services import book
from portal.integrations.sandbox.post import Post
from portal.integrations.sandbox.telecom import Telecom
from portal.notifications import services, tasks
from portal.notifications.models import Message
from portal.upkeep import integrity
from portal.upkeep.models import Turn
from tests import people
from tests.conftest import hanoi
from tests.money import charge_of
from tests.mortal.postgres import Server
from tests.payments.test_desk import cashier
from tests.payments.test_online import IPN, begun, order
from tests.payments.test_payouts import approved

DAY = date(2026, 2, 17)


def told(outside, attempt) -> str:
    known = order(outside, attempt)
    known.update(code="00", at="20260217083512")
    caller = Client(raise_request_exception=False)
    answer = caller.get(IPN, outside.ipn(known, "00", attempt.amount_vnd))
    return answer.json()["RspCode"] if answer.status_code == 200 else ""


@pytest.mark.article("ST-23.2-8", "HG-13.4")
def test_the_server_is_killed_in_the_middle_of_each_flow(server, outside, telecom, post):
    restored = integrity.check(turn=Turn.AFTER)
    assert set(restored.faults) <= server.faults_before, (
        "a copy that was restored is as whole as its original"
    )
    receipts.open_book(agency=people.desk(), form="01BLP0-001", serial="DB-26T", by=None)
    charge = charge_of()
    server.dies_at_the_commit(lambda: begun(charge))
    assert not charge.attempts.exists()
    first = begun(charge)
    server.dies_at_the_commit(lambda: told(outside, first))
    assert not charge.payments.exists() and balance_vnd(charge) == 150_000
    assert [told(outside, first) for _ in range(2)] == ["00", "02"]

    other = begun(charge_of())
    server.dies_at_the_commit(lambda: told(outside, other), kept=True)
    assert told(outside, other) == "02" and other.charge.payments.count() == 1
    receipts.issue_missing()
    assert [one.charge.receipts.count() for one in (first, other)] == [1, 1]

    cash, key = charge_of(), "quay-1"
    taken = {"charge": cash, "amount_vnd": 150_000, "method": "cash", "key": key, "taken_by": None}
    server.dies_at_the_commit(lambda: book(**taken), kept=True)
    assert book(**taken).key == key and cash.payments.count() == 1 and balance_vnd(cash) == 0

    refund = approved(charge)
    by = cashier().user
    server.dies_at_the_commit(
        lambda: payouts.send_back(refund=refund, by=by), once=lambda: len(outside.returned)
    )
    payout = refund.payouts.get()
    assert payout.state == PayoutState.SENT and len(outside.returned) == 1
    assert payouts.send(payout).state == PayoutState.SUCCESS and len(outside.returned) == 1
    assert balance_vnd(charge) == 0 and refund.charge.entries.filter(kind="refunded").count() == 1

    rows = [(one.reference, one.reference[-8:], 150_000) for one in (first, other)]
    file = {"provider": "vnpay", "day": DAY, "name": "a.csv", "content": b"a", "by": None}
    reconciling.load_file(rows=rows, **file)
    server.dies_at_the_commit(lambda: reconciling.reconcile(provider="vnpay", day=DAY))
    assert not DayCheck.objects.filter(day=DAY).exists()
    check = reconciling.reconcile(provider="vnpay", day=DAY)
    assert (check.matched, check.differences, check.ours_vnd) == (2, 0, 300_000)

    _sent_once(server, telecom)
    _ordered_once(server, post)


def _sent_once(server: Server, telecom: Telecom) -> None:
    """The gateway has the text message when the database dies: sent again, it is known by its key."""
    user = people.citizen()
    type(user.party).objects.filter(pk=user.party.pk).update(email="", phone="0912345678")
    type(user).objects.filter(pk=user.pk).update(email=None)
    user = type(user).objects.get(pk=user.pk)
    facts = {"code": "H49.84.1-261116-0001", "procedure": "Khai sinh", "agency": "Quầy"}
    act = {"template": "accepted", "key": f"chet:{user.pk}", "about": "T-1", "user": user, "context": facts}

    def queue() -> None:
        with transaction.atomic():
            services.queue(party=user.party, **act)

    server.dies_at_the_commit(queue)
    assert not Message.objects.filter(user=user).exists()
    server.dies_at_the_commit(queue, kept=True)
    queue()
    row = Message.objects.get(user=user, channel="sms")
    with pytest.raises(OperationalError), patch.object(tasks, "_taken", side_effect=lambda *_: server.fall()):
        tasks._send([row])
    connection.close()
    server.start()
    Message.objects.filter(pk=row.pk).update(next_try_at=timezone.now())
    tasks.deliver_lost()
    row.refresh_from_db()
    assert len(telecom.messages) == 1 and row.sent_at, (row.error, row.attempts, row.claimed_at)


def _ordered_once(server: Server, post: Post) -> None:
    """The post has the piece when the database dies: ordered again, it is the same piece."""
    dossier = people.accepted(hanoi("2026-11-16 08:30")).dossier
    asked = {"dossier": dossier, "user": dossier.created_by, "address": "số 12, tổ 5, khu 2, phường Hạ Long"}
    server.dies_at_the_commit(lambda: ordering.collect(**asked))
    assert not PostOrder.objects.filter(dossier=dossier).exists()
    server.dies_at_the_commit(lambda: ordering.collect(**asked), once=lambda: len(post.pieces))
    order = PostOrder.objects.get(dossier=dossier)
    assert (order.tracking, len(post.pieces)) == (None, 1)
    assert ordering.send_waiting() >= 1 and len(post.pieces) == 1
    order.refresh_from_db()
    assert order.tracking == next(iter(post.pieces.values()))["tracking"]
