"""A scanner that speaks clamd's INSTREAM, or speaks nonsense, or hangs up."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def scanner(mode: str = "works") -> Iterator[str]:
    """Runs on a free port and gives its address. Finds the files that hold b"XAU"."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=_serve, args=(door, mode), daemon=True).start()
        yield f"tcp://127.0.0.1:{door.getsockname()[1]}"


def _serve(door: socket.socket, mode: str) -> None:
    while True:
        try:
            line, _ = door.accept()
        except OSError:
            return
        with line:
            if mode == "hangs up":
                continue
            content = _content(line)
            found = b"stream: Xau.Test FOUND\0" if b"XAU" in content else b"stream: OK\0"
            line.sendall(b"HTTP/1.1 200 OK\r\n\r\n" if mode == "nonsense" else found)


def _content(line: socket.socket) -> bytes:
    with line.makefile("rb") as stream:
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(size)
        return content
