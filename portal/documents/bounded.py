"""Runs a job on foreign bytes in a child process with limits of time and memory.

A file that makes a library loop, swell or crash ends its child; the web process and its other requests
do not notice. The children are forked from a small server that has the libraries loaded, so a job costs
milliseconds, not the start of a Python.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

_START = "import sys; sys.path.insert(0, sys.argv[1]); from jobs.server import serve; serve(int(sys.argv[2]))"
_GRACE_SECONDS = 2
_lock = threading.Lock()
_server: tuple[int, socket.socket, "subprocess.Popen[bytes]"] | None = None


class JobFailed(Exception):
    """The child broke a limit or could not do the job; nothing is known about the file."""


def run(name: str, *args: Any, seconds: int = 10, megabytes: int = 512) -> Any:
    """Runs portal.documents.jobs.<name>(*args) in a bounded child and returns its answer.

    Arguments and answer are JSON. Raises JobFailed when the child does not answer within the limits.
    """
    ours, theirs = socket.socketpair()
    message = json.dumps({"name": name, "args": args, "seconds": seconds, "megabytes": megabytes}).encode()
    with ours:
        with theirs:
            _post(message, theirs.fileno())
        ours.settimeout(seconds + _GRACE_SECONDS)
        answer = _read(ours)
    if not answer:
        raise JobFailed(name)
    return json.loads(answer)


def _read(pipe: socket.socket) -> bytes:
    parts = []
    try:
        while part := pipe.recv(65536):
            parts.append(part)
    except OSError as error:
        raise JobFailed(str(error)) from error
    return b"".join(parts)


def _post(message: bytes, answer_fd: int) -> None:
    """Hands the job to the server; one that has died is replaced once."""
    with _lock:
        try:
            socket.send_fds(_control(), [message], [answer_fd])
        except OSError:
            _stop()
            socket.send_fds(_control(), [message], [answer_fd])


def _control() -> socket.socket:
    """The line to this process's own server."""
    global _server
    if _server is None or _server[0] != os.getpid() or _server[2].poll() is not None:
        if _server is not None:
            _server[1].close()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            here = str(Path(__file__).parent)
            command = [sys.executable, "-I", "-c", _START, here, str(theirs.fileno())]
            process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        _server = (os.getpid(), ours, process)
    return _server[1]


@atexit.register
def _stop() -> None:
    global _server
    if _server is not None and _server[0] == os.getpid():
        _server[1].close()
        _server[2].kill()
        _server[2].wait()
    _server = None
