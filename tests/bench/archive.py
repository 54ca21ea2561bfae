"""Row `archive`: the look at every sealed byte against `sha256sum`, and the memory of a process that seals.

Fixity reads packages of a few megabytes that lie in the page cache, as sha256sum does; goal: four fifths of its speed.
Memory is what the process takes more after sealing 2,000 packages (20,000 with FULL=1) than after the first 100.
"""

import os
import resource
import subprocess
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from archive import fixity
from archive.bag import Bag
from archive.models import Package
from portal.documents import store

GOAL = {"of_sha256sum": 0.8, "most_growth_mb": 8}
FILES, BYTES, PAPER = 40, 4_000_000, os.urandom(30_000)


def run(full: bool) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        speed = _fixity(Path(folder))
        growth = _growth(Path(folder), 20_000 if full else 2_000)
    value = {"of_sha256sum": round(speed, 2), "growth_mb": round(growth, 1)}
    return {
        "row": "archive",
        "value": value,
        "goal": GOAL,
        "pass": speed >= GOAL["of_sha256sum"] and growth <= GOAL["most_growth_mb"],
    }


def _fixity(folder: Path) -> float:
    """Best of five turns of each, in turn."""
    place = {"BACKEND": settings.STORAGES["archive"]["BACKEND"], "OPTIONS": {"location": folder}}
    packages = []
    for number in range(FILES):
        one = Package(code=f"H{number}", agency_code="H49", year=2026)
        (path := folder / one.path).parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(BYTES))
        one.sha256 = store.digest(path)[0]
        packages.append(one)
    paths = [str(folder / one.path) for one in packages]
    ours, theirs = [], []
    with override_settings(STORAGES={**settings.STORAGES, "archive": place}):
        for _ in range(5):
            began = time.monotonic()
            assert not any(fixity.damage_of(one) for one in packages)
            ours.append(time.monotonic() - began)
            began = time.monotonic()
            subprocess.run(["sha256sum", *paths], check=True, stdout=subprocess.DEVNULL)
            theirs.append(time.monotonic() - began)
    return min(theirs) / min(ours)


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
