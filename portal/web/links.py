"""Links that are shown only when the page behind them exists in this installation."""

from functools import cache, lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, get_script_prefix, get_urlconf, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme


def path_of(name: str) -> str:
    """The path of a page without values in it, as `reverse(name)`, worked out once."""
    return _path(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(1000)
def _path(name: str, urlconf: str, prefix: str) -> str:
    return reverse(name, urlconf)


@cache
def exists(path: str) -> bool:
    """Whether some view answers this path."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def known(links: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of (path, words) pairs, those that lead somewhere."""
    return [link for link in links if exists(link[0])]


def safe_next(request: HttpRequest, address: str, *, otherwise: str) -> str:
    """`address` if it is a path of this host, else `otherwise`: a link in a mail must not lead people away."""
    here = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if here and address.startswith("/"):
        return address
    return otherwise
