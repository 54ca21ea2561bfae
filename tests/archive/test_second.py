"""The way of a record: sealed and delivered here, restored in a second installation, destroyed there with proof."""

import json
import zipfile
from datetime import timedelta

import pytest
from django.core.management import call_command

from archive import services
from archive.models import Package
from archive.sealing import seal
from dossiers import journal, letters
from dossiers.demo.driving import somebody
from portal.agencies.models import Duty
from portal.calendars.now import now
from portal.documents import filekeys
from tests import people
from tests.archive.beside import installation, stamp_holds, taken_in_and_destroyed

pytestmark = pytest.mark.django_db
SHORT = "2.000908"  # certified copies: kept for ten years


@pytest.fixture
def second(tmp_path):
    """A second database beside this one, with its agencies and people and nothing else; gone afterwards."""
    with installation(tmp_path / "hai") as env:
        yield env


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

    told = taken_in_and_destroyed(handed, tmp_path / "bien-ban.zip", second)
    assert (told["code"], told["sha256"], told["dossiers"]) == (package.code, package.sha256, 0)
    assert told["damage"] == "" and told["key"] != filekeys.newest() and told["where"] == second["LOCAL_DIR"]
    assert (told["early"], told["alone"], told["decided"]) == (422, 422, 302)
    assert told["state"] == "destroyed" and not told["file"] and told["title"] == package.title
    assert ["Huỷ hồ sơ lưu trữ", "Quyết định 31/QĐ-UBND"] in told["acts"]

    with zipfile.ZipFile(tmp_path / "bien-ban.zip") as proof:
        proof.extractall(tmp_path)
    (record,) = json.loads((tmp_path / "bien-ban-huy.json").read_text())["records"]
    assert record["sha256"] == package.sha256 and record["file_is_gone"]
    roots = tmp_path / "goc.pem"
    roots.write_bytes(b"".join(one.read_bytes() for one in (trust.authority.folder / "roots").glob("*.pem")))
    told, stamp = tmp_path / "bien-ban-huy.json", tmp_path / "bien-ban-huy.tsr"
    assert stamp_holds(told, stamp, roots) and not stamp_holds(roots, stamp, roots)

    dossier.refresh_from_db()
    acts = list(dossier.journal.order_by("number").values_list("verb", flat=True))
    assert acts[-2:] == ["archive", "deliver_record"] and acts[0] == "submit" and "issue" in acts
    assert journal.first_break(dossier) is None
