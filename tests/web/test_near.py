"""What spares a page a question: a line looked at instead of asked, a value kept for a second."""

import time

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.web import cache as ours
from portal.web.cache import near


@pytest.mark.django_db
def test_a_line_that_the_server_has_closed_is_noticed_without_asking():
    other = connection.copy()
    try:
        other.ensure_connection()
        with CaptureQueriesContext(other) as asked:
            assert other.is_usable()
        assert not asked.captured_queries
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [other.connection.info.backend_pid])
        until = time.monotonic() + 5
        while other.is_usable() and time.monotonic() < until:
            time.sleep(0.01)
        assert not other.is_usable()
    finally:
        other.close()


def test_another_process_is_heard_a_second_later_and_our_own_change_at_once(monkeypatch):
    cache.set("near-tried", "one", 60)
    assert near("near-tried") == "one"
    monkeypatch.setattr(
        ours, "_near", {**ours._near}
    )  # what another process writes does not pass through ours
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(ours, "_near", {})
        cache.set("near-tried", "two", 60)
    assert near("near-tried") == "one"
    began = time.monotonic()
    monkeypatch.setattr(ours.time, "monotonic", lambda: began + 1.1)
    assert near("near-tried") == "two"
    cache.set("near-tried", "three", 60)
    assert near("near-tried") == "three"
    cache.delete("near-tried")
    assert near("near-tried") is None
