"""Copies that are to be read in fifty years: PDF/A beside the file as it was handed in."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.documents import bounded, store
from portal.documents.models import StoredFile

FAILED = "tệp quá nặng hoặc quá phức tạp để chuyển"
_REMEMBERED, _SMALL, _PIECE = 64, 1 << 18, 1 << 18
_own = threading.local()


@dataclass(frozen=True, slots=True)
class Lasting:
    """`format` is PDF/A-… or "" with `why`; the new copy lies at `path` or is `content`, neither when the file itself
    is PDF/A or no copy could be made."""

    format: str
    why: str = ""
    path: Path | None = None
    content: bytes = b""

    @property
    def made(self) -> bool:
        return self.path is not None or self.content != b""

    def pieces(self) -> Iterator[bytes]:
        """The copy's bytes."""
        if self.path is None:
            yield self.content
            return
        with self.path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


@contextmanager
def lasting(file: StoredFile, turn: int = 0) -> Iterator[Lasting]:
    """The PDF/A copy of a file for the while, turned clockwise by so many degrees. Never raises for what is in it.

    Small ones are remembered: one paper may lie in many dossiers (P9), and its copy is always the same.
    """
    kept: OrderedDict[tuple[str, int], Lasting] = _own.__dict__.setdefault("kept", OrderedDict())
    key = (file.sha256, turn)
    if key in kept:
        kept.move_to_end(key)
        yield kept[key]
        return
    with store.on_disk(file) as source, store.scratch() as target:
        words = [str(source), file.content_type, turn, str(target)]
        try:
            told = bounded.run("lasting.keep", *words, seconds=60)
        except bounded.JobFailed:
            yield Lasting("", FAILED)
            return
        made = Lasting(told["format"], told["why"], target if told["made"] else None)
        if made.path is None or made.path.stat().st_size <= _SMALL:
            content = b"" if made.path is None else made.path.read_bytes()
            kept[key] = Lasting(made.format, made.why, None, content)
            if len(kept) > _REMEMBERED:
                kept.popitem(last=False)
        yield made
