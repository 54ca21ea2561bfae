"""Sealing many: small rounds under one time stamp each, memory flat; what fails is set aside, a full disk stops all."""

import errno
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from math import inf
from pathlib import Path

from archive import reading, stamping
from archive.alone import alone
from archive.models import Package
from archive.sealing import Bagged, finish, prepare, register
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
    room, `silent`: because nobody gave time stamps, `late`: its time was over. Begun again it goes on where it
    stopped."""

    sealed: int = 0
    waiting: int = 0
    failed: int = 0
    full: bool = False
    silent: bool = False
    late: bool = False


class _Stop(Exception):
    """Nothing behind this one can be sealed either."""


def seal_all(
    keys: Iterable[int], told: Callable[[Round], None] = lambda so_far: None, *, seconds: float = inf
) -> Round:
    """Seals each of these dossiers; `told` hears of the round after each. Nothing is begun after so many seconds."""
    done, rest, until = Round(), iter(keys), time.monotonic() + seconds
    try:
        while together := list(islice(rest, TOGETHER)):
            if time.monotonic() > until:
                done.late = True
                break
            with alone(together) as ours, store.scratch() as path:
                _seal_together(ours, path.parent, done, told)
    except TryLater:
        log.error("no time stamps: the records that are not sealed yet wait")
        done.silent = True
    except _Stop:
        done.full = True
    return done


def _seal_together(keys: list[int], folder: Path, done: Round, told: Callable[[Round], None]) -> None:
    """Bags first, one stamp for them, then each to its place, then their rows. Raises TryLater, _Stop."""
    known = reading.packages(keys)
    left = reading.dossiers([pk for pk in keys if pk not in known])[::-1]
    for _ in known:
        done.sealed += 1
        told(done)
    while left:
        bags: list[Bagged] = []
        try:
            size = 0
            while left and size < MOST_BYTES:
                dossier = left.pop()
                path = folder / str(dossier.pk)
                with _set_aside(dossier.pk, done):
                    if (made := prepare(dossier, path)) is not None:
                        bags.append(made)
                        size += path.stat().st_size
                        continue
                    done.waiting += 1
                told(done)
            listed = stamping.listed([one.sealed for one in bags])
            token = stamping.stamp(listed) if bags else b""
            _put_away(bags, listed, token, done, told)
        finally:
            for one in bags:
                one.bag.drop()


def _put_away(
    bags: list[Bagged], listed: bytes, token: bytes, done: Round, told: Callable[[Round], None]
) -> None:
    """Takes the stamped bags from the list one by one; what came into its place is registered, whatever stops the rest.
    Raises _Stop."""
    lie: list[Package] = []
    bags.reverse()
    try:
        while bags:
            one = bags.pop()
            with _set_aside(one.dossier.pk, done):
                lie.append(finish(one, listed, token))
    finally:
        for package in _registered(lie, done):
            done.sealed += bool(package)
            told(done)


def _registered(packages: list[Package], done: Round) -> list[Package]:
    """All in one transaction; when that fails, each by itself, so that one does not keep back the others."""
    if not packages:
        return []
    try:
        return register(packages)
    except Exception:
        log.exception("%s sealed records are registered one by one", len(packages))
    kept: list[Package] = []
    for one in packages:
        with _set_aside(one.dossier_id or 0, done):
            kept += register([one])
    return kept


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
