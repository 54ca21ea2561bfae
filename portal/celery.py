"""The Celery application: due-date sweeps and everything a request should not wait for."""

import logging
import os
import threading
import time
from typing import Any

from celery import Celery
from celery.exceptions import CeleryError
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("motcua")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

log = logging.getLogger(__name__)
_REST_SECONDS = 15.0
_ONE_TRY = {"max_retries": 1, "interval_start": 0.1, "interval_max": 0.1, "connect_retries_timeout": 1}
_own = threading.local()
_rest_until = 0.0


def start_on_commit(task: Any, *args: Any) -> None:
    """Starts the task once the present transaction is kept; if it is rolled back, nothing starts.

    The row that the task works on is the promise, this is only haste: with the broker gone the
    request loses about a second once, and the timed sweep does the work later.
    """
    from django.db import transaction

    transaction.on_commit(lambda: _start(task, args))


def _start(task: Any, args: tuple[Any, ...]) -> bool:
    """Hands the task to the broker; after a failure it does not try again for fifteen seconds."""
    global _rest_until
    task = _named(task) if isinstance(task, str) else task
    if app.conf.task_always_eager:
        task.apply_async(args)
        return True
    if time.monotonic() < _rest_until:
        return False
    try:
        task.apply_async(args, connection=_connection(), retry=False)
        return True
    except (OSError, CeleryError, KombuError, RedisError) as error:
        _rest_until = time.monotonic() + _REST_SECONDS
        _own.__dict__.clear()
        log.warning("broker is down, %s waits for its sweep: %s", task.name, error)
        return False


def _named(name: str) -> Any:
    """The task of this name; a web process has not read every tasks module yet."""
    if name not in app.tasks:
        app.loader.import_default_modules()
    return app.tasks[name]


def _connection() -> Any:
    """One connection for each thread of each process, given up at the first failure."""
    if getattr(_own, "pid", None) != os.getpid():
        _own.pid = os.getpid()
        _own.connection = app.connection_for_write(connect_timeout=1, transport_options=_ONE_TRY)
    return _own.connection
