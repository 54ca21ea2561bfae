"""Worker and broker are killed in the middle of a burst: every letter goes out, a second copy is known as one (P10)."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from portal.notifications import services, tasks
from portal.notifications.models import Message
from tests.site import database_url

from .broker import publishing_to
from .mailbox import Mailbox, mailbox

LETTERS, AFTER = 80, 5


@dataclass
class Broker:
    """A Redis server of our own, that may be killed."""

    url: str
    process: "subprocess.Popen[bytes]"

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)


@pytest.fixture
def broker() -> Iterator[Broker]:
    """A Redis that keeps nothing, and a portal that really publishes to it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        socket = f"{folder}/r"
        server = ["redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no"]
        process = subprocess.Popen(server, stdout=subprocess.DEVNULL)
        assert wait(lambda: Path(socket).exists(), 10)
        with publishing_to(f"redis+socket://{socket}"):
            yield Broker(f"unix://{socket}", process)
        process.kill()
        process.wait(10)


def start_worker(broker: Broker, box: Mailbox) -> "subprocess.Popen[bytes]":
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": database_url(),
        "REDIS_URL": broker.url,
        "EMAIL_URL": f"smtp://127.0.0.1:{box.port}",
    }
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "-c", "2", "-l", "error"]
    return subprocess.Popen(
        [*command, "--without-gossip", "--without-mingle"],
        cwd=settings.BASE_DIR,
        env=env,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill(worker: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(10)


def wait(until: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if until():
            return True
        time.sleep(0.02)
    return until()


def queue(mark: str, numbers: range) -> None:
    for number in numbers:
        services.queue(
            template="account_opened", key=f"{mark}:{number}", about=mark, address=f"{number}@thu.example"
        )


@pytest.mark.usefixtures("committed")
def test_a_killed_worker_and_a_killed_broker_lose_no_letter(broker, settings):
    mark = f"don-dap-{time.time_ns()}"
    mine = Message.objects.filter(about=mark, channel="email")
    with mailbox() as box:
        box.seconds = 0.03
        worker = start_worker(broker, box)
        try:
            queue(mark, range(LETTERS - AFTER))
            assert wait(lambda: len(box.letters) >= LETTERS // 5, 40)
            kill(worker)
            broker.kill()
            queue(mark, range(LETTERS - AFTER, LETTERS))  # the act goes on without a broker
            assert len(box.letters) < LETTERS
            mine.filter(sent_at=None).update(claimed_at=timezone.now() - timedelta(minutes=6))
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
            settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
            assert tasks.deliver_lost() > 0
            assert not mine.filter(sent_at=None).exists()
        finally:
            kill(worker)
        copies = Counter(letter["To"] for letter in box.letters)
        names = {(letter["To"], letter["Message-ID"]) for letter in box.letters}
    assert set(copies) == {f"{number}@thu.example" for number in range(LETTERS)}
    assert sum(copies.values()) <= LETTERS + 2
    assert len(names) == LETTERS
