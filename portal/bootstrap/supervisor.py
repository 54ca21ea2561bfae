"""One parent for every process. Whatever ends the parent, Ctrl-C or kill -9, ends them all."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType

from .places import ROOT, Trouble

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)
_RESTARTS = 5
_STEADY_SECONDS = 60.0


def die_with_parent(number: int) -> None:
    """Ask the kernel to send `number` to this process when its parent is gone."""
    _libc.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)


def _bind_to(number: int) -> Callable[[], None]:
    """What a child does before it becomes its program: bind its life to ours."""
    parent = os.getpid()

    def bind() -> None:
        die_with_parent(number)
        if os.getppid() != parent:
            os._exit(1)

    return bind


@dataclass(frozen=True, kw_only=True)
class Service:
    """A process that stays: what to run, as whom, and how it is asked to stop."""

    name: str
    command: list[str]
    env: Mapping[str, str] = field(default_factory=dict)
    user: int | None = None
    stop_signal: int = signal.SIGTERM
    patience_seconds: float = 10.0


@dataclass
class _Running:
    service: Service
    process: subprocess.Popen[bytes]
    since: float
    restarts: int = 0


class Supervisor:
    """Starts services in the foreground, restarts one that dies, and stops all in reverse order.

    The guard, a process in a session of its own, ends the services should this process be killed.
    """

    def __init__(self, logs: Path, *, guard_seconds: float = 8.0) -> None:
        self.logs = logs
        self.guard_seconds = guard_seconds
        self.running: list[_Running] = []
        self.aside: dict[str, subprocess.Popen[bytes]] = {}
        self.asked_to_stop = 0
        logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> "Supervisor":
        self._before = {
            n: signal.signal(n, self._on_signal) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        if "MAKELEVEL" in os.environ:
            die_with_parent(signal.SIGTERM)
        script = str(Path(__file__).with_name("guard.py"))
        guard = [sys.executable, "-I", "-S", script, str(self.guard_seconds)]
        self._guard = subprocess.Popen(guard, stdin=subprocess.PIPE, start_new_session=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if isinstance(error, Trouble):
            print("something is wrong, stopping", flush=True)
        self.stop()
        assert self._guard.stdin
        with contextlib.suppress(BrokenPipeError):
            self._guard.stdin.close()
        self._guard.wait()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def start(self, service: Service) -> None:
        """Start it in a process group of its own; its words go to `logs/NAME.log`."""
        self.running.append(_Running(service, self._spawn(service), time.monotonic()))

    def run(self, command: list[str], *, env: Mapping[str, str], log: str, user: int | None = None) -> str:
        """Run something that ends, and return what it said. Raises Trouble with its last lines when it fails."""
        once = Service(name=log, command=command, env=env, user=user)
        path = self._log(once)
        begin = path.stat().st_size if path.exists() else 0
        process = self._spawn(once)
        while process.poll() is None and not self.asked_to_stop:
            time.sleep(0.02)
        self._end(once, process)
        said = path.read_bytes()[begin:].decode(errors="replace")
        if self.asked_to_stop:
            raise KeyboardInterrupt
        if process.returncode:
            tail = "\n".join(said.splitlines()[-15:])
            raise Trouble(f"{' '.join(command[-3:])} failed ({path}):\n{tail}")
        return said

    def talk(self, command: list[str], *, env: Mapping[str, str]) -> int:
        """Run something that ends at the person's own terminal. Returns its exit code."""
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **env}, preexec_fn=_bind_to(signal.SIGTERM)
        )
        told = 0
        while process.poll() is None:
            if self.asked_to_stop > told:
                told = self.asked_to_stop
                process.send_signal(signal.SIGKILL if told > 2 else signal.SIGTERM)
            time.sleep(0.02)
        return process.returncode

    def beside(self, command: list[str], *, log: str) -> Service:
        """Start something that ends by itself, while other things go on; it ends with us at the latest."""
        service = Service(name=log, command=command)
        self.aside[log] = self._spawn(service)
        return service

    def words_of(self, service: Service) -> str:
        """Wait for what was started beside, and return what it said."""
        process = self.aside.pop(service.name)
        while process.poll() is None and not self.asked_to_stop:
            time.sleep(0.05)
        self._end(service, process)
        return self._log(service).read_text(errors="replace")

    def wait_for(self, ready: Callable[[], bool], *, what: str, seconds: float, pause: float = 0.03) -> None:
        """Wait until `ready()`, minding the services meanwhile. Raises Trouble when it takes longer."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self.asked_to_stop:
                raise KeyboardInterrupt
            if time.monotonic() > deadline:
                raise Trouble(f"{what} did not get ready within {seconds:.0f} s; see {self.logs}")
            self.mind()
            time.sleep(pause)

    def mind(self) -> None:
        """Start again what has died. Raises Trouble when the same one keeps dying."""
        for one in self.running:
            code = one.process.poll()
            if code is None:
                continue
            self._tell("-", one.process.pid)
            with contextlib.suppress(ProcessLookupError):  # what it had started goes with it
                os.killpg(one.process.pid, signal.SIGKILL)
            steady = time.monotonic() - one.since > _STEADY_SECONDS
            one.restarts = 1 if steady else one.restarts + 1
            if one.restarts > _RESTARTS:
                raise Trouble(f"{one.service.name} keeps ending (code {code}):\n{self._tail(one.service)}")
            print(f"{one.service.name} ended (code {code}), starting it again", flush=True)
            time.sleep(0.2 * one.restarts)
            one.process, one.since = self._spawn(one.service), time.monotonic()

    def watch(self) -> None:
        """Mind the services until somebody asks to stop."""
        while not self.asked_to_stop:
            self.mind()
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop everything, the last started first."""
        while self.aside:
            name, process = self.aside.popitem()
            self._end(Service(name=name, command=[]), process)
        while self.running:
            one = self.running.pop()
            self._end(one.service, one.process)

    def _spawn(self, service: Service) -> subprocess.Popen[bytes]:
        with self._log(service).open("ab") as log:
            process = subprocess.Popen(
                service.command,
                cwd=ROOT if service.user is None else "/",
                env={**os.environ, **service.env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_bind_to(service.stop_signal),
                user=service.user,
                group=service.user,
                extra_groups=None if service.user is None else [],
            )
        self._tell("+", process.pid, service.stop_signal)
        return process

    def _end(self, service: Service, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(service.stop_signal)
            deadline = time.monotonic() + service.patience_seconds
            while process.poll() is None and time.monotonic() < deadline and self.asked_to_stop < 2:
                time.sleep(0.02)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self._tell("-", process.pid)

    def _tell(self, sign: str, *numbers: int) -> None:
        """Tell the guard who stands and who is gone. A dead guard is no reason to stop."""
        assert self._guard.stdin
        with contextlib.suppress(BrokenPipeError):
            self._guard.stdin.write(" ".join([sign, *map(str, numbers)]).encode() + b"\n")
            self._guard.stdin.flush()

    def _log(self, service: Service) -> Path:
        return self.logs / f"{service.name}.log"

    def _tail(self, service: Service) -> str:
        return "\n".join(self._log(service).read_text(errors="replace").splitlines()[-15:])

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop += 1
