"""The parent of the bounded children: preloads the libraries once, forks one child for each job."""

import importlib
import json
import os
import resource
import signal
import socket
from typing import Any, NoReturn

_PRELOAD = ["inspection", "binding", "pictures"]
_MB = 1024 * 1024
_LARGEST_FILE = 256 * _MB


def serve(control_fd: int) -> None:
    """Takes jobs until the process that started it has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for name in _PRELOAD:
        importlib.import_module(f".{name}", __package__)
    control = socket.socket(fileno=control_fd)
    while True:
        message, fds, _, _ = socket.recv_fds(control, 65536, 1)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            _work(message, fds[0])
        os.close(fds[0])


def _work(message: bytes, answer_fd: int) -> NoReturn:
    """One job under limits of time and memory: breaking one ends this process and nothing else."""
    try:
        job = json.loads(message)
        _limit(job["seconds"], job["megabytes"])
        module, _, function = job["name"].partition(".")
        answer: Any = getattr(importlib.import_module(f".{module}", __package__), function)(*job["args"])
        with socket.socket(fileno=answer_fd) as pipe:
            pipe.sendall(json.dumps(answer).encode())
    except BaseException:
        os._exit(1)
    os._exit(0)


def _limit(seconds: int, megabytes: int) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes * _MB, megabytes * _MB))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
