"""A file at rest: closed by AES-256-GCM in pieces of 64 KB, so that any part is read without the rest.

Layout: mark, id of the key, nonce and data key closed by that key (bound to the file's name), then the pieces. Each
file has a data key of its own; the nonce of a piece is its number and whether it is the last (the STREAM construction),
so that no byte is changed, no piece moved, left out or cut off unnoticed. A new key closes the data key anew and the
pieces stay as they are.
"""

import io
import os
from collections.abc import Iterable, Iterator
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.documents import filekeys

MARK = b"MOTCUA\x01\n"
PIECE, _TAG, _NONCE = 1 << 16, 16, 12
HEAD = len(MARK) + filekeys.ID_BYTES + _NONCE + filekeys.KEY_BYTES + _TAG


class Damaged(OSError):
    """What lies in the storage is not what was put there."""

    def __init__(self, name: str) -> None:
        super().__init__(None, "Tệp trong kho đã bị hỏng hoặc bị sửa: nội dung khác lúc lưu")
        self.name = name


def close(pieces: Iterable[bytes], name: str) -> Iterator[bytes]:
    """The closed form of a content, piece by piece; name is the last part of its path."""
    data_key = os.urandom(filekeys.KEY_BYTES)
    yield _head(data_key, filekeys.newest(), name)
    box = AESGCM(data_key)
    number = 0
    waiting: bytes | memoryview = b""
    for piece in _evenly(pieces):
        if waiting:
            yield box.encrypt(_nonce(number, last=False), waiting, None)
            number += 1
        waiting = piece
    yield box.encrypt(_nonce(number, last=True), waiting, None)


def with_new_key(closed: IO[bytes], name: str) -> Iterator[bytes]:
    """The same closed content under the newest key; nothing of it is opened but its data key. Raises Damaged."""
    yield _head(_data_key(closed.read(HEAD), name), filekeys.newest(), name)
    while piece := closed.read(PIECE):
        yield piece


def key_of(head: bytes) -> str:
    """The id of the key a closed file was closed with, from its first bytes; "" when it is not closed."""
    at = len(MARK)
    return head[at : at + filekeys.ID_BYTES].hex() if head.startswith(MARK) else ""


def plain_size(size: int) -> int:
    """How long the content is of a closed file of so many bytes."""
    body = size - HEAD
    return body - _TAG * -(-body // (PIECE + _TAG))


class Reading(io.RawIOBase):
    """A closed file read as its content; seeks, and raises Damaged at a piece that is not what was put there."""

    def __init__(self, closed: IO[bytes], name: str) -> None:
        self._closed, self._name = closed, name
        closed.seek(0, os.SEEK_END)
        total = closed.tell()
        closed.seek(0)
        self._box = AESGCM(_data_key(closed.read(HEAD), name))
        self._size = plain_size(total)
        self._pieces = -(-(total - HEAD) // (PIECE + _TAG))
        self._at, self._held, self._content = 0, -1, memoryview(b"")
        if self._size <= 0:
            self._load(0)  # also an empty content is proved
        elif (total - HEAD) % (PIECE + _TAG) in range(1, _TAG + 1):
            raise Damaged(name)  # a last piece without content is never written: something was cut off

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(start + offset, 0)
        return self._at

    def readinto(self, buffer: Any) -> int:
        view, done = memoryview(buffer).cast("B"), 0
        while done < len(view) and self._at < self._size:
            self._load(self._at // PIECE)
            start = self._at % PIECE
            part = self._content[start : start + len(view) - done]
            view[done : done + len(part)] = part
            done += len(part)
            self._at += len(part)
        return done

    def readall(self) -> bytes:
        return self.read(max(self._size - self._at, 0)) or b""

    def close(self) -> None:
        self._closed.close()
        super().close()

    def _load(self, number: int) -> None:
        """Opens one piece, unless it is the one at hand."""
        if number == self._held:
            return
        self._closed.seek(HEAD + number * (PIECE + _TAG))
        try:
            opened = self._box.decrypt(
                _nonce(number, last=number == self._pieces - 1), self._closed.read(PIECE + _TAG), None
            )
        except (InvalidTag, ValueError) as error:
            raise Damaged(self._name) from error
        self._held, self._content = number, memoryview(opened)


def _head(data_key: bytes, id_: str, name: str) -> bytes:
    nonce = os.urandom(_NONCE)
    locked = AESGCM(filekeys.key(id_)).encrypt(nonce, data_key, MARK + name.encode())
    return MARK + bytes.fromhex(id_) + nonce + locked


def _data_key(head: bytes, name: str) -> bytes:
    at = len(MARK) + filekeys.ID_BYTES
    if len(head) != HEAD or not head.startswith(MARK):
        raise Damaged(name)
    outer = AESGCM(filekeys.key(key_of(head)))
    try:
        return outer.decrypt(head[at : at + _NONCE], head[at + _NONCE :], MARK + name.encode())
    except InvalidTag as error:
        raise Damaged(name) from error


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_NONCE - 1, "big") + bytes([last])


def _evenly(pieces: Iterable[bytes]) -> Iterator[bytes | memoryview]:
    """The same bytes in full pieces, the last one shorter; nothing for nothing."""
    held = b""
    for one in pieces:
        view = memoryview(one)
        if held:
            start = PIECE - len(held)
            held, view = held + view[:start], view[start:]
            if len(held) < PIECE:
                continue
            yield held
        while len(view) >= PIECE:
            yield view[:PIECE]
            view = view[PIECE:]
        held = bytes(view)
    if held:
        yield held
