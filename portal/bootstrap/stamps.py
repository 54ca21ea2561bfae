"""A stamp says "this was done for exactly these inputs", so that a second run skips it."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def key_of(files: Iterable[Path], *words: str) -> str:
    """One hash over the words, and over the names and contents of the files that exist."""
    sum_ = hashlib.sha256("\0".join(words).encode())
    for path in sorted(files):
        if path.is_file():
            sum_.update(str(path).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return sum_.hexdigest()


class Stamp:
    """A small file beside what it speaks of; gone with it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fits(self, key: str) -> bool:
        return self.path.is_file() and self.path.read_text() == key

    def put(self, key: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(key)

    def drop(self) -> None:
        """Take it away before the work begins: an interrupted work has no stamp."""
        self.path.unlink(missing_ok=True)
