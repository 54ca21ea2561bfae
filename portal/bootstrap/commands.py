"""The verbs behind the Makefile."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from . import assets, checks, demo, environment, packages
from .places import PYTHON, ROOT, Trouble

USAGE = "python3 portal/bootstrap demo | reset | manage … | test | lint | bench | screenshots | conformance | prepare"


def main(words: list[str]) -> int:
    """Run one verb. Exit code 2 means that the machine lacks something that only a person can give."""
    verbs: dict[str, Callable[[], int]] = {
        "demo": demo.demo,
        "reset": demo.reset,
        "manage": lambda: demo.manage(words[1:] or checks.arguments(os.environ.get("ARGS", ""))),
        "test": lambda: checks.tests(words[1:] or checks.arguments(os.environ.get("ARGS", ""))),
        "lint": checks.lint,
        "bench": lambda: checks.with_services(["-m", "tests.bench"]),
        "screenshots": lambda: checks.with_services(["-m", "tests.screenshots"]),
        "conformance": conformance,
        "prepare": prepare,
        "assets": build_assets,
    }
    if not words or words[0] not in verbs:
        print(USAGE)
        return 2
    use_the_right_python()
    os.environ.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # without it every process compiles every module, twice the start
    try:
        return verbs[words[0]]()
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def use_the_right_python() -> None:
    """The locks are for Python 3.11. Where `python3` is another one, go on with `python3.11`."""
    if sys.version_info[:2] == (3, 11):
        return
    right = shutil.which("python3.11") or "/usr/bin/python3.11"
    if not os.path.exists(right):
        sys.exit("Python 3.11 is needed (Debian 12 has it as python3).")
    os.execv(right, [right, *sys.argv])  # noqa: S606


def prepare() -> int:
    """Everything that needs the network, and nothing that stays running."""
    demo.prepare((*packages.PORTAL, *packages.BROWSER), environment.DEVELOPMENT)
    print("prepared")
    return 0


def conformance() -> int:
    """The list is read from the tests' marks alone; nothing has to run for it."""
    environment.ensure(environment.DEVELOPMENT)
    done = subprocess.run([str(PYTHON), "manage.py", "conformance"], cwd=ROOT, check=False)
    return done.returncode


def build_assets() -> int:
    """Fonts, translations and static files with the Python that runs this; for the image build."""
    assets.ensure(type(PYTHON)(sys.executable), lock=environment.RUNTIME)
    return 0
