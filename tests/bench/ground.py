"""What the rows stand on: databases of two sizes in the given server, made once and kept.

Their names end in a mark of what wrote them; those that an older generator wrote are dropped.
"""

import hashlib
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.bench import cpu

ROOT = Path(__file__).resolve().parents[2]
# The same open dossiers under a short and a long history: only the archive differs.
OPEN = 2000
MANY_OPEN = {False: 20_000, True: 200_000}
SERVER, REDIS = os.environ["DATABASE_URL"], os.environ["REDIS_URL"]
SIZES = {False: (10_000, 100_000), True: (10_000, 1_000_000)}
_WRITERS = (
    *sorted((ROOT / "dossiers/generating").glob("*.py")),
    ROOT / "dossiers/journal.py",
    Path(__file__),
)
MARK = hashlib.sha256(b"".join(path.read_bytes() for path in _WRITERS)).hexdigest()[:8]


@dataclass(frozen=True)
class Database:
    """One database: its address, how many dossiers it was made with, and the Redis numbers it may use."""

    url: str
    size: int
    redis_url: str
    opened: int = OPEN

    def connect(self) -> "psycopg.Connection[tuple]":
        return psycopg.connect(self.url, autocommit=True)

    def environment(self) -> dict[str, str]:
        return {**os.environ, "DATABASE_URL": self.url, "REDIS_URL": self.redis_url}


@dataclass(frozen=True)
class Making:
    """What writing a history took: seconds on the wall, and on a processor for Python and for PostgreSQL."""

    seconds: float
    python: float
    postgres: float


@cache
def databases(full: bool) -> tuple[Database, Database]:
    """(short history, long history); whatever is missing is made with the portal's own commands."""
    _drop_stale()
    found = _database(SIZES[full][0], 11), long_history(full)
    for one in found:
        _there(one)
    return found


def fresh(suffix: str, number: int) -> Database:
    """A copy of the loaded province without a dossier, made anew every time."""
    base = Database(_named("base"), 0, _redis(number))
    if not _exists(base.url):
        _create(base.url)
    manage(base, "migrate", "-v0")
    manage(base, "load_province", "--demo")
    found = Database(_named(suffix), 0, _redis(number))
    _drop(found.url)
    _create(found.url, like=base.url)
    return found


def _there(found: Database) -> Database:
    if not _exists(found.url):
        make(found)
    manage(found, "migrate", "-v0")
    return found


def mostly_open(full: bool) -> Database:
    """Twenty thousand dossiers, nearly all under way; two hundred thousand in the full run."""
    size = MANY_OPEN[full]
    return _there(Database(_named(f"open{size // 1000}k_{MARK}"), size, _redis(13), size - 500))


def long_history(full: bool) -> Database:
    """The long one, which need not be there yet."""
    return _database(SIZES[full][1], 12)


def make(found: Database) -> Making:
    """Writes the history of a database, in the place of one that is there."""
    base, half_made = _named("base"), _named("making")
    seed = Database(base, 0, found.redis_url)
    if not _exists(base):
        _create(base)
    manage(seed, "migrate", "-v0")
    manage(seed, "load_province", "--demo")
    _drop(half_made)
    _create(half_made, like=base)
    words = ["generate", "--dossiers", str(found.size), "--open", str(found.opened)]
    with psycopg.connect(half_made, autocommit=True) as connection:
        postgres = cpu.postmaster(connection)
        before = time.monotonic(), _of_children(), cpu.tree(postgres)
        manage(replace(found, url=half_made), *words, "--unproved")
        after = time.monotonic(), _of_children(), cpu.tree(postgres)
        connection.execute("VACUUM ANALYZE")
    _drop(found.url)
    _rename(half_made, found.url)
    return Making(*(late - early for early, late in zip(before, after, strict=True)))


def _of_children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _database(size: int, number: int) -> Database:
    return Database(_named(f"{size // 1000}k_{MARK}"), size, _redis(number))


def _drop_stale() -> None:
    """Histories written by another generator, and those half made."""
    with _server() as server:
        names = server.execute(
            "SELECT datname FROM pg_database WHERE datname ~ %s AND NOT datname ~ %s",
            [rf"^{_name(SERVER)}_((\d+k|open\d+k)(_[0-9a-f]{{8}})?|making)$", f"_{MARK}$"],
        ).fetchall()
        for (name,) in names:
            server.execute(f'DROP DATABASE "{name}"')


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
