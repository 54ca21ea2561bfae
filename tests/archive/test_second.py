"""The way of a record: sealed and delivered here, restored in a second installation, destroyed there with proof."""

import json
import os
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from archive import services
from archive.models import Package
from archive.sealing import seal
from dossiers import journal, letters
from dossiers.demo.driving import somebody
from portal.agencies.models import Duty
from portal.calendars.now import now
from portal.documents import filekeys
from tests import people

pytestmark = pytest.mark.django_db
TABLES = ("accounts_*", "agencies_*", "calendars_*")
SHORT = "2.000908"  # certified copies: kept for ten years


@pytest.fixture
def second(tmp_path):
    """A second database beside this one, with its agencies and people and nothing else; gone afterwards."""
    connection.ensure_connection()
    info = connection.connection.info
    name = f"{info.dbname}_hai"
    where = ["-h", info.host, "-p", str(info.port), "-U", info.user]
    env = {**os.environ, "PGPASSWORD": info.password}

    def run(program: str, *words: str, given: bytes = b"") -> bytes:
        command = [program, *where, *words]
        return subprocess.run(command, check=True, env=env, input=given, capture_output=True).stdout

    run("dropdb", "--if-exists", name)
    run("createdb", "-T", "template0", name)
    data = [word for table in TABLES for word in ("-t", table)]
    for words in (["-s"], ["--data-only", "--disable-triggers", *data]):
        run("psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", name, given=run("pg_dump", *words, info.dbname))
    user = f"{info.user}:{info.password}" if info.password else info.user
    yield f"postgresql://{user}@/{name}?host={info.host}&port={info.port}", tmp_path / "hai"
    run("dropdb", "--force", name)


@pytest.mark.article("HG-11.4", "QN-8.1-2")
def test_a_record_goes_to_a_second_installation_and_is_destroyed_there_with_proof(second, trust, tmp_path):
    drive = people.completed(now() - timedelta(days=1), code=SHORT).give_back()
    for slip in drive.dossier.slips.all():
        letters.draw_slip(slip)
    dossier, package = drive.dossier, seal(drive.dossier.pk)
    rows = Package.objects.filter(pk=package.pk)
    clerk = somebody(package.agency, Duty.CLERK)
    services.deliver(packages=rows, officer=clerk, receiver="Lưu trữ lịch sử tỉnh", receipt_number="9/BBGN")
    handed = tmp_path / "ban-giao"
    call_command("export_archive", str(handed), receipt="9/BBGN", verbosity=0)

    database, local = second
    env = {
        **os.environ, "DATABASE_URL": database, "LOCAL_DIR": str(local), "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TSA_URL": settings.TSA_URL, "TRUSTED_ROOTS": settings.TRUSTED_ROOTS, "PYTHONPATH": str(settings.BASE_DIR),
    }  # fmt: skip
    env.pop("PYTEST_XDIST_WORKER", None)
    command = [sys.executable, "-m", "tests.archive.second", str(handed), str(tmp_path / "bien-ban.zip")]
    done = subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["code"], told["sha256"], told["dossiers"]) == (package.code, package.sha256, 0)
    assert told["damage"] == "" and told["key"] != filekeys.newest() and told["where"] == str(local)
    assert (told["early"], told["alone"], told["decided"]) == (422, 422, 302)
    assert told["state"] == "destroyed" and not told["file"] and told["title"] == package.title
    assert ["Huỷ hồ sơ lưu trữ", "Quyết định 31/QĐ-UBND"] in told["acts"]

    with zipfile.ZipFile(tmp_path / "bien-ban.zip") as proof:
        proof.extractall(tmp_path)
    (record,) = json.loads((tmp_path / "bien-ban-huy.json").read_text())["records"]
    assert record["sha256"] == package.sha256 and record["file_is_gone"]
    roots = tmp_path / "goc.pem"
    roots.write_bytes(b"".join(one.read_bytes() for one in (trust.authority.folder / "roots").glob("*.pem")))
    stamp = [
        "openssl",
        "ts",
        "-verify",
        "-token_in",
        "-in",
        tmp_path / "bien-ban-huy.tsr",
        "-CAfile",
        roots,
        "-data",
    ]
    assert subprocess.run([*stamp, tmp_path / "bien-ban-huy.json"], capture_output=True).returncode == 0
    assert subprocess.run([*stamp, roots], capture_output=True).returncode != 0

    dossier.refresh_from_db()
    acts = list(dossier.journal.order_by("number").values_list("verb", flat=True))
    assert acts[-2:] == ["archive", "deliver_record"] and acts[0] == "submit" and "issue" in acts
    assert journal.first_break(dossier) is None
