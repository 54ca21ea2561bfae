"""Sealing many: small rounds under one time stamp each, memory flat; what fails is set aside, a full disk stops all."""

import errno
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from archive import stamping
from archive.sealing import Bagged, finish, prepare
from portal.documents import store
from portal.documents.signing.refusals import TryLater

log = logging.getLogger(__name__)
_FULL = {errno.ENOSPC, errno.EDQUOT}
TOGETHER, MOST_BYTES = (
    50,
    512_000_000,
)  # under one stamp: so many bags, or as soon as so much waits on the disk


@dataclass(slots=True)
class Round:
    """What a round did: sealed, left for later (a paper is still being drawn), failed; `full`: it stopped for want of
    room, `silent`: because nobody gave time stamps. Begun again it goes on where it stopped."""

    sealed: int = 0
    waiting: int = 0
    failed: int = 0
    full: bool = False
    silent: bool = False


class _Stop(Exception):
    """Nothing behind this one can be sealed either."""


def seal_all(keys: Iterable[int], told: Callable[[Round], None] = lambda so_far: None) -> Round:
    """Seals each of these dossiers; `told` hears of the round after each."""
    done, rest = Round(), iter(keys)
    try:
        while together := list(islice(rest, TOGETHER)):
            with store.scratch() as path:
                _seal_together(together, path.parent, done, told)
    except TryLater:
        log.error("no time stamps: the records that are not sealed yet wait")
        done.silent = True
    except _Stop:
        done.full = True
    return done


def _seal_together(keys: list[int], folder: Path, done: Round, told: Callable[[Round], None]) -> None:
    """Bags first, one stamp for them, then each to its place. Raises TryLater, _Stop."""
    left = keys[::-1]
    while left:
        bags: list[Bagged] = []
        try:
            size = 0
            while left and size < MOST_BYTES:
                pk = left.pop()
                path = folder / str(pk)
                with _set_aside(pk, done):
                    made = prepare(pk, path)
                    if isinstance(made, Bagged):
                        bags.append(made)
                        size += path.stat().st_size
                        continue
                    done.sealed += made is not None
                    done.waiting += made is None
                told(done)
            listed = stamping.listed([one.sealed for one in bags])
            token = stamping.stamp(listed) if bags else b""
            bags.reverse()
            while bags:
                one = bags.pop()
                with _set_aside(one.dossier.pk, done):
                    finish(one, listed, token)
                    done.sealed += 1
                told(done)
        finally:
            for one in bags:
                one.bag.drop()


@contextmanager
def _set_aside(pk: int, done: Round) -> Iterator[None]:
    """What fails with one dossier is told in the log and counted. Raises _Stop, TryLater."""
    try:
        yield
    except TryLater:
        raise
    except OSError as error:
        if error.errno in _FULL:
            log.error("no room left for sealed records: dossier %s and all behind it wait", pk)
            raise _Stop from error
        log.exception("dossier %s could not be sealed", pk)
        done.failed += 1
    except Exception:  # one that fails must not keep the others from being sealed
        log.exception("dossier %s could not be sealed", pk)
        done.failed += 1
