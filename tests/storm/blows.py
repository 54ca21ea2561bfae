"""kill -9 of the demo's processes, one after another, each found among the children of what `make demo` started."""

import os
import random
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import psycopg

from tests.bench import cpu

ORDER = ("web", "worker", "web", "drawer", "web", "worker", "postgres", "web", "drawer", "worker")


class Blows:
    """While it is entered, kills what ORDER names, about every `pause` seconds; `dealt` says what and when."""

    def __init__(self, pause: float, seed: int) -> None:
        self.pause, self.chance, self.over = pause, random.Random(seed), threading.Event()
        self.dealt: list[str] = []
        with psycopg.connect(os.environ["DATABASE_URL"]) as line:
            self.supervisor = parent(cpu.postmaster(line))
        self.thread = threading.Thread(target=self._deal, daemon=True)

    def __enter__(self) -> "Blows":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def __str__(self) -> str:
        return ", ".join(self.dealt)

    def _deal(self) -> None:
        for name in ORDER:
            if self.over.wait(self.pause * self.chance.uniform(0.6, 1.4)):
                return
            for pid in self._victims(name):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.dealt.append(f"{name} {time.strftime('%H:%M:%S')}")

    def _victims(self, name: str) -> list[int]:
        """PostgreSQL's first process; one process that answers pages; a worker with all its children."""
        if name == "postgres":
            return [pid for pid in children(self.supervisor) if "postgres" in _told(pid, "cmdline")]
        found = next((pid for pid in self._portal() if _log(pid) == name), 0)
        below = children(found) if found else []
        return [self.chance.choice(below)] if name == "web" and below else [found, *below] if found else []

    def _portal(self) -> list[int]:
        """What portal.together has forked."""
        beside = children(self.supervisor)
        return [one for pid in beside if "portal.together" in _told(pid, "cmdline") for one in children(pid)]


def children(pid: int) -> list[int]:
    every = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [one for one in every if parent(one) == pid]


def parent(pid: int) -> int:
    """0 when it has ended."""
    fields = _told(pid, "stat").rpartition(")")[2].split()
    return int(fields[1]) if fields else 0


def _told(pid: int, name: str) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/{name}").read_text()
    return ""


def _log(pid: int) -> str:
    """Forked processes have no words of their own: each is known by where it writes its log."""
    with suppress(OSError):
        return Path(os.readlink(f"/proc/{pid}/fd/1")).stem
    return ""
