"""The Celery application: due-date sweeps and everything a request should not wait for."""

import base64
import json
import logging
import os
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import Celery
from celery.exceptions import CeleryError
from kombu import Connection
from kombu.exceptions import KombuError
from kombu.utils.json import dumps
from redis.exceptions import RedisError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("motcua")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

log = logging.getLogger(__name__)
_REST_SECONDS = 15.0
_ONE_TRY = {"max_retries": 1, "interval_start": 0.1, "interval_max": 0.1, "connect_retries_timeout": 1}
_own = threading.local()
_hurry = threading.local()
LATER = "later"
_reading = threading.Lock()
_rest_until = 0.0
_patterns: dict[str, tuple[str, dict[str, Any]]] = {}


def start_on_commit(task: Any, *args: Any) -> None:
    """Starts the task once the present transaction is kept; if it is rolled back, nothing starts.

    The row that the task works on is the promise, this is only haste: with the broker gone the
    request loses about a second once, and the timed sweep does the work later.
    """
    from django.db import transaction

    transaction.on_commit(lambda: _start(task, args))


@contextmanager
def in_no_hurry() -> Iterator[None]:
    """What this thread starts inside stands in a queue of its own, from which the workers take in turn with the others:
    the pages and letters of a demo's history hold up nobody who is waiting for theirs."""
    _hurry.none = True
    try:
        yield
    finally:
        _hurry.none = False


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
        _hand_over(task, args)
        return True
    except (OSError, CeleryError, KombuError, RedisError) as error:
        _rest_until = time.monotonic() + _REST_SECONDS
        _own.__dict__.clear()
        log.warning("broker is down, %s waits for its sweep: %s", task.name, error)
        return False


def _hand_over(task: Any, args: tuple[Any, ...]) -> None:
    """To Redis in Celery's own words, at a sixth of what Celery takes to find them; otherwise through Celery."""
    line = _connection()
    later = getattr(_hurry, "none", False)
    if line.transport.driver_type != "redis":
        task.apply_async(args, connection=line, retry=False, **({"queue": LATER} if later else {}))
        return
    queue, pattern = _patterns.get(task.name) or _patterns.setdefault(task.name, _pattern(task, args))
    line.default_channel.client.lpush(LATER if later else queue, _worded(pattern, args))


def _pattern(task: Any, args: tuple[Any, ...]) -> tuple[str, dict[str, Any]]:
    """The queue of a task, and a message to it as Celery writes it."""
    queue = str(app.amqp.router.route({}, task.name)["queue"].name)
    with Connection("memory://") as nowhere:
        task.apply_async(args, connection=nowhere, retry=False)
        channel: Any = nowhere.default_channel
        return queue, channel._get(queue)


def _worded(pattern: dict[str, Any], args: tuple[Any, ...]) -> str:
    """That message with these values and names of its own."""
    name, told = str(uuid.uuid4()), json.loads(base64.b64decode(pattern["body"]))
    body = base64.b64encode(dumps([list(args), *told[1:]]).encode()).decode()
    headers = {**pattern["headers"], "id": name, "root_id": name, "argsrepr": repr(args)}
    marks = {"correlation_id": name, "delivery_tag": str(uuid.uuid4())}
    return json.dumps(
        {**pattern, "body": body, "headers": headers, "properties": pattern["properties"] | marks}
    )


def _named(name: str) -> Any:
    """The task of this name; a web process has not read every tasks module yet; its threads may all want one."""
    if name not in app.tasks:
        with _reading:
            app.loader.import_default_modules()
    return app.tasks[name]


def _connection() -> Any:
    """One connection for each thread of each process, given up at the first failure."""
    if getattr(_own, "pid", None) != os.getpid():
        _own.pid = os.getpid()
        _own.connection = app.connection_for_write(connect_timeout=1, transport_options=_ONE_TRY)
    return _own.connection
