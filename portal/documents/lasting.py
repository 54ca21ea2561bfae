"""Copies that are to be read in fifty years: PDF/A beside the file as it was handed in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.documents import bounded, store
from portal.documents.models import StoredFile

FAILED = "tệp quá nặng hoặc quá phức tạp để chuyển"


@dataclass(frozen=True, slots=True)
class Lasting:
    """`format` is PDF/A-… or "" with `why`; `path` is where the new copy lies, None when the file itself is PDF/A."""

    format: str
    why: str = ""
    path: Path | None = None


@contextmanager
def lasting(file: StoredFile, turn: int = 0) -> Iterator[Lasting]:
    """The PDF/A copy of a file for the while, turned clockwise by so many degrees. Never raises for what is in it."""
    with store.on_disk(file) as source, store.scratch() as target:
        words = [str(source), file.content_type, turn, str(target)]
        try:
            told = bounded.run("lasting.keep", *words, seconds=60)
        except bounded.JobFailed:
            told = {"format": "", "made": False, "why": FAILED}
        yield Lasting(told["format"], told["why"], target if told["made"] else None)
