"""The portal as gunicorn with one worker on one database, and people who use it over HTTP."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

from tests.bench import cpu
from tests.bench.ground import ROOT, Database

READY_SECONDS = 60


@dataclass
class Server:
    """Where it answers and which process it is."""

    database: Database
    port: int
    process: "subprocess.Popen[bytes]"
    cold_seconds: float = 0.0

    def cpu(self) -> float:
        return cpu.tree(self.process.pid)


@contextmanager
def serving(database: Database, *, counting: bool = False, timing: bool = False) -> Iterator[Server]:
    """One worker of four threads, by portal/server.py; with `counting` each answer says statements and COMMITs, with
    `timing` how long it took inside."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    env = {
        **compiled(database.environment()), "DJANGO_SETTINGS_MODULE": "tests.site_settings", "PROXY_HOPS": "1",
        "SITE_URL": f"http://localhost:{port}", "WEB_WORKERS": "1",
    }  # fmt: skip
    application = "tests.bench.counting" if counting else "tests.bench.timing" if timing else "portal.wsgi"
    command = [sys.executable, "-m", "gunicorn", application, "-b", f"127.0.0.1:{port}"]
    log = (Path(os.environ["LOCAL_DIR"]) / "bench-web.log").open("ab")
    began = time.monotonic()
    process = subprocess.Popen(
        [*command, "-c", "python:portal.server", "--keep-alive", "60", "--log-level", "warning"],
        cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip
    try:
        server = Server(database, port, process)
        _wait(server)
        server.cold_seconds = time.monotonic() - began
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def compiled(env: dict[str, str]) -> dict[str, str]:
    """As an installed portal runs: Python keeps what it has compiled (the image compiles it all beforehand)."""
    kept = {name: value for name, value in env.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(Path(os.environ["LOCAL_DIR"]) / "bytecode")}


def _wait(server: Server) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        with suppress(OSError, http.client.HTTPException):
            asking = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
            asking.request("GET", "/", headers={"Host": "localhost"})
            if asking.getresponse().status == 200:
                return
        time.sleep(0.02)
    raise RuntimeError(f"the server on {server.database.url} does not answer; see bench-web.log")


@dataclass
class Answer:
    """What came back; `statements` and `commits` only from a counting server."""

    status: int
    body: bytes
    location: str
    seconds: float
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def statements(self) -> int:
        return int(self.headers.get("x-statements", "0"))

    @property
    def inside(self) -> float:
        """Seconds in the server, as a timing server says."""
        return float(self.headers.get("x-server-seconds", "nan"))

    @property
    def commits(self) -> int:
        return int(self.headers.get("x-commits", "0"))


@dataclass
class Person:
    """One keep-alive connection with the cookies of one person; the worker sees `address`."""

    server: Server
    cookies: dict[str, str] = field(default_factory=dict)
    address: str = "192.0.2.1"
    packed: bool = False

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """A form as a browser sends it; the token is the cookie's own."""
        token = self.cookies.get("csrftoken", "")
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": token, **fields}))

    def sign_in(self, login: str, password: str) -> "Person":
        self.get("/dang-nhap/")
        answer = self.post("/dang-nhap/", {"login": login, "password": password})
        if answer.status != 302:
            raise RuntimeError(f"{login} could not sign in: {answer.status} {answer.text[:2000]}")
        return self

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {
            "Host": f"localhost:{self.server.port}",
            "X-Forwarded-For": self.address,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if self.packed:
            headers["Accept-Encoding"] = "gzip"
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        self.line.request(method, path, body, headers)
        got = self.line.getresponse()
        content = got.read()
        seconds = time.perf_counter() - began
        for line in got.headers.get_all("Set-Cookie") or []:
            if found := re.match(r"([^=]+)=([^;]*)", line):
                self.cookies[found[1]] = found[2]
        told = {name.lower(): value for name, value in got.headers.items()}
        return Answer(got.status, content, got.headers.get("Location", ""), seconds, told)


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the page's forms if nothing were touched."""
    reader = _Fields()
    reader.feed(page)
    return reader.found


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        name, kind = had.get("name", ""), had.get("type", "text")
        if not name or name == "csrfmiddlewaretoken":
            return
        if tag == "textarea":
            self.found.setdefault(name, "")
        if tag == "input" and kind not in ("submit", "file", "button"):
            if kind in ("checkbox", "radio"):
                if "checked" in had:
                    self.found[name] = had.get("value", "on")
            else:
                self.found.setdefault(name, had.get("value", ""))
