"""The little of clamd's protocol that we need: INSTREAM over TCP or a unix socket."""

import socket
import struct
from typing import IO
from urllib.parse import urlsplit

_PIECE = 64 * 1024
_CONNECT_SECONDS = 3
_ANSWER_SECONDS = 60


class ScannerDown(Exception):
    """The scanner cannot be reached, is too slow, or says something that is not an answer."""


def scan(url: str, content: IO[bytes]) -> str:
    """The name of the virus found, or "" when clean. url is tcp://host:3310 or unix:///path."""
    try:
        with _connect(url) as line:
            line.settimeout(_ANSWER_SECONDS)
            line.sendall(b"zINSTREAM\0")
            while piece := content.read(_PIECE):
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
            answer = _answer(line)
    except (OSError, ValueError) as error:
        raise ScannerDown(str(error)) from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer[len("stream: ") : -len(" FOUND")]
    raise ScannerDown(f"answered {answer[:80]!r}")


def _connect(url: str) -> socket.socket:
    where = urlsplit(url)
    if where.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_CONNECT_SECONDS)
        try:
            line.connect(where.path)
        except OSError:
            line.close()
            raise
        return line
    if where.scheme == "tcp":
        return socket.create_connection((where.hostname, where.port or 3310), timeout=_CONNECT_SECONDS)
    raise ValueError(f"CLAMD_URL must be tcp:// or unix://, not {url!r}")


def _answer(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < 4096:
        piece = line.recv(4096)
        if not piece:
            break
        said += piece
    return said.split(b"\0")[0].decode(errors="replace").strip()
