"""The private PostgreSQL and Redis, for real: made, killed with everything, found again with their data."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from portal.bootstrap import checks, places
from portal.bootstrap.services import Database, newest_postgres
from tests.bootstrap.test_supervisor import lives, until

SCRIPT = """
import importlib, json, os, sys
from pathlib import Path
sys.path.insert(0, {portal!r})
for name in ("DATABASE_URL", "REDIS_URL"):
    os.environ.pop(name, None)
services = importlib.import_module("bootstrap.services")
supervisor_module = importlib.import_module("bootstrap.supervisor")
places = importlib.import_module("bootstrap.places")
folder = Path({folder!r})
with supervisor_module.Supervisor(folder / "logs") as supervisor:
    started = services.start_services(
        supervisor, home=folder, run=places.server_folder(folder / "run"), settings=services.HASTY, database="motcua"
    )
    pids = [one.process.pid for one in supervisor.running]
    (folder / "up.part").write_text(json.dumps([started, pids]))
    (folder / "up.part").rename(folder / "up")
    supervisor.watch()
"""


def start(folder: Path) -> subprocess.Popen[bytes]:
    script = SCRIPT.format(portal=str(places.ROOT / "portal"), folder=str(folder))
    process = subprocess.Popen([sys.executable, "-c", script], start_new_session=True)
    assert until(lambda: (folder / "up").exists(), 30)
    return process


def test_data_survive_a_kill_and_no_server_does() -> None:
    with checks.passing_folder() as folder:
        process = start(folder)
        try:
            started, pids = json.loads((folder / "up").read_text())
            with psycopg.connect(started["DATABASE_URL"]) as connection:
                connection.execute("create table kept (name text)")
                connection.execute("insert into kept values ('Lò Thị Mỷ')")
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert until(lambda: not any(map(lives, pids)), 15)
            (folder / "up").unlink()
            process = start(folder)
            with psycopg.connect(started["DATABASE_URL"]) as connection:
                assert connection.execute("select name from kept").fetchall() == [("Lò Thị Mỷ",)]
            assert all(map(lives, json.loads((folder / "up").read_text())[1]))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def test_the_sockets_are_for_the_servers_user_alone() -> None:
    with checks.passing_folder() as folder:
        run = places.server_folder(folder / "run")
        assert run.stat().st_mode & 0o777 == 0o700
        assert run.stat().st_uid == (places.server_user() or os.geteuid())
        assert len(str(run / ".s.PGSQL.5432")) < 107


def test_the_newest_server_is_taken(tmp_path: Path) -> None:
    for version in ("9.6", "15", "17", "16"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    assert newest_postgres(tmp_path) == tmp_path / "17" / "bin"


def test_too_old_a_server_is_refused(tmp_path: Path) -> None:
    (tmp_path / "14" / "bin").mkdir(parents=True)
    (tmp_path / "14" / "bin" / "initdb").touch()
    with pytest.raises(places.Trouble, match="PostgreSQL 15"):
        newest_postgres(tmp_path)


def test_a_pid_file_that_names_a_stranger_does_not_stop_the_start(tmp_path: Path) -> None:
    database = Database(home=tmp_path, run=tmp_path, settings=())
    database.data.mkdir()
    (database.data / "postmaster.pid").write_text(f"{os.getpid()}\n/elsewhere\n")
    database._wait_for_predecessor()
    assert not (database.data / "postmaster.pid").exists()
