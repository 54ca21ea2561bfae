"""A Redis that keeps nothing and a Celery worker, made to be killed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from tests.notifications.broker import publishing_to
from tests.site import database_url


class Broker:
    """A Redis server of our own; after its death it comes back empty, as one that keeps nothing does."""

    def __init__(self, folder: str) -> None:
        self.socket = Path(folder) / "r"
        self.url = f"unix://{self.socket}"
        self.start()

    def start(self) -> None:
        words = ["--port", "0", "--unixsocket", str(self.socket), "--save", "", "--appendonly", "no"]
        self.socket.unlink(missing_ok=True)
        self.process = subprocess.Popen(["redis-server", *words], stdout=subprocess.DEVNULL)
        assert wait(self.socket.exists, 10)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    @contextmanager
    def published_to(self) -> Iterator[None]:
        """Tasks of this process really go there."""
        with publishing_to(f"redis+socket://{self.socket}"):
            yield


@contextmanager
def own_broker() -> Iterator[Broker]:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        broker = Broker(folder)
        try:
            yield broker
        finally:
            broker.kill()


def _surroundings(broker: Broker) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": database_url(),
        "REDIS_URL": broker.url,
    }


class Nursery:
    """Workers of this broker over the test's database, each there at once: the portal is loaded once for all of them,
    while the test makes ready."""

    def __init__(self, broker: Broker, **env: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.mortal.nursery"], cwd=settings.BASE_DIR, env=_surroundings(broker) | env,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self._ready, self._alive = False, set[int]()

    def start(self, *words: str) -> int:
        """The number of a new worker; `words` are further ones of its command."""
        assert self._process.stdin is not None and self._process.stdout is not None
        if not self._ready:
            self._ready = self._process.stdout.readline().strip() == "ready"
            assert self._ready, "the portal could not be loaded"
        self._process.stdin.write(" ".join(words) + "\n")
        self._process.stdin.flush()
        worker = int(self._process.stdout.readline())
        self._alive.add(worker)
        return worker

    def kill(self, worker: int) -> None:
        """kill -9 of one worker and all its processes; it is gone when this returns."""
        self._alive.discard(worker)
        with suppress(ProcessLookupError):
            os.killpg(worker, signal.SIGKILL)
        assert wait(lambda: not Path(f"/proc/{worker}").exists(), 10)

    def end(self) -> None:
        for worker in list(self._alive):
            self.kill(worker)
        self._process.kill()
        self._process.communicate()


def start_worker(broker: Broker, *words: str, **env: str) -> "subprocess.Popen[bytes]":
    """A worker of this broker over the test's database; `words` are further ones of its command."""
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "-l", "error", *words]
    return subprocess.Popen(
        [*command, "--without-gossip", "--without-mingle"],
        cwd=settings.BASE_DIR,
        env=_surroundings(broker) | env,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill(worker: "subprocess.Popen[bytes]") -> None:
    """kill -9 of the worker and all its processes."""
    with suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(10)


def wait(until: Callable[[], object], seconds: float) -> bool:
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if until():
            return True
        time.sleep(0.02)
    return bool(until())
