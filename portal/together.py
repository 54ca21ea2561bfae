"""Several processes of the portal from one start of Python: what all of them read is read once, then each is forked.

`python -m portal.together LOGS "web=gunicorn -b … portal.wsgi" "worker=celery -A portal worker"`: where the logs lie,
and for each its name, the module to run and its words. For the demo, whose start is nothing but starts of Python; in
production each has a container of its own.
"""

import gc
import importlib
import logging
import os
import runpy
import shlex
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.urls import get_resolver

from portal import celery_app
from portal.bootstrap.supervisor import die_with_parent

log = logging.getLogger(__name__)
STEADY_SECONDS = 60.0
RESTARTS = 5
ASKED = (signal.SIGTERM, signal.SIGINT)


def read() -> None:
    """Load whatever a web process or a worker loads. It leaves no thread and no connection: neither can be forked."""
    for name in (
        "gunicorn.app.wsgiapp",
        "gunicorn.workers.gthread",
        "celery.bin.celery",
        "celery.apps.worker",
    ):
        importlib.import_module(name)
    importlib.import_module("portal.wsgi")
    _ = get_resolver().url_patterns
    celery_app.loader.import_default_modules()
    gc.collect()
    gc.freeze()


class Together:
    """The processes by their numbers; one that ends is forked again, all end when somebody asks to stop."""

    def __init__(self, parts: dict[str, list[str]], logs: Path) -> None:
        self.parts, self.logs = parts, logs
        self.running: dict[int, str] = {}
        self.since: dict[str, float] = {}
        self.restarts = dict.fromkeys(parts, 0)
        self.stopping = False

    def keep(self) -> int:
        for asked in ASKED:
            signal.signal(asked, self._stop)
        for name in self.parts:
            self._begin(name)
        while self.running:
            number, status = os.wait()
            name = self.running.pop(number, "")
            if name and not self.stopping and not self._again(name, os.waitstatus_to_exitcode(status)):
                return 1
        return 0

    def _again(self, name: str, code: int) -> bool:
        """Fork it once more, unless it keeps ending."""
        steady = time.monotonic() - self.since[name] > STEADY_SECONDS
        self.restarts[name] = 1 if steady else self.restarts[name] + 1
        if self.restarts[name] > RESTARTS:
            log.error("%s keeps ending (code %d)", name, code)
            return False
        log.warning("%s ended (code %d), starting it again", name, code)
        time.sleep(0.2 * self.restarts[name])
        self._begin(name)
        return True

    def _begin(self, name: str) -> None:
        """Fork it; who is asked to stop meanwhile hears of it afterwards."""
        signal.pthread_sigmask(signal.SIG_BLOCK, ASKED)
        if not self.stopping:
            parent, number = os.getpid(), os.fork()
            if number == 0:
                _become(self.parts[name], self.logs / f"{name}.log", parent)
            self.running[number], self.since[name] = name, time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ASKED)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True
        for one in self.running:
            os.kill(one, signal.SIGTERM)


def _become(words: list[str], log: Path, parent: int) -> NoReturn:
    """In the fork: be the program of these words, bound to the life of the parent."""
    for asked in ASKED:
        signal.signal(asked, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ASKED)
    die_with_parent(signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(said, 1)
    os.dup2(said, 2)
    sys.argv = list(words)
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)
    sys.exit(0)


if __name__ == "__main__":
    told = dict(one.split("=", 1) for one in sys.argv[2:])
    read()
    sys.exit(Together({name: shlex.split(words) for name, words in told.items()}, Path(sys.argv[1])).keep())
