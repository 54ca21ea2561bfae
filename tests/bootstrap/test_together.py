"""What is forked from one start of Python: what ends is started again, and nobody is left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.bootstrap.places import ROOT
from tests.bootstrap.test_supervisor import lives, until

WAITING = "import os, time; print(os.getpid(), flush=True); time.sleep(1000)"
SCRIPT = """
import sys
from pathlib import Path
from portal.together import Together

words = ["timeit", "-n1", "-r1", sys.argv[2]]
sys.exit(Together({"web": words, "worker": words}, Path(sys.argv[1])).keep())
"""


class Kept:
    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(logs), WAITING], cwd=ROOT)
        assert until(lambda: len(self.pids()) == 2, 30)

    def pids(self) -> list[int]:
        """Everyone who was ever started, as they wrote into their logs."""
        return [int(line) for path in sorted(self.logs.glob("*.log")) for line in path.read_text().split()]

    def left(self) -> list[int]:
        return [pid for pid in self.pids() if lives(pid)]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(tmp_path)
    yield kept
    kept.process.kill()
    kept.process.wait()
    assert until(lambda: not kept.left())


def test_one_that_ends_is_forked_again_and_the_other_runs_on(kept: Kept) -> None:
    web, worker = kept.pids()
    os.kill(worker, signal.SIGKILL)
    assert until(lambda: len(kept.pids()) == 3)
    assert kept.pids()[0] == web and lives(web) and lives(kept.pids()[2])
    kept.process.terminate()
    assert kept.process.wait(10) == 0 and until(lambda: not kept.left())


def test_killed_outright_it_leaves_nobody(kept: Kept) -> None:
    kept.process.kill()
    kept.process.wait()
    assert until(lambda: not kept.left())
