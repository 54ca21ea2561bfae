"""Several statements on one way to the server and back."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def together() -> Iterator[None]:
    """What is executed inside is sent at once. The server works it off one by one, each statement with an eye of its
    own: one behind a lock sees what those it waited for have kept. Read the cursors after the block, not in it."""
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
