"""Redis as a cache that may be lost: when it is gone, everything is a miss and nobody notices.

What every page asks for is held in the process for a second more (`near`): another process sees a change of it a
second late.
"""

import logging
import time
from typing import Any

from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
_REST_SECONDS = 5.0
_NEAR_SECONDS = 1.0
_near: dict[str, tuple[float, Any]] = {}


def near(key: str) -> Any:
    """As `cache.get(key)`, asked at most once a second in this process. Nobody may change what it gives."""
    kept, at = _near.get(key), time.monotonic()
    if kept is not None and at < kept[0]:
        return kept[1]
    found = cache.get(key)
    if found is not None:
        _near[key] = (at + _NEAR_SECONDS, found)
    return found


class OneClient(RedisCacheClient):
    """Keeps its client: it holds no connection, only the pool, and making one costs more than many an answer."""

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        kept = self.__dict__.setdefault("_kept_clients", {})
        place = self._get_connection_pool_index(write)  # type: ignore[attr-defined]  # the stubs leave it out
        if place not in kept:
            kept[place] = super().get_client(key, write=write)
        return kept[place]


class TolerantRedisCache(RedisCache):
    """After a failure it does not ask again for five seconds, so a dead Redis costs no time."""

    _down_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = OneClient

    def _try(self, name: str, otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() < TolerantRedisCache._down_until:
            return otherwise
        try:
            return getattr(super(), name)(*args, **kwargs)
        except (RedisError, OSError) as error:
            TolerantRedisCache._down_until = time.monotonic() + _REST_SECONDS
            log.warning("cache is down: %s", error)
            return otherwise

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._try("get", default, key, default, version)

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> Any:
        _near.pop(key, None)
        return self._try("set", None, key, value, *args, **kwargs)

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> Any:
        return self._try("add", True, key, value, *args, **kwargs)

    def delete(self, key: str, version: int | None = None) -> Any:
        _near.pop(key, None)
        return self._try("delete", False, key, version)

    def clear(self) -> Any:
        _near.clear()
        return self._try("clear", False)

    def get_many(self, keys: Any, version: int | None = None) -> Any:
        return self._try("get_many", {}, keys, version)

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        return self._try("set_many", [], data, *args, **kwargs)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> Any:
        return self._try("incr", delta, key, delta, version)

    def has_key(self, key: str, version: int | None = None) -> Any:
        return self._try("has_key", False, key, version)

    def touch(self, key: str, *args: Any, **kwargs: Any) -> Any:
        return self._try("touch", False, key, *args, **kwargs)
