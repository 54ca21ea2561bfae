"""A process that has loaded the portal once and forks a Celery worker from itself for each line that it reads: a worker
made to be killed is there at once, and is a process of its own all the same."""

import contextlib
import os
import signal
import sys
from importlib import import_module


def main() -> None:
    """Says `ready`, then the number of each worker that it has started with the words of a line."""
    import django

    django.setup()
    from portal.celery import app

    app.loader.import_default_modules()
    app.finalize(auto=True)
    import_module("weasyprint")  # what draws, the dearest of what a worker loads when it first needs it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are taken away by the kernel
    _say("ready")
    for line in sys.stdin:
        worker = os.fork()
        if worker == 0:
            _work(line.split())
        with contextlib.suppress(
            PermissionError, ProcessLookupError
        ):  # whoever comes first; it may be killed at once
            os.setpgid(worker, worker)
        _say(str(worker))


def _work(words: list[str]) -> None:
    from portal.celery import app

    os.setpgid(0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    try:
        app.worker_main(["worker", "-l", "error", "--without-gossip", "--without-mingle", *words])
    finally:
        os._exit(0)


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
