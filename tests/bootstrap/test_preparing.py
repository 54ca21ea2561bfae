"""What is done to the machine: only what is missing, and everything else put back."""

import gettext
import os
import subprocess
from pathlib import Path

import pytest

from portal.bootstrap import packages
from portal.bootstrap.catalogues import compile_all
from portal.bootstrap.stamps import Stamp, key_of

LISTING = "ii  redis-server\nrc  postgresql\nun  chromium\nii  libmagic1\n"


def test_only_what_is_not_installed_is_missing() -> None:
    """Removed but configured (rc) and merely known (un) are not installed."""
    wanted = ("libmagic1", "postgresql", "redis-server", "chromium", "poppler-utils")
    assert packages.missing(wanted, LISTING) == ["postgresql", "chromium", "poppler-utils"]


def test_without_root_the_person_is_told_the_one_line_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "installed", lambda wanted: LISTING)
    monkeypatch.setattr(packages, "privilege", lambda: None)
    with pytest.raises(packages.Trouble, match=r"sudo sh .*/install.sh postgresql$"):
        packages.ensure(("postgresql", "redis-server"))


class Machine:
    """A root folder with an apt-get that writes down what it saw while it ran."""

    def __init__(self, root: Path, *, apt_exit: int = 0) -> None:
        self.root = root
        self.policy = root / "usr/sbin/policy-rc.d"
        self.cluster = root / "etc/postgresql-common/createcluster.d/motcua.conf"
        (root / "usr/sbin").mkdir(parents=True)
        bin_ = root / "bin"
        bin_.mkdir()
        seen = f'cat "{self.policy}" "{self.cluster}" >"{root}/seen" 2>&1; echo "$@" >>"{root}/asked"'
        self._program(bin_ / "apt-get", f"{seen}; echo E: no such package; exit {apt_exit}")
        self._program(bin_ / "dpkg-query", f'[ -f "{root}/asked" ] && echo "ii "')
        self._program(bin_ / "update-rc.d", f'echo "$@" >>"{root}/rc"')
        self.env = {**os.environ, "PATH": f"{bin_}:{os.environ['PATH']}", "INSTALL_ROOT": str(root)}

    def install(self, *names: str) -> subprocess.CompletedProcess[str]:
        command = ["sh", str(packages.SCRIPT), *names]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, check=False)

    def text(self, name: str) -> str:
        return (self.root / name).read_text()

    @staticmethod
    def _program(path: Path, body: str) -> None:
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)


def test_while_installing_no_service_may_start_and_no_cluster_is_made(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    done = machine.install("postgresql", "redis-server")
    assert done.returncode == 0, done.stderr
    assert "exit 101" in machine.text("seen")
    assert "create_main_cluster = false" in machine.text("seen")
    assert "postgresql redis-server" in machine.text("asked")
    assert not machine.policy.exists()
    assert not machine.cluster.exists()
    assert machine.text("rc") == "redis-server disable\n"


def test_a_policy_that_was_there_comes_back(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.policy.write_text("#!/bin/sh\nexit 0 # the administrator's\n")
    machine.install("postgresql")
    assert "exit 101" in machine.text("seen")
    assert "the administrator's" in machine.policy.read_text()


def test_when_apt_fails_its_words_are_shown_and_all_is_put_back(tmp_path: Path) -> None:
    machine = Machine(tmp_path, apt_exit=100)
    machine.policy.write_text("#!/bin/sh\nexit 0 # the administrator's\n")
    done = machine.install("postgresql")
    assert done.returncode != 0
    assert "no such package" in done.stderr
    assert "the administrator's" in machine.policy.read_text()
    assert not machine.cluster.exists()


def test_what_a_killed_installation_left_is_put_back_by_the_next(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.install("postgresql")
    left = (
        machine.text("seen").split("# put here")[0]
        + "# put here by the portal's install.sh, removed when it ends\n"
    )
    machine.policy.write_text(left + "exit 101\n")
    machine.policy.with_name("policy-rc.d.before-motcua").write_text(
        "#!/bin/sh\nexit 0 # the administrator's\n"
    )
    machine.install("postgresql")
    assert "the administrator's" in machine.policy.read_text()
    assert not machine.policy.with_name("policy-rc.d.before-motcua").exists()


def test_a_stamp_fits_only_the_same_files_with_the_same_contents(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("django==5.2")
    stamp = Stamp(tmp_path / "made" / "stamp")
    assert not stamp.fits(key_of([lock], "3.11"))
    stamp.put(key_of([lock], "3.11"))
    assert stamp.fits(key_of([lock], "3.11"))
    assert not stamp.fits(key_of([lock], "3.12"))
    lock.write_text("django==5.2.1")
    assert not stamp.fits(key_of([lock], "3.11"))
    stamp.drop()
    assert not stamp.path.exists()


PO = r"""# Translations
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "Nộp hồ sơ"
msgstr "Submit"

msgid ""
"Giấy hẹn "
"trả kết quả"
msgstr "Appointment \"slip\"\n"

msgctxt "nút"
msgid "Gửi"
msgstr "Send"

msgid "%(n)s hồ sơ"
msgid_plural "%(n)s hồ sơ "
msgstr[0] "%(n)s dossier"
msgstr[1] "%(n)s dossiers"

#, fuzzy
msgid "Rút"
msgstr "Pull"

msgid "Chưa dịch"
msgstr ""

#~ msgid "Cũ"
#~ msgstr "Old"
"""


def test_translations_are_compiled_as_gettext_reads_them(tmp_path: Path) -> None:
    source = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO)
    assert compile_all(tmp_path) == 1
    with source.with_suffix(".mo").open("rb") as compiled:
        words = gettext.GNUTranslations(compiled)
    assert words.gettext("Nộp hồ sơ") == "Submit"
    assert words.gettext("Giấy hẹn trả kết quả") == 'Appointment "slip"\n'
    assert words.pgettext("nút", "Gửi") == "Send"
    assert words.ngettext("%(n)s hồ sơ", "%(n)s hồ sơ ", 1) == "%(n)s dossier"
    assert words.ngettext("%(n)s hồ sơ", "%(n)s hồ sơ ", 2) == "%(n)s dossiers"
    for untranslated in ("Rút", "Chưa dịch", "Cũ"):
        assert words.gettext(untranslated) == untranslated
