"""With Redis gone a request loses a moment once, and nothing else."""

import time

import pytest

from portal import celery
from portal.notifications import tasks

from .broker import publishing_to


@pytest.fixture
def dead_broker():
    with publishing_to("redis+socket:///khong/co/redis.sock"):
        yield


def test_starting_a_task_neither_fails_nor_slows(dead_broker):
    started = time.monotonic()
    assert celery._start(tasks.deliver, ("khong-co",)) is False
    assert time.monotonic() - started < 2
    started = time.monotonic()
    for _ in range(100):
        assert celery._start("notifications.deliver", ("khong-co",)) is False
    assert time.monotonic() - started < 0.1


def test_after_a_rest_it_tries_again(dead_broker, monkeypatch):
    assert celery._start(tasks.deliver, ("khong-co",)) is False
    monkeypatch.setattr(celery, "_rest_until", 0.0)
    monkeypatch.setattr(tasks.deliver, "apply_async", lambda args, **how: None)
    assert celery._start(tasks.deliver, ("khong-co",)) is True
