"""How often one may try: a fixed window counted in the cache. When the cache is down nobody is locked out."""

from django.core.cache import cache
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address the request truly came from (ClientAddressMiddleware has resolved the proxies)."""
    return str(request.META.get("REMOTE_ADDR") or "")


def allow(name: str, who: str, *, times: int, seconds: int) -> bool:
    """Counts one try of `who` at `name` and tells whether it is still within `times` per window of `seconds`."""
    key = f"limit:{name}:{who}"
    if cache.add(key, 1, timeout=seconds):
        return True
    try:
        return int(cache.incr(key)) <= times
    except ValueError:  # the window closed between the two calls
        cache.set(key, 1, timeout=seconds)
        return True


def forget(name: str, who: str) -> None:
    """Starts the count of `who` at `name` again, after a try that went well."""
    cache.delete(f"limit:{name}:{who}")
