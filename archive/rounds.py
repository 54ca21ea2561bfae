"""Sealing many: one after another with memory flat, what fails set aside, everything stopped when the disk is full."""

import errno
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from archive.sealing import seal

log = logging.getLogger(__name__)
_FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(slots=True)
class Round:
    """What a round did: sealed, left for later (a paper is still being drawn), failed; `full`: it stopped for want of
    room and goes on where it stopped when it is begun again."""

    sealed: int = 0
    waiting: int = 0
    failed: int = 0
    full: bool = False


def seal_all(keys: Iterable[int], told: Callable[[Round], None] = lambda so_far: None) -> Round:
    """Seals each of these dossiers; `told` hears of the round after each."""
    done = Round()
    for pk in keys:
        try:
            made = seal(pk)
            done.sealed += made is not None
            done.waiting += made is None
        except OSError as error:
            if error.errno in _FULL:
                log.error("no room left for sealed records: dossier %s and all behind it wait", pk)
                done.full = True
                return done
            log.exception("dossier %s could not be sealed", pk)
            done.failed += 1
        except Exception:  # one that fails must not keep the others from being sealed
            log.exception("dossier %s could not be sealed", pk)
            done.failed += 1
        told(done)
    return done
