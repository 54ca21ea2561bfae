"""A private PostgreSQL and a private Redis from Debian's binaries, on unix sockets nobody else can open."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

from .places import Trouble, server_folder, server_user
from .supervisor import Service, Supervisor

OWNER = "portal"
SAFE = ("synchronous_commit=on", "shared_buffers=128MB", "max_wal_size=2GB", "checkpoint_timeout=15min")
HASTY = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=128MB",
    "max_wal_size=4GB",
)
# Nothing follows these servers, so what fills a new table needs no log. As text C sorts as C.UTF-8 does, but faster.
ALWAYS = (
    "wal_level=minimal",
    "max_wal_senders=0",
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=100",
    "jit=off",
    "random_page_cost=1.1",
)


def newest_postgres(root: Path = Path("/usr/lib/postgresql")) -> Path:
    """The folder of the newest PostgreSQL server on this machine, 15 or later."""
    found = [path for path in root.glob("*/bin/initdb") if path.parts[-3].isdigit()]
    newest = max(found, key=lambda path: int(path.parts[-3]), default=None)
    if newest is None or int(newest.parts[-3]) < 15:
        raise Trouble("PostgreSQL 15 or later is missing (Debian package: postgresql).")
    return newest.parent


class Database:
    """One PostgreSQL cluster in `home`, reached through a socket in `run`. Its only role is the portal's."""

    def __init__(self, *, home: Path, run: Path, settings: tuple[str, ...]) -> None:
        self.bin = newest_postgres()
        self.data = home / f"postgres-{self.bin.parent.name}"
        self.run = run
        self.settings = (*ALWAYS, *settings)

    def start(self, supervisor: Supervisor) -> None:
        """Make the cluster where there is none, start it and wait until it answers."""
        if not (self.data / "PG_VERSION").exists() or not (self.data / "made").exists():
            self._make(supervisor)
        self._wait_for_predecessor()
        options = [word for setting in self.settings for word in ("-c", setting)]
        supervisor.start(
            Service(
                name="postgres",
                command=[str(self.bin / "postgres"), "-D", str(self.data), "-k", str(self.run), *options],
                user=server_user(),
                stop_signal=signal.SIGINT,
            )
        )
        supervisor.wait_for(self.answers, what="PostgreSQL", seconds=120)

    def answers(self) -> bool:
        command = [str(self.bin / "pg_isready"), "-q", "-h", str(self.run)]
        return subprocess.run(command, check=False).returncode == 0

    def ensure(self, name: str) -> str:
        """The address of the database `name`, made if it is not there."""
        psql = [
            str(self.bin / "psql"),
            *f"-qAtX -v ON_ERROR_STOP=1 -h {self.run} -U {OWNER} postgres".split(),
        ]
        question = f"select 1 from pg_database where datname = '{name}'"  # noqa: S608 (our own names only)
        if not subprocess.run([*psql, "-c", question], capture_output=True, check=True).stdout.strip():
            subprocess.run([*psql, "-c", f'create database "{name}"'], check=True)
        return f"postgresql://{OWNER}@/{name}?host={self.run}"

    def _make(self, supervisor: Supervisor) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        server_folder(self.data)
        words = "--auth=trust --encoding=UTF8 --locale=C.UTF-8 --lc-collate=C --no-sync"
        command = [str(self.bin / "initdb"), "-D", str(self.data), "-U", OWNER, *words.split()]
        supervisor.run(command, env={}, log="initdb", user=server_user())
        (self.data / "made").touch()

    def _wait_for_predecessor(self) -> None:
        """A server of an earlier run may still be closing its files; a stale pid file must not stop us."""
        pid_file = self.data / "postmaster.pid"
        deadline = time.monotonic() + 30
        while pid_file.exists() and _is_running(pid_file, self.data):
            if time.monotonic() > deadline:
                raise Trouble(f"Another PostgreSQL still uses {self.data}.")
            time.sleep(0.1)
        pid_file.unlink(missing_ok=True)


def _is_running(pid_file: Path, data: Path) -> bool:
    """Whether the process named in the pid file is a PostgreSQL server of this very folder."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        pid = int(pid_file.read_text().splitlines()[0])
        return os.path.samefile(f"/proc/{pid}/cwd", data)
    return False


def redis_service(*, home: Path, run: Path) -> tuple[Service, str]:
    """A Redis that keeps nothing on disk (the portal must survive its loss), and its address."""
    address = run / "redis.sock"
    binary = shutil.which("redis-server") or "/usr/bin/redis-server"
    settings = f"--port 0 --unixsocket {address} --unixsocketperm 700 --appendonly no --daemonize no --save"
    command = [binary, *settings.split(), "", "--dir", str(server_folder(home / "redis"))]
    return Service(name="redis", command=command, user=server_user()), f"unix://{address}?db=0"


def redis_answers(address: str) -> bool:
    socket = re.sub(r"^unix://|\?.*$", "", address)
    command = ["redis-cli", "-s", socket, "ping"]
    with contextlib.suppress(subprocess.TimeoutExpired):
        return subprocess.run(command, capture_output=True, check=False, timeout=5).stdout.strip() == b"PONG"
    return False


def start_services(
    supervisor: Supervisor, *, home: Path, run: Path, settings: tuple[str, ...], database: str
) -> dict[str, str]:
    """Start what the environment does not name already. Returns DATABASE_URL and REDIS_URL."""
    addresses = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    if "REDIS_URL" not in addresses:
        service, addresses["REDIS_URL"] = redis_service(home=home, run=run)
        supervisor.start(service)
        supervisor.wait_for(lambda: redis_answers(addresses["REDIS_URL"]), what="Redis", seconds=30)
    if "DATABASE_URL" not in addresses:
        cluster = Database(home=home, run=run, settings=settings)
        cluster.start(supervisor)
        addresses["DATABASE_URL"] = cluster.ensure(database)
    return addresses
