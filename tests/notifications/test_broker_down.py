"""With Redis gone a request loses a moment once, and nothing else."""

import json
import time
from types import SimpleNamespace

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
    monkeypatch.setattr(celery, "_hand_over", lambda task, args: None)
    assert celery._start(tasks.deliver, ("khong-co",)) is True


def test_what_nobody_waits_for_stands_in_a_queue_of_its_own(monkeypatch):
    """A demo's history of two hundred dossiers holds up no letter of who tries it."""
    sent = []
    redis = SimpleNamespace(lpush=lambda queue, words: sent.append(queue))
    line = SimpleNamespace(
        transport=SimpleNamespace(driver_type="redis"), default_channel=SimpleNamespace(client=redis)
    )
    with publishing_to("memory://"):
        monkeypatch.setattr(celery, "_connection", lambda: line)
        with celery.in_no_hurry():
            celery._start("dossiers.draw_slip", (1,))
        celery._start("dossiers.draw_slip", (2,))
    assert sent == ["later", "drawing"]


def test_a_task_is_worded_as_celery_words_it():
    """Whoever takes it cannot tell: only names made anew for each differ."""
    with publishing_to("memory://"):
        queue, pattern = celery._pattern(tasks.deliver, ("a",))
        own, theirs = json.loads(celery._worded(pattern, ("b",))), celery._pattern(tasks.deliver, ("b",))[1]
    assert queue == "celery" and own["body"] == theirs["body"] != pattern["body"]
    differing = {key for key in theirs["headers"] if own["headers"][key] != theirs["headers"][key]}
    assert differing == {"id", "root_id"} and own["headers"]["id"] == own["properties"]["correlation_id"]
    assert own["properties"].keys() == theirs["properties"].keys()
