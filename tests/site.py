"""The portal as processes: gunicorn and a Celery worker on loopback over the test database."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connection

from portal.integrations.sandbox.money import Outside, serve
from tests.money import SECRETS

CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
READY_SECONDS = 40


@dataclass
class Site:
    """Where it answers, and its processes by name."""

    url: str
    env: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start_worker(self) -> None:
        command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--pool=solo", "-l", "warning"]
        self._start("worker", [*command, "--without-gossip", "--without-mingle"])

    def start_web(self) -> None:
        port = self.url.rsplit(":", 1)[1]
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "portal.wsgi",
            "-b",
            f"127.0.0.1:{port}",
            "-k",
            "gthread",
        ]
        self._start("web", [*command, "--threads", "4", "--log-level", "warning", "--timeout", "60"])

    def kill(self, name: str) -> None:
        """kill -9 of the process and what it started."""
        process = self.processes.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def _start(self, name: str, command: list[str]) -> None:
        with (Path(self.env["LOCAL_DIR"]) / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=settings.BASE_DIR, env=self.env, stdout=log, stderr=log, start_new_session=True
            )


@contextmanager
def running_site(folder: Path, database: str = "") -> Iterator[Site]:
    """Starts the portal and its bank, over another database when one is named, and ends all that it started."""
    port = _free_port()
    url = f"http://localhost:{port}"
    bank = serve(0, Outside(url, SECRETS))  # holds its port: one merely looked up may soon be another's
    threading.Thread(target=bank.serve_forever, daemon=True).start()
    site = Site(url, _environment(folder, port, bank.server_address[1]))
    if database:
        site.env["DATABASE_URL"] = database
    try:
        site.start_web()
        site.start_worker()
        _wait(site)
        yield site
    finally:
        for name in list(site.processes):
            site.kill(name)
        bank.shutdown()
        bank.server_close()
        _wait_for_sessions_to_end()


def _wait_for_sessions_to_end() -> None:
    """PostgreSQL notices a killed client a moment later; until then the test database cannot be dropped."""
    connection.close()
    others = "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    until = time.monotonic() + 10
    with psycopg.connect(database_url(), autocommit=True) as watcher:
        watcher.execute(f"select pg_terminate_backend(pid) {others}")
        while time.monotonic() < until and watcher.execute(f"select count(*) {others}").fetchone() != (0,):
            time.sleep(0.05)


def database_url() -> str:
    """The address of the test database, for a process of its own."""
    db = connection.settings_dict
    host = str(db["HOST"] or db["OPTIONS"].get("host", ""))
    who = f"{db['USER'] or ''}:{quote(str(db['PASSWORD'] or ''))}"
    if host.startswith("/") or not host:
        return f"postgresql://{who}@/{db['NAME']}" + (f"?host={host}" if host else "")
    return f"postgresql://{who}@{host}:{db['PORT'] or ''}/{db['NAME']}"


def _environment(folder: Path, port: int, bank_port: int) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.site_settings",
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "LOCAL_DIR": str(folder),
        "FILE_KEYS_FILE": settings.FILE_KEYS_FILE,  # tests and portal open each other's files
        "SITE_URL": f"http://localhost:{port}",
        "PYTHONUNBUFFERED": "1",
        "VNPAY_TMN_CODE": SECRETS["VNPAY_TMN_CODE"],
        "VNPAY_SECRET": SECRETS["VNPAY_SECRET"],
        "VNPAY_URL": f"http://127.0.0.1:{bank_port}/vnpay/pay",
        "VNPAY_API_URL": f"http://127.0.0.1:{bank_port}/vnpay/api",
    }


def _wait(site: Site) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        with suppress(OSError, urllib.error.URLError):
            urllib.request.urlopen(f"{site.url}/healthz", timeout=2)  # loopback
            return
        time.sleep(0.1)
    raise RuntimeError((Path(site.env["LOCAL_DIR"]) / "web.log").read_text()[-3000:])


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
