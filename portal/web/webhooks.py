"""Messages that outside systems send us: a body of bounded size, signed with a key that both know."""

import hashlib
import hmac
import json
from typing import Any

from django.http import HttpRequest

MOST_BYTES = 200_000


class NotSigned(Exception):
    """The signature is missing or wrong, or no key is set: nothing in the body may be believed."""


def body_of(request: HttpRequest) -> bytes:
    """The body, or nothing when it is longer than any honest message."""
    raw = request.read(MOST_BYTES + 1)
    return raw if len(raw) <= MOST_BYTES else b""


def json_of(raw: bytes) -> Any:
    """What the body says; None for anything that is no JSON."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def signed_json(request: HttpRequest, secret: str) -> Any:
    """The body's JSON after its signature has been checked. Raises NotSigned."""
    return json_of(signed_body(request, secret))


def signed_body(request: HttpRequest, secret: str) -> bytes:
    """The body after `X-Signature` (HMAC-SHA256 of the body, hex) has been checked. Raises NotSigned."""
    raw = body_of(request)
    given = request.headers.get("X-Signature", "").lower()
    wanted = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    if not secret or not hmac.compare_digest(wanted.encode(), given.encode()):
        raise NotSigned
    return raw
