"""What has been loaded already, told by the hash of the data and of the code that reads it."""

import hashlib
from pathlib import Path

from django.utils import timezone

from portal.agencies.models import LoadStamp

DATA = Path(__file__).resolve().parent.parent / "data"
_CODE = Path(__file__).resolve().parent


def fingerprint(*names: str, also: str = "") -> str:
    """SHA-256 of these data files and of this package's modules."""
    told = hashlib.sha256(also.encode())
    for path in [*(DATA / name for name in names), *sorted(_CODE.glob("*.py"))]:
        told.update(path.read_bytes())
    return told.hexdigest()


def is_loaded(name: str, sha256: str) -> bool:
    return LoadStamp.objects.filter(name=name, sha256=sha256).exists()


def mark_loaded(name: str, sha256: str) -> None:
    LoadStamp.objects.update_or_create(name=name, defaults={"sha256": sha256, "loaded_at": timezone.now()})
