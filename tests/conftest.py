"""What every test may use: the real province in a real PostgreSQL, loaded once."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.test.utils import teardown_databases

from portal.agencies.models import Profile
from portal.bootstrap.catalogues import compile_all
from portal.reporting import conformance
from portal.web.show import HANOI
from tests import database
from tests.money import outside  # noqa: F401 (a fixture)
from tests.site import CHROMIUM_ARGS, Site, running_site
from tests.trust import trust, trust_server  # noqa: F401 (fixtures)

FOLDER = Path(__file__).parent
LONG = (
    "screens/test_main_line.py",
    "dossiers/citizen/test_browser.py",
    "dossiers/officer/test_screens.py",
    "web/test_screens.py",
    "screens/test_day.py",
)


def pytest_configure() -> None:
    """Translations are compiled as `make prepare` does it; a checkout has only their sources."""
    compile_all(Path(settings.BASE_DIR) / "portal" / "locale")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """A test may not claim an article that no regulation has; what needs a browser comes last.

    Where two processes share the run, the tests of one file stay together, its browser tests apart; of these the
    long ones come first, so that nobody waits at the end.
    """
    for item in items:
        for mark in item.iter_markers("article"):
            if problem := conformance.unknown(mark.args):
                raise pytest.UsageError(f"{item.nodeid}: {problem}")
        part = "screens" if item.get_closest_marker("screen") else "rest"
        item.add_marker(pytest.mark.xdist_group(f"{item.path.relative_to(FOLDER)} {part}"))
    yield
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if item.get_closest_marker("screen") is None:
        return 0
    name = str(item.path.relative_to(FOLDER))
    return 1 + LONG.index(name) if name in LONG else 1 + len(LONG)


@pytest.fixture(scope="session", autouse=True)
def own_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Files of a test run lie in a folder of their own."""
    root = tmp_path_factory.mktemp("files")
    default = {
        "BACKEND": "portal.documents.storage.WholeFileStorage",
        "OPTIONS": {"location": root / "files", "file_permissions_mode": 0o600},
    }
    default = {"BACKEND": "portal.documents.storage.ClosedStorage", "OPTIONS": {"inner": default}}
    with override_settings(UPLOAD_DIR=root / "uploads", STORAGES={**settings.STORAGES, "default": default}):
        yield root
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """The demo province (tests/database.py).

    Own, because pytest-django makes no database when only tests with several connections are chosen.
    """
    with django_db_blocker.unblock():
        made = database.made(keep=django_db_keepdb and not django_db_createdb)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            _end_sessions()
            teardown_databases(made, verbosity=0)


def _end_sessions() -> None:
    """A process that was killed may still seem to be connected; the site may have ended our own line."""
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _profile_as_stored() -> None:
    """A profile that an earlier test changed and rolled back must not live on in the cache."""
    cache.delete(Profile.cache_key())


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """For tests with several connections: what they write stays (the journal cannot be emptied), so they
    make people and dossiers of their own and count nothing else."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def site(django_db_setup: None, own_files: Path) -> Iterator[Site]:
    """The portal as it runs: gunicorn and a Celery worker over the test database, on loopback."""
    with running_site(own_files) as running:
        yield running


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, quiet and without calls to the outside."""
    return {**browser_type_launch_args, "executable_path": "/usr/bin/chromium", "args": CHROMIUM_ARGS}


def hanoi(text: str) -> datetime:
    """A moment on a Vietnamese clock: hanoi("2025-08-15 08:30")."""
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)
