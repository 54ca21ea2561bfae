"""One process seals a dossier: two would write two packages of different stamps under one name."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

_PLACE = 7_204_000_000_000_000_000  # of these locks among all advisory locks of the database
_TAKE = "SELECT key - %s FROM unnest(%s::bigint[]) AS key WHERE pg_try_advisory_lock(key)"
_GIVE = "SELECT pg_advisory_unlock(key) FROM unnest(%s::bigint[]) AS key"


@contextmanager
def alone(keys: Iterable[int]) -> Iterator[list[int]]:
    """Those of these dossiers that no other process is sealing just now, in the same order. Locks of the session: they
    end with the connection, whatever ends it."""
    wanted = list(dict.fromkeys(keys))
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [_PLACE, [_PLACE + key for key in wanted]])
        ours = {key for (key,) in cursor.fetchall()}
    try:
        yield [key for key in wanted if key in ours]
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute(_GIVE, [[_PLACE + key for key in ours]])
