"""The test database: the demo province in a real PostgreSQL, loaded once also where several processes share the run."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
WORKERS = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


def made(*, keep: bool) -> Any:
    """Make this process's database. The first process copies its own for the others, who wait for it."""
    if not WORKER:
        return _loaded(keep=keep)
    with _one_after_another(Path(settings.LOCAL_DIR).parent / f"database-{RUN}") as there:
        if there.read():
            return _loaded(keep=True)
        answer = _loaded(keep=keep)
        for number in range(WORKERS):
            _copy_for(f"gw{number}")
        there.write(WORKER)
        return answer


def _loaded(*, keep: bool) -> Any:
    """Places, agencies, officers, procedures. Loading them again changes nothing. Django's own copy of everything as
    text, ten seconds, is for tests that empty tables; here nobody may."""
    answer = setup_databases(
        verbosity=0, interactive=False, aliases=["default"], serialized_aliases=(), keepdb=keep
    )
    call_command("load_province", profile="quang-ninh", demo=True, verbosity=0)
    return answer


def _copy_for(worker: str) -> None:
    own = str(connection.settings_dict["NAME"])
    name = own.removesuffix(WORKER) + worker
    if name == own:
        return
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{own}"')


@contextmanager
def _one_after_another(mark: Path) -> Iterator[Any]:
    with mark.open("a+") as there:
        fcntl.flock(there, fcntl.LOCK_EX)
        there.seek(0)
        yield there
