"""A portal in this process that really publishes, to the broker that the test names."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal import celery


@contextmanager
def publishing_to(url: str) -> Iterator[None]:
    """Tasks are no longer run in place but sent to url."""
    conf = celery.app.conf
    before = conf.task_always_eager, conf.broker_url
    conf.task_always_eager, conf.broker_url = False, url
    _forget()
    try:
        yield
    finally:
        conf.task_always_eager, conf.broker_url = before
        _forget()


def _forget() -> None:
    celery._rest_until = 0.0
    celery._own.__dict__.clear()
