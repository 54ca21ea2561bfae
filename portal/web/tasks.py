"""The pulse of worker and beat, by which /readyz knows that they live."""

import logging
import time
from typing import Any

import redis
from celery import current_app, shared_task
from celery.signals import beat_init, heartbeat_sent, worker_ready

from portal.web.health import redis_client

log = logging.getLogger(__name__)
_KEPT_SECONDS = 3600
QUEUES = {"celery": "worker", "drawing": "drawer"}  # queue → the name under which /readyz knows its worker


def beat_once(name: str) -> None:
    """Write down that `name` lives now. Redis may be away: then nobody could read it either."""
    try:
        redis_client().set(f"motcua:pulse:{name}", time.time(), ex=_KEPT_SECONDS)
    except redis.RedisError as error:
        log.warning("pulse of %s not written: %s", name, error)


@shared_task(name="web.pulse")
def pulse() -> None:
    """Sent by beat each minute and taken by a worker: the whole chain works."""
    beat_once("beat")


@worker_ready.connect
@heartbeat_sent.connect
def _worker_lives(**_: Any) -> None:
    """One worker may take from both queues or from one; each queue needs somebody."""
    for queue, name in QUEUES.items():
        if queue in current_app.amqp.queues.consume_from:
            beat_once(name)


@beat_init.connect
def _beat_begins(**_: Any) -> None:
    beat_once("beat")
