"""Whether every package is still what was sealed: a sample each night, all of them each quarter."""

import hashlib
import logging
import time
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.core.files.storage import storages
from django.db.models import Q, QuerySet

from archive.models import Package, PackageState
from portal.calendars.now import now

log = logging.getLogger(__name__)
SAMPLE = 500
_TOGETHER = 200
_READ = ("code", "year", "agency_code", "sha256")


def check(package: Package) -> str:
    """Reads the whole file and compares its hash; what is wrong is kept on the row and told in the log. "" is sound."""
    check_many([package])
    return package.damage


def check_many(packages: Iterable[Package]) -> int:
    """The same for many, the sound ones noted together: reading is the work, not the book. How many are damaged."""
    damaged, sound = 0, list[int]()
    for one in packages:
        one.damage = damage_of(one)
        if not one.damage:
            sound.append(one.pk)
            if len(sound) == _TOGETHER:
                _note(sound)
            continue
        damaged += 1
        log.error("archive package %s is damaged: %s", one.code, one.damage)
        Package.objects.filter(pk=one.pk).update(checked_at=now(), damage=one.damage)
    _note(sound)
    return damaged


def _note(sound: list[int]) -> None:
    """Writes down and forgets these."""
    Package.objects.filter(pk__in=sound).update(checked_at=now(), damage="")
    sound.clear()


def damage_of(package: Package) -> str:
    """What is wrong with its file, empty when nothing is; nothing is written."""
    try:
        with storages["archive"].open(package.path, "rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "Tệp gói không còn trong kho."
    except OSError as error:
        return f"Không đọc được tệp gói ({error.strerror})."
    return "" if found == package.sha256 else "Nội dung gói khác lúc đóng gói."


def sample() -> list[Package]:
    """Those that nobody has looked at for longest."""
    return list(_kept().only(*_READ).order_by("checked_at", "pk")[:SAMPLE])


def since(moment: datetime) -> Iterable[Package]:
    """Those that nobody has looked at since then, the longest forgotten first."""
    waiting = _kept().filter(Q(checked_at=None) | Q(checked_at__lt=moment))
    return waiting.only(*_READ).order_by("checked_at", "pk").iterator(chunk_size=200)


class Turn:
    """So many of these as can be begun within some seconds; `late` says whether any was left."""

    def __init__(self, packages: Iterable[Package], seconds: float) -> None:
        self.packages, self.seconds, self.late = packages, seconds, False

    def __iter__(self) -> Iterator[Package]:
        until = time.monotonic() + self.seconds
        for one in self.packages:
            if time.monotonic() > until:
                self.late = True
                return
            yield one


def _kept() -> QuerySet[Package]:
    return Package.objects.exclude(state=PackageState.DESTROYED)
