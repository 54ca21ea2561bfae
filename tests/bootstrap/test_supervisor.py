"""Whatever ends the supervisor, no process of it is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

SCRIPT = str(Path(__file__).with_name("supervised.py"))
SLEEPER = "echo $$ >>{0}/pids; sleep 1000 & echo $! >>{0}/pids; wait"
STUBBORN = "trap '' TERM; echo $$ >>{0}/pids; while :; do sleep 0.05; done"


def until(true: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def lives(pid: int) -> bool:
    """Runs, and is not merely a dead one whom its parent has not asked about yet."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


class Kept:
    """A supervisor in a process of its own, and everyone it started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[str] | None = None

    def start(self, *services: str, guard_seconds: float = 1.0) -> None:
        words = [f"s{number}={text.format(self.folder)}" for number, text in enumerate(services)]
        command = [sys.executable, SCRIPT, str(self.folder), str(guard_seconds), *words]
        self.process = subprocess.Popen(
            command, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        wanted = sum(text.count("/pids") for text in services)
        assert until(lambda: (self.folder / "up").exists() and len(self.pids()) >= wanted)

    def pids(self) -> list[int]:
        written = self.folder / "pids"
        return [int(line) for line in written.read_text().split()] if written.exists() else []

    def guard(self) -> int:
        return int((self.folder / "guard.pid").read_text())

    def kill(self, number: int) -> None:
        assert self.process
        self.process.send_signal(number)
        self.process.wait(timeout=15)

    def left(self) -> list[int]:
        return [pid for pid in [*self.pids(), self.guard()] if lives(pid)]

    def all_gone(self) -> bool:
        return until(lambda: not self.left())


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(tmp_path)
    yield kept
    if kept.process:
        for pid in [*kept.left(), kept.process.pid]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        kept.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_whatever_ends_it_nobody_is_left(kept: Kept, number: signal.Signals) -> None:
    kept.start(SLEEPER, SLEEPER)
    assert len(kept.left()) == 5
    kept.kill(number)
    assert kept.all_gone(), kept.left()


def test_killed_with_a_service_that_ignores_being_asked(kept: Kept) -> None:
    kept.start(STUBBORN, guard_seconds=0.5)
    kept.kill(signal.SIGKILL)
    assert kept.all_gone(), kept.left()


def test_killed_together_with_its_guard(kept: Kept) -> None:
    """The kernel still tells the services, because their lives are bound to the supervisor's."""
    kept.start("echo $$ >>{0}/pids; exec sleep 1000")
    os.kill(kept.guard(), signal.SIGKILL)
    kept.kill(signal.SIGKILL)
    assert kept.all_gone(), kept.left()


def test_a_service_that_dies_is_started_again(kept: Kept) -> None:
    kept.start(SLEEPER)
    service, child = kept.pids()
    os.kill(service, signal.SIGKILL)
    assert until(lambda: len(kept.pids()) == 4)
    assert lives(kept.pids()[2]) and until(lambda: not lives(child)), "what it had started stays behind"


def test_a_service_that_keeps_dying_ends_the_whole_with_its_last_words(kept: Kept) -> None:
    kept.start("echo no disk left; exit 3")
    assert kept.process
    _, said = kept.process.communicate(timeout=15)
    assert "s0 keeps ending (code 3)" in said
    assert "no disk left" in said
    assert kept.process.returncode == 1


def test_the_last_started_is_stopped_first(kept: Kept) -> None:
    farewell = "trap 'echo {1} >>{0}/order; exit' TERM; echo $$ >>{0}/pids; while :; do sleep 0.02; done"
    kept.start(farewell.replace("{1}", "database"), farewell.replace("{1}", "web"))
    kept.kill(signal.SIGINT)
    assert (kept.folder / "order").read_text().split() == ["web", "database"]
