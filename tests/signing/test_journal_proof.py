"""The days of the journal are published signed; a citizen checks the own dossier with a script that is not ours."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from dossiers import journal, proving
from portal.agencies.models import Agency
from portal.audit.models import DaySeal
from tests import people
from tests.conftest import hanoi
from tests.dossiers.citizen.walking import text
from tests.trust import give_stamp

pytestmark = pytest.mark.django_db
SUNDAY = hanoi("2026-11-01 09:00")
SCRIPT = Path(settings.BASE_DIR) / "docs" / "kiem-tra-nhat-ky.py"


@pytest.fixture
def proof(trust, tmp_path):
    """A dossier of one day, the day published; the proof as the citizen downloads it."""
    give_stamp(trust, Agency.objects.get(kind="province"))
    drive = people.submitted(SUNDAY)
    head = journal.publish_head(SUNDAY.date())
    assert proving.seal(head).signer
    client = Client()
    client.force_login(drive.dossier.created_by)
    answer = client.get(f"/ho-so/{drive.dossier.shown_code}/nhat-ky.zip")
    kept = tmp_path / "chung-cu.zip"
    kept.write_bytes(b"".join(answer.streaming_content))
    return kept


def check(kept: Path) -> str:
    done = subprocess.run([sys.executable, str(SCRIPT), str(kept)], capture_output=True, text=True)
    return done.stdout + done.stderr


def changed(kept: Path, name: str, change) -> Path:
    """The same package with one of its files changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(made, "w") as new:
        for one in old.namelist():
            content = json.loads(old.read(one)) if one == name else None
            if content is not None:
                change(content)
            new.writestr(one, json.dumps(content) if content is not None else old.read(one))
    other = kept.with_name("sua.zip")
    other.write_bytes(made.getvalue())
    return other


def test_the_script_proves_a_dossier_and_notices_every_change(proof):
    assert len(SCRIPT.read_text().splitlines()) <= 60
    with zipfile.ZipFile(proof) as package:
        assert package.read(SCRIPT.name) == SCRIPT.read_bytes(), "whoever has the proof has what checks it"
    told = check(proof)
    assert "ĐÚNG" in told and "ký" in told and "CHƯA" not in told
    day = "ngay/2026-11-01.json"

    def other_words(content):
        content["rows"][-1]["text"] = content["rows"][-1]["text"].replace("submit", "accept")

    def row_lost(content):
        content["hashes"].pop()

    def other_hash(content):
        content["hashes"][0] = "0" * 64

    def said_otherwise(content):
        content["statement"] = content["statement"].replace("2026-11-01", "2026-11-02")

    def other_signature(content):
        content["signature"] = content["signature"][:-40] + "A" * 40

    def other_stamp(content):
        content["stamp"] = content["stamp"][:-40] + "A" * 40

    assert "SAI" in check(changed(proof, "ho-so.json", other_words))
    for change in (row_lost, other_hash, said_otherwise, other_signature, other_stamp):
        assert "SAI" in check(changed(proof, day, change)), change.__name__


def test_a_day_that_is_not_published_yet_is_said_to_be_unproved(proof, tmp_path):
    drive = people.submitted(SUNDAY).wait(60 * 24).accept()
    client = Client()
    client.force_login(drive.dossier.created_by)
    kept = tmp_path / "hai-ngay.zip"
    answer = client.get(f"/ho-so/{drive.dossier.shown_code}/nhat-ky.zip")
    kept.write_bytes(b"".join(answer.streaming_content))
    assert "SAI: ngày 2026-11-01" in check(kept)  # it came after that day had been closed: so it is told
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(tmp_path / "mot.zip", "w") as new:
        for name in old.namelist():
            if not name.startswith("ngay/"):
                new.writestr(name, old.read(name))
    told = check(tmp_path / "mot.zip")
    assert told.count("CHƯA CÔNG BỐ") == len({row.at.date() for row in drive.dossier.journal.all()})
    assert "ĐÚNG" in told and "CHƯA CÔNG BỐ" in told.splitlines()[-1]

    def other_note(content):
        content["rows"][0]["text"] = content["rows"][0]["text"].replace("submit", "accept")

    assert "SAI" in check(changed(tmp_path / "mot.zip", "ho-so.json", other_note))


def test_days_are_published_for_everybody_and_name_nobody(proof):
    page = text(Client().get("/cong-khai/nhat-ky/"))
    assert "01/11/2026" in page
    answer = Client().get("/cong-khai/nhat-ky/2026-11-01.json")
    told = json.loads(b"".join(answer.streaming_content))
    assert set(told) == {"statement", "signature", "stamp", "signer", "hashes"}
    assert Client().get("/cong-khai/nhat-ky/2020-01-01.json").status_code == 404
    assert Client().get("/cong-khai/nhat-ky/khong-phai-ngay.json").status_code == 404


def test_without_a_certificate_days_wait_and_are_signed_later(trust):
    head = journal.publish_head(SUNDAY.date())
    assert proving.seal(head).sealed_at is None
    give_stamp(trust, Agency.objects.get(kind="province"))
    assert proving.seal_waiting() >= 1
    assert DaySeal.objects.get(day=head.day).sealed_at is not None


def test_anothers_proof_is_not_given_out(proof):
    other = Client()
    other.force_login(people.citizen())
    assert other.get(f"/ho-so/{people.submitted(SUNDAY).dossier.shown_code}/nhat-ky.zip").status_code == 404
