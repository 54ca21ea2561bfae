"""What the commands say: the closing line, the accounts, what is wrong with what was typed."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from portal.bootstrap import checks, demo, places

REPORT = """<testsuites><testsuite>
<testcase name="a"/><testcase name="b"/><testcase name="c"><skipped/></testcase>
<testcase name="d"><failure message="assert"/></testcase>
<testcase name="e"><error message="failed on setup with KeyError"/></testcase>
<testcase name="f"><error message="failed on teardown with OSError"/></testcase>
</testsuite></testsuites>"""
PASSED = '<testsuites><testsuite><testcase name="a"/></testsuite></testsuites>'


def test_the_closing_line_has_pytests_own_counts(tmp_path: Path) -> None:
    """A test that passed and then could not clean up is both passed and an error, as pytest has it."""
    (tmp_path / "report.xml").write_text(REPORT)
    count = checks.Count()
    count.add(tmp_path / "report.xml", 1)
    assert count.line() == "3 passed, 3 failed"
    assert count.skipped == 1


def test_a_check_that_failed_is_a_failure_even_if_every_test_passed(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(PASSED)
    count = checks.Count(failed=1)
    count.add(tmp_path / "report.xml", 0)
    assert count.line() == "1 passed, 1 failed"


def test_checks_that_failed_are_counted_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    said = "types: FAILED (2 s)\nportal/x.py:1: error\n5 checks passed, 1 failed\n"
    assert checks.failed_checks(said) == 1
    assert "portal/x.py:1: error" in capsys.readouterr().out


def test_checks_that_could_not_end_are_a_failure() -> None:
    assert checks.failed_checks("Traceback …") == 1


def test_a_run_that_broke_before_counting_is_a_failure(tmp_path: Path) -> None:
    count = checks.Count()
    count.add(tmp_path / "none.xml", 4)
    assert count.line() == "0 passed, 1 failed"


def test_the_accounts_are_a_table(tmp_path: Path) -> None:
    rows = [{"ai": "Trần Thị Lụa", "vào bằng": "0912000001"}, {"ai": "Lò Văn Ón", "vào bằng": "x"}]
    (tmp_path / "accounts.json").write_text(json.dumps(rows))
    lines = demo.table(tmp_path / "accounts.json").splitlines()
    assert lines[1:] == [
        "  ai            vào bằng",
        "  ------------  ----------",
        "  Trần Thị Lụa  0912000001",
        "  Lò Văn Ón     x",
    ]


def test_a_taken_port_is_said_and_not_taken_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(places.Trouble, match="is taken"):
            demo.free_port(str(taken.getsockname()[1]))


def test_an_unknown_province_is_named_with_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROFILE", "ha-noi")
    with pytest.raises(places.Trouble, match="quang-ninh, dak-lak"):
        demo.profile()


def test_a_folder_that_somebody_else_put_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/tmp")
    with pytest.raises(places.Trouble):
        places.own_folder(tmp_path / "link")
    with pytest.raises(places.Trouble):
        places.server_folder(tmp_path / "link")


def test_as_a_script_it_imports_nothing_but_the_standard_library() -> None:
    """-S: no site-packages at all, as on a machine where nothing is installed yet."""
    command = [sys.executable, "-S", str(places.ROOT / "portal" / "bootstrap"), "what-is-this"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "demo" in done.stdout, done.stderr
