"""Debian's packages: what is missing, and how to install it without leaving a service behind."""

import os
import shutil
import subprocess
from pathlib import Path

from .places import Trouble

PORTAL = (
    "python3-venv",
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "libmagic1",
    "fonts-croscore",
    "postgresql",
    "redis-server",
)
BROWSER = ("chromium", "libatomic1", "poppler-utils")
SCRIPT = Path(__file__).with_name("install.sh")


def missing(wanted: tuple[str, ...], listing: str) -> list[str]:
    """The wanted packages that `listing` (lines "ii name", as dpkg-query prints them) does not show as installed."""
    lines = (line.split() for line in listing.splitlines())
    there = {words[1] for words in lines if len(words) == 2 and words[0].startswith("ii")}
    return [name for name in wanted if name not in there]


def installed(wanted: tuple[str, ...]) -> str:
    query = ["dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Package}\n", *wanted]
    return subprocess.run(query, capture_output=True, text=True, check=False).stdout


def privilege() -> list[str] | None:
    """What to put before a command that root must run: nothing, sudo, or None where neither is possible."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def ensure(wanted: tuple[str, ...]) -> list[str]:
    """Install what is missing and return its names. Raises Trouble with the line to run where root is out of reach."""
    if not shutil.which("dpkg-query"):
        raise Trouble("This command prepares Debian 12. Elsewhere install: " + " ".join(wanted))
    lacking = missing(wanted, installed(wanted))
    if not lacking:
        return []
    before = privilege()
    if before is None:
        raise Trouble(
            "Packages are missing and there is no passwordless sudo. Run this once as root, then try again:\n"
            f"  sudo sh {SCRIPT} {' '.join(lacking)}"
        )
    print(f"installing from Debian: {' '.join(lacking)}", flush=True)
    done = subprocess.run([*before, "sh", str(SCRIPT), *lacking], stdin=subprocess.DEVNULL, check=False)
    if done.returncode or missing(wanted, installed(wanted)):
        raise Trouble("Debian's packages could not be installed; apt's own words are above.")
    return lacking
