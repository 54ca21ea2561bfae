"""A PostgreSQL of a test's own with a copy of the test's database; it can be killed with all its processes."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from django.db import connection, connections

from portal.bootstrap import checks, places
from portal.bootstrap.services import ALWAYS, OWNER, newest_postgres
from portal.upkeep import integrity
from portal.upkeep.models import Turn


class Server:
    def __init__(self, home: Path) -> None:
        self.bin, self.home = newest_postgres(), home
        self.data, self.run = places.server_folder(home / "data"), places.server_folder(home / "run")
        self.who = places.server_user()
        self.faults_before: set[str] = set()

    def make(self, dump: "subprocess.Popen[bytes]") -> None:
        words = f"-D {self.data} -U {OWNER} --auth=trust --encoding=UTF8 --locale=C.UTF-8 --lc-collate=C --no-sync"
        subprocess.run(
            [self.bin / "initdb", *words.split()], user=self.who, check=True, stdout=subprocess.DEVNULL
        )
        self.start()
        psql = [str(self.bin / "psql"), "-qX", "-h", str(self.run), "-U", OWNER, "-1", "postgres"]
        subprocess.run(psql, stdin=dump.stdout, check=True, stdout=subprocess.DEVNULL)
        assert dump.wait() == 0

    def start(self) -> None:
        options = [word for setting in (*ALWAYS, "fsync=off") for word in ("-c", setting)]
        command = [self.bin / "postgres", "-D", self.data, "-k", self.run, *options]
        until = time.monotonic() + 20
        self.process = self._begin(command)
        while time.monotonic() < until:
            if self.process.poll() is not None:  # one that was killed still held the memory
                self.process = self._begin(command)
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(host=str(self.run), user=OWNER, dbname="postgres").close()
                return
            time.sleep(0.02)
        raise AssertionError((self.home / "log").read_text()[-2000:])

    def _begin(self, command: list[object]) -> "subprocess.Popen[bytes]":
        with (self.home / "log").open("ab") as log:
            return subprocess.Popen([str(word) for word in command], user=self.who, stdout=log, stderr=log)

    def kill(self) -> None:
        pid = self.process.pid
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for one in [pid, *map(int, below)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        self.process.wait()

    def fall(self) -> None:
        """Killed in the middle of what runs; raises as the next statement does."""
        self.kill()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    def dies_at_the_commit(
        self, act: Callable[[], object], *, kept: bool = False, once: Callable[[], object] = lambda: True
    ) -> None:
        """The act meets a server that is killed just before its first commit `once` that holds, or just after."""
        wrapper = type(connections["default"])
        commit, seen = wrapper._commit, []

        def killing(line: object) -> None:
            if seen or not once():
                return commit(line)
            seen.append(line)
            if kept:
                commit(line)
            self.kill()
            return None if kept else commit(line)

        wrapper._commit = killing
        try:
            with contextlib.suppress(Exception):
                act()
        finally:
            wrapper._commit = commit
        assert seen, "nothing was to be committed"
        connection.close()
        self.start()


@contextlib.contextmanager
def copied() -> Iterator[Server]:
    """The copy, running; nobody stands on it yet."""
    told = connection.get_connection_params()
    wanted = {"-h": told.get("host"), "-p": told.get("port"), "-U": told.get("user"), "-d": told["dbname"]}
    checked = integrity.check(turn=Turn.BEFORE)
    words = [word for name, value in wanted.items() if value for word in (name, str(value))]
    password = {"PGPASSWORD": str(told["password"])} if told.get("password") else {}
    dump = subprocess.Popen(
        [newest_postgres() / "pg_dump", "-O", *words],
        stdout=subprocess.PIPE,
        env={**os.environ, **password},
    )
    with checks.passing_folder() as home:
        made = Server(home)
        try:
            made.make(dump)
            checked.delete()
            made.faults_before = set(checked.faults)
            yield made
        finally:
            made.kill()


@contextlib.contextmanager
def standing_on(server: Server) -> Iterator[None]:
    """The portal of this process stands on that server."""
    before = dict(connection.settings_dict)
    connection.close()
    own = {"NAME": "postgres", "HOST": str(server.run), "USER": OWNER, "PORT": "", "PASSWORD": ""}
    connection.settings_dict.update(own)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
