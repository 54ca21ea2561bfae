"""What is made from sources once and then only served: fonts, translations, collected static files."""

import os
import shutil
import subprocess
from pathlib import Path

from . import catalogues
from .places import BUILD, ROOT, Trouble, own_folder
from .stamps import Stamp, key_of

FONTS = BUILD / "fonts"
PORTAL = ROOT / "portal"


def ensure(python: Path, *, lock: Path) -> bool:
    """Make fonts, translations and collected files with this interpreter. False when nothing had changed."""
    own_folder(BUILD / "templates")  # the portal keeps its compiled templates there
    sources = [path for folder in ("static", "portal/locale") for path in (ROOT / folder).rglob("*")]
    sources = [path for path in sources if path.suffix != ".mo"]
    sources += [lock, Path(__file__).with_name("fonts.py"), ROOT / "portal" / "settings.py"]
    stamp, key = Stamp(BUILD / "assets-made"), key_of(sources)
    if stamp.fits(key):
        return False
    stamp.drop()
    fonts(python, lock=lock)
    catalogues.compile_all(PORTAL / "locale")
    collect(python)
    stamp.put(key)
    return True


def fonts(python: Path, *, lock: Path) -> None:
    """Cut the web font, once for each version of the tools and of the font."""
    script = Path(__file__).with_name("fonts.py")
    stamp, key = Stamp(FONTS / "made"), key_of([script, lock])
    if not stamp.fits(key):
        FONTS.mkdir(parents=True, exist_ok=True)
        _run([str(python), str(script), str(FONTS)], "The web font could not be made.")
        stamp.put(key)


def collect(python: Path) -> None:
    """Collect the static files under their hashed names, compressed."""
    shutil.rmtree(BUILD / "collected", ignore_errors=True)
    command = [str(python), "manage.py", "collectstatic", "--noinput", "-v", "0"]
    _run(command, "The static files could not be collected.")


def _run(command: list[str], trouble: str) -> None:
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "LOCAL_DIR": str(BUILD / "local")}, check=False
    )
    if done.returncode:
        raise Trouble(trouble)
