"""Row `archive`: the look at every sealed byte against `sha256sum`, and the memory of a process that seals.

Fixity reads packages of a few megabytes that lie in the page cache, as sha256sum does; goal: four fifths of its speed.
It is measured as CPU seconds of both (others may use the machine), once open, once closed at rest. What encryption
costs is told in MB a second: closing and opening without the disk.
Memory is what the process takes more after sealing 2,000 packages (20,000 with FULL=1) than after the first 100.
"""

import hashlib
import io
import os
import resource
import subprocess
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import override_settings

from archive import fixity
from archive.bag import Bag
from archive.models import Package
from portal.documents import closed

GOAL = {"of_sha256sum": 0.8, "most_growth_mb": 8}
FILES, BYTES, PAPER = 40, 4_000_000, os.urandom(30_000)


def run(full: bool) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        plain, closed_ = _fixity(Path(folder))
        closing, opening = _encryption()
        growth = _growth(Path(folder), 20_000 if full else 2_000)
    value = {
        "of_sha256sum": round(closed_, 2), "of_sha256sum_open_files": round(plain, 2),
        "closes_mb_s": round(closing), "opens_mb_s": round(opening), "growth_mb": round(growth, 1),
    }  # fmt: skip
    return {
        "row": "archive",
        "value": value,
        "goal": GOAL,
        "pass": closed_ >= GOAL["of_sha256sum"] and growth <= GOAL["most_growth_mb"],
    }


def _fixity(folder: Path) -> tuple[float, float]:
    """Our speed over that of sha256sum, for open and for closed files: the best of five turns of each, in turn."""
    inner = {"BACKEND": "portal.documents.storage.WholeFileStorage", "OPTIONS": {"location": folder / "mo"}}
    shut = {"BACKEND": inner["BACKEND"], "OPTIONS": {"location": folder / "dong"}}
    places = [inner, {"BACKEND": "portal.documents.storage.ClosedStorage", "OPTIONS": {"inner": shut}}]
    packages = []
    for number in range(FILES):
        one = Package(code=f"H{number}", agency_code="H49", year=2026)
        content = os.urandom(BYTES)
        one.sha256 = hashlib.sha256(content).hexdigest()
        for place in places:
            storages.create_storage(place).save(one.path, ContentFile(content))
        packages.append(one)
    paths = [str(folder / "mo" / one.path) for one in packages]
    theirs: list[float] = []
    ours: tuple[list[float], list[float]] = ([], [])
    for _ in range(5):
        for number, place in enumerate(places):
            with override_settings(STORAGES={**settings.STORAGES, "archive": place}):
                began = time.process_time()
                assert not any(fixity.damage_of(one) for one in packages)
                ours[number].append(time.process_time() - began)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(["sha256sum", *paths], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        theirs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(theirs) / min(ours[0]), min(theirs) / min(ours[1])


def _encryption() -> tuple[float, float]:
    """Megabytes that are closed and opened in a second of CPU, in memory."""
    content = os.urandom(64_000_000)
    began = time.process_time()
    made = io.BytesIO(b"".join(closed.close([content], "a")))
    closing = time.process_time() - began
    began = time.process_time()
    with closed.Reading(made, "a") as reading:
        buffer = bytearray(1 << 18)
        while reading.readinto(buffer):
            pass
    return 64 / closing, 64 / (time.process_time() - began)


def _growth(folder: Path, rounds: int) -> float:
    """Megabytes of the largest memory, after many packages over after a hundred."""
    base = 0
    for number in range(rounds):
        path = folder / "goi.zip"
        bag = Bag(path, f"H{number}")
        for paper in range(6):
            bag.add(f"2-co-quan/{paper:02}.pdf", [PAPER] * 5)
        bag.close({"External-Identifier": f"H{number}"})
        bag.seal(b"")
        if number == 100:
            base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) / 1024
