"""Short secrets at rest: PINs and key files, closed with a key made from SECRET_KEY."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """It was closed with another SECRET_KEY."""


def close(content: bytes) -> bytes:
    return _box().encrypt(content)


def open_(closed: bytes | memoryview) -> bytes:
    """What was closed. Raises Unreadable."""
    try:
        return _box().decrypt(bytes(closed))
    except InvalidToken as error:
        raise Unreadable from error


def _box() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(one))) for one in secrets])


def _key(secret: str) -> bytes:
    made = HKDF(SHA256(), 32, None, b"portal.documents.signing").derive(secret.encode())
    return base64.urlsafe_b64encode(made)
