"""kill -9 of the PostgreSQL server itself in the middle of each flow of money, of a message and of an order to the
post: nothing lost, nothing twice (P7, P10)."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from http.server import HTTPServer
from pathlib import Path
from unittest.mock import patch

import psycopg
import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test import Client
from django.utils import timezone

from dossiers.models import PostOrder
from dossiers.post import ordering
from payments import payouts, receipts, reconciling
from payments.ledger import balance_vnd
from payments.models import DayCheck, PayoutState
from payments.services import book
from portal.bootstrap import checks, places
from portal.bootstrap.services import ALWAYS, OWNER, newest_postgres
from portal.integrations.sandbox.post import Post
from portal.integrations.sandbox.post import serve as post_server
from portal.integrations.sandbox.telecom import Telecom
from portal.integrations.sandbox.telecom import serve as telecom_server
from portal.notifications import services, tasks
from portal.notifications.models import Message
from portal.upkeep import integrity
from portal.upkeep.models import Turn
from tests import people
from tests.conftest import hanoi
from tests.money import charge_of
from tests.payments.test_desk import cashier
from tests.payments.test_online import IPN, begun, order
from tests.payments.test_payouts import approved

DAY = date(2026, 2, 17)


class Server:
    """A PostgreSQL of this test's own with a copy of the test's database; it can be killed with all its processes."""

    def __init__(self, home: Path) -> None:
        self.bin, self.home = newest_postgres(), home
        self.data, self.run = places.server_folder(home / "data"), places.server_folder(home / "run")
        self.who = places.server_user()
        self.faults_before: set[str] = set()

    def make(self, dump: "subprocess.Popen[bytes]") -> None:
        words = f"-D {self.data} -U {OWNER} --auth=trust --encoding=UTF8 --locale=C.UTF-8 --lc-collate=C --no-sync"
        subprocess.run(
            [self.bin / "initdb", *words.split()], user=self.who, check=True, stdout=subprocess.DEVNULL
        )
        self.start()
        psql = [str(self.bin / "psql"), "-qX", "-h", str(self.run), "-U", OWNER, "-1", "postgres"]
        subprocess.run(psql, stdin=dump.stdout, check=True, stdout=subprocess.DEVNULL)
        assert dump.wait() == 0

    def start(self) -> None:
        options = [word for setting in (*ALWAYS, "fsync=off") for word in ("-c", setting)]
        command = [self.bin / "postgres", "-D", self.data, "-k", self.run, *options]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(command, user=self.who, stdout=log, stderr=log)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(host=str(self.run), user=OWNER, dbname="postgres").close()
                return
            time.sleep(0.02)
        raise AssertionError((self.home / "log").read_text()[-2000:])

    def kill(self) -> None:
        pid = self.process.pid
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for one in [pid, *map(int, below)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        self.process.wait()

    def fall(self) -> None:
        """Killed in the middle of what runs; raises as the next statement does."""
        self.kill()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    def dies_at_the_commit(
        self, act: Callable[[], object], *, kept: bool = False, once: Callable[[], object] = lambda: True
    ) -> None:
        """The act meets a server that is killed just before its first commit `once` that holds, or just after."""
        wrapper = type(connections["default"])
        commit, seen = wrapper._commit, []

        def killing(line: object) -> None:
            if seen or not once():
                return commit(line)
            seen.append(line)
            if kept:
                commit(line)
            self.kill()
            return None if kept else commit(line)

        wrapper._commit = killing
        try:
            with contextlib.suppress(Exception):
                act()
        finally:
            wrapper._commit = commit
        assert seen, "nothing was to be committed"
        connection.close()
        self.start()


@pytest.fixture
def server(committed: None) -> Iterator[Server]:
    """The portal of this test stands on a server of its own until the test ends."""
    told, before = connection.get_connection_params(), dict(connection.settings_dict)
    wanted = {"-h": told.get("host"), "-p": told.get("port"), "-U": told.get("user"), "-d": told["dbname"]}
    checked = integrity.check(turn=Turn.BEFORE)
    words = [word for name, value in wanted.items() if value for word in (name, str(value))]
    password = {"PGPASSWORD": str(told["password"])} if told.get("password") else {}
    dump = subprocess.Popen(
        [newest_postgres() / "pg_dump", "-O", *words],
        stdout=subprocess.PIPE,
        env={**os.environ, **password},
    )
    with checks.passing_folder() as home:
        made = Server(home)
        try:
            made.make(dump)
            checked.delete()
            made.faults_before = set(checked.faults)
            connection.close()
            own = {"NAME": "postgres", "HOST": str(made.run), "USER": OWNER, "PORT": "", "PASSWORD": ""}
            connection.settings_dict.update(own)
            yield made
        finally:
            connection.close()
            connection.settings_dict.update(before)
            made.kill()


def told(outside, attempt) -> str:
    known = order(outside, attempt)
    known.update(code="00", at="20260217083512")
    caller = Client(raise_request_exception=False)
    answer = caller.get(IPN, outside.ipn(known, "00", attempt.amount_vnd))
    return answer.json()["RspCode"] if answer.status_code == 200 else ""


@pytest.fixture
def telecom(settings) -> Iterator[Telecom]:
    world = Telecom(secret="nha-mang-thu")
    with running(telecom_server(0, world)) as address:
        settings.SMS_URL, settings.SMS_SECRET = f"{address}/sms", world.secret
        yield world


@pytest.fixture
def post(settings) -> Iterator[Post]:
    world = Post("", "buu-chinh")
    with running(post_server(0, world)) as address:
        settings.POST_URL = address
        yield world


@contextlib.contextmanager
def running(server: HTTPServer) -> Iterator[str]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


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
