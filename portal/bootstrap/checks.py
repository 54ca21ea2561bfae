"""`make test`: lint, types, import contracts, then every test, and one closing line."""

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import environment, packages
from .demo import held, prepare
from .places import LOCAL, ROOT, VENV, as_root, server_folder, server_home, socket_folder
from .services import HASTY, SAFE, start_services
from .supervisor import Supervisor

CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff check", ("ruff", "check", "-q", ".")),
    ("ruff format", ("ruff", "format", "-q", "--check", ".")),
    ("import contracts", ("lint-imports", "--no-cache")),
    ("templates", ("djlint", "templates", "--lint", "--quiet")),
    ("dependencies", ("deptry", ".")),
    ("types", ("mypy", "portal", "procedures", "dossiers", "payments", "feedback", "archive")),
)

SHARED = ("-n", str(min((os.cpu_count() or 2) + 1, 4)), "--dist", "loadgroup", "--no-loadscope-reorder")
"""The whole run is shared by one process more than there are processors, four at most: a test that waits for a browser,
a worker or PostgreSQL leaves a processor free. File by file, those of the browser last."""


@dataclass
class Count:
    """What the tests and checks came to."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, report: Path, code: int) -> None:
        """Count as pytest does. A run that broke before it could count is one failure."""
        before = self.failed
        if report.is_file():
            for case in ElementTree.parse(report).getroot().iter("testcase"):  # noqa: S314 (our own file)
                errors = [error.get("message", "") for error in case.iter("error")]
                bad = len(errors) + len(case.findall("failure"))
                self.failed += bad
                self.skipped += len(case.findall("skipped"))
                only_cleaning = bool(errors) and all("on teardown" in words for words in errors)
                if not case.findall("failure") and not case.findall("skipped") and (only_cleaning or not bad):
                    self.passed += 1
        if code and self.failed == before:
            self.failed += 1

    def line(self) -> str:
        return f"{self.passed} passed, {self.failed} failed"


def tests(words: list[str]) -> int:
    """Everything, or with `words` (for pytest) the tests they choose. Returns the exit code."""
    begun = time.monotonic()
    prepare((*packages.PORTAL, *packages.BROWSER), environment.DEVELOPMENT)
    count = Count()
    with passing_folder() as folder, Supervisor(folder / "logs") as supervisor:
        env = services(supervisor, folder)
        if words:
            print("arguments given: only the tests they choose, no checks", flush=True)
        else:
            checks = supervisor.beside([sys.executable, str(Path(__file__).parent), "lint"], log="lint")
        report = folder / "report.xml"
        pytest = [str(VENV / "bin" / "python"), "-m", "pytest", f"--junitxml={report}", *(words or SHARED)]
        count.add(report, supervisor.talk(pytest, env=env))
        if not words:
            count.failed += failed_checks(supervisor.words_of(checks))
    if count.skipped:
        print(f"{count.skipped} skipped")
    print(f"after {time.monotonic() - begun:.0f} s")
    print(count.line(), flush=True)
    return 1 if count.failed else 0


def failed_checks(words: str) -> int:
    """Shows what the checks said; how many failed. Checks that could not even end are one failure."""
    print(f"\n== checks\n{words}", flush=True)
    counted = re.findall(r"(\d+) checks passed, (\d+) failed", words)
    return int(counted[-1][1]) if counted else 1


def lint() -> int:
    """The checks alone, one after the other; what a failed one said is shown."""
    environment.ensure(environment.DEVELOPMENT)
    failed = 0
    for title, words in CHECKS:
        begun = time.monotonic()
        tool = [str(VENV / "bin" / words[0]), *words[1:]]
        env = {**os.environ, "LOCAL_DIR": str(LOCAL / "lint")}
        done = subprocess.run(
            tool, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        failed += bool(done.returncode)
        how = "FAILED" if done.returncode else "right"
        print(f"{title}: {how} ({time.monotonic() - begun:.0f} s)", flush=True)
        if done.returncode:
            print((done.stdout + done.stderr).decode(errors="replace"), flush=True)
    print(f"{len(CHECKS) - failed} checks passed, {failed} failed")
    return 1 if failed else 0


@contextlib.contextmanager
def passing_folder() -> Iterator[Path]:
    """A folder for one run, short in name, where the servers' user can walk, and gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-", dir="/var/tmp" if as_root() else None))  # noqa: S108
    try:
        folder.chmod(0o711 if as_root() else 0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def services(supervisor: Supervisor, folder: Path) -> dict[str, str]:
    """Services that lose everything with the machine and are fast for it. Returns the tests' environment."""
    started = start_services(
        supervisor, home=folder, run=server_folder(folder / "run"), settings=HASTY, database="motcua"
    )
    local = folder / "local"
    local.mkdir()
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    return {**started, "LOCAL_DIR": str(local), "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}


def with_services(words: list[str]) -> int:
    """Run a Python module (`-m tests.bench`) against services of its own that keep their data."""
    prepare((*packages.PORTAL, *packages.BROWSER), environment.DEVELOPMENT)
    home = server_home("bench")
    local = LOCAL / "bench"
    local.mkdir(mode=0o700, exist_ok=True)
    with held("bench"), Supervisor(local / "logs") as supervisor:
        started = start_services(
            supervisor, home=home, run=socket_folder("bench"), settings=SAFE, database="motcua_bench"
        )
        env = {**started, "LOCAL_DIR": str(local), "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
        return supervisor.talk([str(VENV / "bin" / "python"), *words], env=env)


def arguments(text: str) -> list[str]:
    """ARGS= of make, split as a shell would."""
    return shlex.split(text)
