"""Whether every package is still what was sealed: a sample each night, all of them each quarter."""

import hashlib
import logging
from collections.abc import Iterable

from django.core.files.storage import storages
from django.db.models import QuerySet

from archive.models import Package, PackageState
from portal.calendars.now import now

log = logging.getLogger(__name__)
SAMPLE = 500


def check(package: Package) -> str:
    """Reads the whole file and compares its hash; what is wrong is kept on the row and told in the log. "" is sound."""
    damage = damage_of(package)
    if damage:
        log.error("archive package %s is damaged: %s", package.code, damage)
    Package.objects.filter(pk=package.pk).update(checked_at=now(), damage=damage)
    package.damage = damage
    return damage


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


def check_many(packages: Iterable[Package]) -> int:
    """How many of them are damaged."""
    return sum(check(one) != "" for one in packages)


def sample() -> list[Package]:
    """Those that nobody has looked at for longest."""
    return list(_kept().order_by("checked_at", "pk")[:SAMPLE])


def every() -> Iterable[Package]:
    return _kept().order_by("pk").iterator(chunk_size=200)


def _kept() -> QuerySet[Package]:
    return Package.objects.exclude(state=PackageState.DESTROYED)
