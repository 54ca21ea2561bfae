"""Where things lie. As root the servers run as `nobody`, so their data must lie where `nobody` can walk."""

import hashlib
import os
import shutil
import stat
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
BUILD = ROOT / "build"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NOBODY = 65534
MARK = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]


class Trouble(Exception):
    """Something the person at the keyboard has to know; shown without a traceback."""


def as_root() -> bool:
    return os.geteuid() == 0


def server_user() -> int | None:
    """The user id that PostgreSQL and Redis run under, or None for "as we are"."""
    return NOBODY if as_root() else None


def data_home() -> Path:
    """The folder that keeps the data of this checkout's own services."""
    return Path("/var/tmp") / f"motcua-{MARK}" if as_root() else LOCAL / "services"  # noqa: S108


def socket_home() -> Path:
    """A short private folder for the sockets, whose path may have some 107 bytes only."""
    return data_home() / "run" if as_root() else Path("/tmp") / f"motcua-{os.geteuid()}-{MARK}"  # noqa: S108


def own_folder(folder: Path, *, mode: int = 0o700) -> Path:
    """Make the folder, or refuse one that somebody else put there first."""
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise Trouble(f"{folder} belongs to somebody else; remove it or run as its owner.")
    folder.chmod(mode)
    return folder


def server_folder(folder: Path) -> Path:
    """A folder that belongs to the servers' user alone. Its parent belongs to us."""
    user = server_user()
    if folder.is_symlink():
        raise Trouble(f"{folder} is a link; remove it.")
    folder.mkdir(mode=0o700, exist_ok=True)
    if user is not None:
        os.chown(folder, user, user)
    folder.chmod(0o700)
    return folder


def server_home(name: str) -> Path:
    """Where the services of that name ("demo", "bench") keep their data. Made if it is not there."""
    own_folder(LOCAL)
    own_folder(data_home(), mode=0o711)
    return own_folder(data_home() / name, mode=0o711)


def socket_folder(name: str) -> Path:
    """The folder of their sockets, for the servers' user alone."""
    own_folder(socket_home(), mode=0o711)
    return server_folder(socket_home() / name)


def forget() -> None:
    """Remove every datum of the demo: database, files, mail, logs. What was installed stays."""
    for folder in (socket_home(), data_home(), LOCAL):
        shutil.rmtree(folder, ignore_errors=True)
