"""The keys with which files are closed at rest: several, each known by its own fingerprint; the newest closes."""

import base64
import binascii
import hashlib
import secrets
from pathlib import Path

from django.conf import settings

ID_BYTES, KEY_BYTES = 8, 32
_ring: dict[str, bytes] = {}


class NoKey(OSError):
    """A file was closed with a key that this installation does not have."""


def newest() -> str:
    """The id of the key that closes new files; "" while there is none."""
    return next(reversed(_all()), "")


def known() -> list[str]:
    """The ids of all keys, oldest first."""
    return list(_all())


def key(id_: str) -> bytes:
    """The key of this id. A key that has just been added to the key file is found. Raises NoKey."""
    if id_ not in _all():
        _ring.clear()
    try:
        return _all()[id_]
    except KeyError:
        raise NoKey(None, f"Thiếu khoá {id_} để mở tệp (FILE_KEYS_FILE).") from None


def forget() -> None:
    """Reads the keys anew when they are next asked for."""
    _ring.clear()


def add(path: Path) -> str:
    """Appends a new random key to the key file; its id. It closes new files as soon as processes start anew."""
    made = secrets.token_bytes(KEY_BYTES)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        path.chmod(0o600)
        file.write(base64.b64encode(made) + b"\n")
    forget()
    return fingerprint(made)


def fingerprint(key_: bytes) -> str:
    """How a key is named in files and rows: the same key has the same name everywhere."""
    return hashlib.sha256(b"motcua file key" + key_).hexdigest()[: 2 * ID_BYTES]


def parse(words: list[str]) -> dict[str, bytes]:
    """Keys in base64, oldest first. Raises ValueError for anything that is not 32 bytes."""
    found = {}
    for word in words:
        try:
            one = base64.b64decode(word, validate=True)
        except binascii.Error as error:
            raise ValueError("Khoá tệp không phải base64.") from error
        if len(one) != KEY_BYTES:
            raise ValueError("Khoá tệp phải dài đúng 32 byte (base64).")
        found[fingerprint(one)] = one
    return found


def _all() -> dict[str, bytes]:
    if not _ring:
        words = list(settings.FILE_KEYS)
        if settings.FILE_KEYS_FILE:
            words += Path(settings.FILE_KEYS_FILE).read_text().split()
        _ring.update(parse(words))
    return _ring
