"""What the rows stand on: databases of two sizes in the given server, made once and kept."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
# The same open dossiers under a short and a long history: only the archive differs.
OPEN = 2000
MANY_OPEN = 20_000
SERVER, REDIS = os.environ["DATABASE_URL"], os.environ["REDIS_URL"]
SIZES = {False: (10_000, 100_000), True: (10_000, 1_000_000)}


@dataclass(frozen=True)
class Database:
    """One database: its address, how many dossiers it was made with, and the Redis numbers it may use."""

    url: str
    size: int
    redis_url: str

    def connect(self) -> "psycopg.Connection[tuple]":
        return psycopg.connect(self.url, autocommit=True)

    def environment(self) -> dict[str, str]:
        return {**os.environ, "DATABASE_URL": self.url, "REDIS_URL": self.redis_url}


@cache
def databases(full: bool) -> tuple[Database, Database]:
    """(short history, long history); whatever is missing is made with the portal's own commands."""
    small, big = SIZES[full]
    return _ready(small, 11), _ready(big, 12)


def mostly_open() -> Database:
    """Twenty thousand dossiers, nearly all under way."""
    return _ready(MANY_OPEN, 13, MANY_OPEN - 500)


def _ready(size: int, number: int, opened: int = OPEN) -> Database:
    base = _named("base")
    found = Database(_named(f"{size // 1000}k" if opened == OPEN else "open"), size, _redis(number))
    if not _exists(base):
        _create(base)
        seed = Database(base, 0, _redis(number))
        manage(seed, "migrate", "-v0")
        manage(seed, "load_province", "--demo")
    if not _exists(found.url):
        half_made = _named("making")
        _drop(half_made)
        _create(half_made, like=base)
        manage(
            Database(half_made, size, found.redis_url),
            "generate",
            "--dossiers",
            str(size),
            "--open",
            str(opened),
        )
        with psycopg.connect(half_made, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        _rename(half_made, found.url)
    else:
        manage(found, "migrate", "-v0")
    return found


def manage(database: Database, *words: str) -> str:
    """One manage.py command on that database. Raises CalledProcessError with what it said."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=database.environment(), text=True, check=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    if done.stdout.strip():
        sys.stderr.write(done.stdout.strip() + "\n")
    return done.stdout


def _named(suffix: str) -> str:
    parts = urlsplit(SERVER)
    return urlunsplit(parts._replace(path=f"{parts.path}_{suffix}"))


def _name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def _redis(number: int) -> str:
    """The same Redis, another number: what one database keeps there is nothing to the other."""
    if REDIS.startswith("unix:"):
        return f"{REDIS.split('?')[0]}?db={number}"
    return urlunsplit(urlsplit(REDIS)._replace(path=f"/{number}"))


@contextmanager
def _server() -> Iterator["psycopg.Connection[tuple]"]:
    parts = urlsplit(SERVER)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        yield connection


def _exists(url: str) -> bool:
    with _server() as server:
        return bool(server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_name(url)]).fetchone())


def _create(url: str, like: str = "") -> None:
    with _server() as server:
        server.execute(f'CREATE DATABASE "{_name(url)}"' + (f' TEMPLATE "{_name(like)}"' if like else ""))


def _drop(url: str) -> None:
    with _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{_name(url)}"')


def _rename(old: str, new: str) -> None:
    with _server() as server:
        server.execute(f'ALTER DATABASE "{_name(old)}" RENAME TO "{_name(new)}"')
