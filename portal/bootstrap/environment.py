"""The virtual environment, filled from the lock files with their hashes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .places import PYTHON, ROOT, VENV, Trouble
from .stamps import Stamp, key_of

RUNTIME = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"
UV_LOCK = Path(__file__).with_name("uv.txt")


def ensure(lock: Path) -> bool:
    """Make the environment hold what the lock names. False when it already did."""
    stamp = Stamp(VENV / f"filled-from-{lock.stem}")
    key = key_of([lock], sys.version)
    fuller = Stamp(VENV / f"filled-from-{DEVELOPMENT.stem}")
    if stamp.fits(key) or fuller.fits(key_of([DEVELOPMENT], sys.version)):
        return False
    stamp.drop()
    _make()
    if not _fill_with_uv(lock):
        _fill_with_pip(lock)
    stamp.put(key)
    return True


def _make() -> None:
    """A new environment, unless the one that is there was made by this very Python."""
    made_by = Stamp(VENV / "made-by")
    key = key_of([], sys.version, str(VENV))
    if made_by.fits(key):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    # Called from inside the environment that has just been removed, this is the Python it was made from.
    python = getattr(sys, "_base_executable", sys.executable)
    _run([python, "-m", "venv", str(VENV)], "The virtual environment could not be made.")
    made_by.put(key)


def _fill_with_uv(lock: Path) -> bool:
    """uv takes seconds where pip takes a minute. It is itself installed by hash, and pip is the way out."""
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes", "--only-binary", ":all:"]
    if subprocess.run([*pip, "-r", str(UV_LOCK)], check=False).returncode:
        return False
    uv = [str(VENV / "bin" / "uv"), "pip", "install", "-q", "--python", str(PYTHON), "--require-hashes"]
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_LINK_MODE": "copy"}
    return subprocess.run([*uv, "-r", str(lock)], env=env, check=False).returncode == 0


def _fill_with_pip(lock: Path) -> None:
    print("uv did not manage it, now with pip (about a minute)", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(lock)]
    _run(pip, "The Python packages could not be installed.")


def _run(command: list[str], trouble: str) -> None:
    if subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode:
        raise Trouble(trouble)
