"""A second installation: another database on the same server, another folder, other keys; gone afterwards."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

TABLES = ("accounts_*", "agencies_*", "calendars_*")


@contextmanager
def installation(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation with our agencies and people and nothing else."""
    connection.ensure_connection()
    info = connection.connection.info
    name = f"{info.dbname}_hai"
    where = ["-h", info.host, "-p", str(info.port), "-U", info.user]
    env = {**os.environ, "PGPASSWORD": info.password}

    def run(program: str, *words: str, given: bytes = b"") -> bytes:
        command = [program, *where, *words]
        return subprocess.run(command, check=True, env=env, input=given, capture_output=True).stdout

    run("dropdb", "--if-exists", "--force", name)
    run("createdb", "-T", "template0", name)
    data = [word for table in TABLES for word in ("-t", table)]
    for words in (["-s"], ["--data-only", "--disable-triggers", *data]):
        run("psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", name, given=run("pg_dump", *words, info.dbname))
    user = f"{info.user}:{info.password}" if info.password else info.user
    told = {
        **os.environ, "DATABASE_URL": f"postgresql://{user}@/{name}?host={info.host}&port={info.port}",
        "LOCAL_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(settings.BASE_DIR),
    }  # fmt: skip
    told.pop("PYTEST_XDIST_WORKER", None)
    yield told
    run("dropdb", "--force", name)


def taken_in_and_destroyed(handed: Path, proof: Path, env: dict[str, str]) -> dict[str, Any]:
    """What happened there (tests.archive.second), as it told."""
    command = [sys.executable, "-m", "tests.archive.second", str(handed), str(proof)]
    env = {**env, "TSA_URL": settings.TSA_URL, "TRUSTED_ROOTS": settings.TRUSTED_ROOTS}
    done = subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def stamp_holds(proof: Path, stamp: Path, roots: Path) -> bool:
    """Whether openssl believes the time stamp over the proof."""
    words = ["openssl", "ts", "-verify", "-token_in", "-in", stamp, "-CAfile", roots, "-data", proof]
    return subprocess.run(words, capture_output=True).returncode == 0
