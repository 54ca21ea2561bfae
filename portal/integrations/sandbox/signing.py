"""How the outside signs, written a second time from the protocols, so that a slip in ours shows."""

import hashlib
import hmac
from urllib.parse import urlencode


def vnpay(fields: dict[str, str], secret: str) -> dict[str, str]:
    """The fields with `vnp_SecureHash`: HMAC-SHA512 over the form-encoded fields in order of their names."""
    told = {name: value for name, value in sorted(fields.items()) if value}
    told["vnp_SecureHash"] = hmac.new(secret.encode(), urlencode(told).encode(), hashlib.sha512).hexdigest()
    return told


def vnpay_list(values: list[str], secret: str) -> str:
    """The signature of querydr: HMAC-SHA512 over the values with | between."""
    return hmac.new(secret.encode(), "|".join(values).encode(), hashlib.sha512).hexdigest()


def platform(values: list[str], secret: str) -> str:
    """MaXacThuc: SHA-256 over the values and the secret with | between."""
    return hashlib.sha256("|".join([*values, secret]).encode()).hexdigest()


def bank(body: bytes, secret: str) -> str:
    """X-Signature of a bank's notice: HMAC-SHA256 of the body."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
