"""The installation's own Ed25519 key, and what a signature says."""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_USE = b"motcua package signing key 1"


def own() -> Ed25519PrivateKey:
    """The key of PACKAGE_KEY (32 bytes in base64); without it one that follows from SECRET_KEY."""
    given = settings.PACKAGE_KEY
    seed = base64.b64decode(given) if given else _derived()
    return Ed25519PrivateKey.from_private_bytes(seed)


def _derived() -> bytes:
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_USE)
    return kdf.derive(settings.SECRET_KEY.encode())


def public() -> str:
    """The own public key as it is handed to others."""
    return base64.b64encode(own().public_key().public_bytes_raw()).decode()


def sign(content: bytes) -> str:
    return base64.b64encode(own().sign(content)).decode()


def holds(key: str, signature: str, content: bytes) -> bool:
    """Whether the signature over the content was made with the other half of this public key."""
    try:
        raw, made = base64.b64decode(key, validate=True), base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(raw).verify(made, content)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def is_key(text: str) -> bool:
    """Whether a text is a public key (32 bytes in base64)."""
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except (ValueError, binascii.Error):
        return False


def fingerprint(key: str) -> str:
    """A key as people compare it over the telephone: “3F2A 91BC …”, five groups of four."""
    digest = hashlib.sha256(key.encode()).hexdigest().upper()[:20]
    return " ".join(digest[place : place + 4] for place in range(0, 20, 4))
