"""Worker and broker are killed in the middle of a burst: every letter goes out, a second copy is known as one (P10)."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.notifications import services, tasks
from portal.notifications.models import Message
from tests.mortal.broker import Broker, kill, own_broker, start_worker, wait

from .mailbox import mailbox

LETTERS, AFTER = 80, 5


@pytest.fixture
def broker() -> Iterator[Broker]:
    """A Redis that keeps nothing, and a portal that really publishes to it."""
    with own_broker() as broker, broker.published_to():
        yield broker


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
        worker = start_worker(broker, "-c", "2", EMAIL_URL=f"smtp://127.0.0.1:{box.port}")
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
