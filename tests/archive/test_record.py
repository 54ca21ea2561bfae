"""What a sealed record holds, proved by tools that are not ours; many under one time stamp; what broke off goes on."""

import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import connection, transaction

import archive.tasks
from archive import alone, contents, fixity, reading, rounds, sealing, services, stamping
from archive.bag import Broken, Opened
from archive.models import Destruction, Package, PackageState
from archive.sealing import seal
from archive.tasks import go_on
from dossiers import letters, tasks
from dossiers.demo.driving import somebody
from dossiers.models import HandOver
from dossiers.services import resting, visits
from portal.agencies.models import Duty
from portal.calendars.now import now, pretend
from portal.documents import store
from portal.documents.models import PersonalPaper, StoredFile
from procedures.definition import problems_of
from procedures.models import ProcedureVersion
from procedures.queries import definition
from tests import people
from tests.archive.test_archive import archive_in, over, rewritten
from tests.procedures import building
from tests.trust import believing

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def pair(django_db_setup, django_db_blocker, own_files, trust_server, tmp_path_factory):
    """Two dossiers to their end, one with a field visit, a replaced paper and a signature on paper; sealed together."""
    folder = tmp_path_factory.mktemp("kho")
    with django_db_blocker.unblock(), transaction.atomic(), archive_in(folder), believing(trust_server):
        first = people.processing(now() - timedelta(hours=9))
        task = first.dossier.tasks.filter(ended_at=None).select_related("agency").get()
        officer = somebody(task.agency, task.duty)
        with pretend(first.at):
            visit = visits.call_visit(
                dossier=first.dossier, officer=officer, starts_at=first.at + timedelta(minutes=30),
                place="Trạm y tế phường", people="Hộ tịch, gia đình", agenda="Đối chiếu sổ sinh",
            )  # fmt: skip
        with pretend(first.wait(60).at):
            photo = people.paper(officer.user, "Sổ sinh của trạm")
            visits.record_visit(
                visit=visit, officer=officer, came="Bà Hà, ông Páo", minutes="Có tên trong sổ sinh.",
                photos=[(photo, "so.jpg")],
            )  # fmt: skip
        first.finish_steps().give_back()
        taken = HandOver.objects.get(dossier=first.dossier)
        taken.signature = people.paper(officer.user, "Chữ ký người nhận")
        taken.save()
        second = people.completed(now() - timedelta(hours=3)).give_back()
        for drive in (first, second):
            for slip in drive.dossier.slips.all():
                letters.draw_slip(slip)
        told = rounds.seal_all([first.dossier.pk, second.dossier.pk])
        assert (told.sealed, told.failed, told.waiting) == (2, 0, 0)
        yield folder, [Package.objects.get(dossier=one.dossier) for one in (first, second)]
        transaction.set_rollback(True)


@pytest.fixture
def packages(pair, trust, tmp_path):
    """Both, with files of the test's own: what it seals anew stays in no other's way."""
    with archive_in(shutil.copytree(pair[0], tmp_path / "kho")):
        yield list(Package.objects.filter(pk__in=[one.pk for one in pair[1]]).order_by("pk"))


def opened_in(package: Package, folder: Path) -> Path:
    with storages["archive"].open(package.path) as file, zipfile.ZipFile(file) as packed:
        packed.extractall(folder)
    return folder / package.code


def run(*command: str, cwd: Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, cwd=cwd, input=given, capture_output=True)


@pytest.mark.article("HG-11.1", "HG-11.4")
def test_the_package_is_a_bag_and_sealed_as_sha256sum_and_openssl_see_it(packages, trust, tmp_path):
    roots = tmp_path / "goc.pem"
    roots.write_bytes(b"".join(one.read_bytes() for one in (trust.authority.folder / "roots").glob("*.pem")))
    for package in packages:
        bag = opened_in(package, tmp_path)
        assert (bag / "bagit.txt").read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
        for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
            assert run("sha256sum", "--check", "--strict", manifest, cwd=bag).returncode == 0
        payload = {path for path in (bag / "data").rglob("*") if path.is_file()}
        listed = dict(
            line.split("  ", 1)[::-1] for line in (bag / "manifest-sha256.txt").read_text().splitlines()
        )
        assert {str(path.relative_to(bag)) for path in payload} == set(listed)
        info = dict(line.split(": ", 1) for line in (bag / "bag-info.txt").read_text().splitlines())
        assert info["Payload-Oxum"] == f"{sum(path.stat().st_size for path in payload)}.{len(payload)}"
        own = hashlib.sha256((bag / "tagmanifest-sha256.txt").read_bytes()).hexdigest()
        assert own in (bag / "dau-thoi-gian.txt").read_text().splitlines()
        stamp = [
            "openssl",
            "ts",
            "-verify",
            "-token_in",
            "-in",
            "dau-thoi-gian.tsr",
            "-CAfile",
            str(roots),
            "-data",
        ]
        assert run(*stamp, "dau-thoi-gian.txt", cwd=bag).returncode == 0
        assert run(*stamp, "bagit.txt", cwd=bag).returncode != 0
        description = (bag / "data/ho-so.xml").read_text()
        for key in ("FileCode", "Identifier", "OrganId", "Title", "Maintenance", "StartDate", "TotalDoc", "DocCode",
                    "TypeName", "IssuedDate", "Subject", "InforSign", "Format"):  # fmt: skip
            assert f"<{key}" in description


@pytest.mark.article("HG-11.2")
def test_nothing_that_destruction_would_take_away_is_missing_in_the_record(packages, tmp_path):
    package = packages[0]
    bag = opened_in(package, tmp_path)
    here = {
        hashlib.sha256(path.read_bytes()).hexdigest() for path in (bag / "data").rglob("*") if path.is_file()
    }
    bound = set(
        package.dossier.items.exclude(pdf=None).values_list("pdf__sha256", flat=True)
    )  # of the pages here
    assert {one.sha256 for one in resting.files_of(package.dossier)} - bound <= here
    told = json.loads((bag / "data/du-lieu.json").read_text())
    assert (
        told["answers"] == package.dossier.answers and told["visits"][0]["minutes"] == "Có tên trong sổ sinh."
    )
    assert told["hand_overs"][0]["receiver"] and told["opinions"]
    names = sorted(path.name for path in (bag / "data/1-bo-phan-mot-cua").iterdir())
    assert re.fullmatch(r"01-giay-tiep-nhan.*\.pdf", names[0]) and any("ky-nhan" in name for name in names)
    assert any("tram-y-te" in path.name for path in (bag / "data/2-co-quan-giai-quyet").iterdir())


def test_letters_of_the_agency_lie_with_the_agency():
    dossier = people.processing(now()).dossier
    for kind in ("apology", "stop", "supplement"):
        slip = letters.issue(dossier, kind, None)
        slip.file = people.paper(dossier.created_by, kind)
        slip.save()
    folders = {one.kind: one.path.split("/")[0] for one in contents.documents(dossier) if one.file}
    assert folders["Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"] == contents.DESK
    assert folders["Thông báo dừng giải quyết hồ sơ"] == contents.OFFICE
    assert folders["Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"] == contents.OFFICE


def test_records_of_a_round_have_one_stamp_and_none_tells_of_another(packages):
    seals = []
    for package in packages:
        with storages["archive"].open(package.path) as file:
            bag = Opened(file)
            text = bag.stamped(bag.check())
            stamping.check(text, bag.seal())
            seals.append((text, bag.seal()))
    assert seals[0] == seals[1] and len(seals[0][0].splitlines()) == 2
    assert all(package.code.encode() not in seals[0][0] for package in packages)


@pytest.mark.parametrize("part", ["dau-thoi-gian.txt", "dau-thoi-gian.tsr"])
def test_a_stamp_of_something_else_is_noticed(packages, part):
    def other(name: str, content: bytes) -> bytes:
        if not name.endswith(part):
            return content
        return b"0" * 64 + b"\n" if part.endswith("txt") else stamping.stamp(b"khac")

    with pytest.raises(Broken, match="dấu thời gian"):
        bag = Opened(rewritten(packages[0], other))
        stamping.check(bag.stamped(bag.check()), bag.seal())


def test_what_another_process_is_sealing_is_left_to_it(pair, packages):
    (first, _second), keys = packages, [one.dossier_id for one in packages]
    Package.objects.filter(pk=first.pk).delete()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [alone._PLACE + keys[0]])
            assert rounds.seal_all(keys).sealed == 1 and sealing.seal(keys[0]) is None
            assert fixity.damage_of(first) == "", "the file of the other process is not written over"
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()
    with alone.alone(keys) as ours:
        assert ours == keys


def test_without_stamps_nothing_is_sealed_and_the_next_night_goes_on(pair, packages, settings):
    keys = [one.dossier_id for one in packages]
    Package.objects.all().delete()
    address, settings.TSA_URL = settings.TSA_URL, "http://127.0.0.1:9"
    told = rounds.seal_all(keys)
    assert told.silent and told.sealed == 0 and not Package.objects.exists()
    settings.TSA_URL = address
    (package,) = [rounds.seal_all(keys[:1]), Package.objects.get()][1:]
    assert bytes(package.stamp) and seal(keys[0]) == package


def test_no_night_is_longer_than_a_worker_may_work_and_what_is_left_begins_at_once(packages, monkeypatch):
    begun = list[str]()
    monkeypatch.setattr(archive.tasks, "start_on_commit", begun.append)
    Package.objects.update(checked_at=None)
    with monkeypatch.context() as short:
        short.setattr(archive.tasks, "TURN_SECONDS", -1)
        assert archive.tasks.check_all() == 0 and begun == ["archive.check_all"]
        assert not Package.objects.exclude(checked_at=None).exists()
    assert archive.tasks.check_all() == 0 and len(begun) == 1
    assert not Package.objects.filter(checked_at=None).exists()
    told = rounds.seal_all([packages[0].dossier_id], seconds=-1)
    assert told.late and told.sealed == 0
    for sealed, again in ((0, []), (1, ["archive.seal_closed"])):
        begun.clear()
        done = rounds.Round(sealed=sealed, late=True)
        monkeypatch.setattr(archive.tasks.rounds, "seal_all", lambda *_args, done=done, **_more: done)
        assert (archive.tasks.seal_closed(), begun) == (sealed, again)


def test_a_destruction_that_broke_off_and_a_proof_without_stamp_are_taken_up(packages, settings):
    package = packages[1]
    over(package)
    clerk, leader = somebody(people.ward(), Duty.CLERK), somebody(people.ward(), Duty.AGENCY_LEADER)
    made = services.propose(officer=clerk, keys=[package.pk], reason="Hết thời hạn")
    services.decide(destruction=made, officer=leader, agrees=True, words="9/QĐ")  # and its worker dies
    address, settings.TSA_URL = settings.TSA_URL, "http://127.0.0.1:9"
    assert go_on() == 1
    made = Destruction.objects.get(pk=made.pk)
    assert made.done_at and made.proof and not made.stamp
    settings.TSA_URL = address
    assert (go_on(), go_on()) == (1, 0)
    again = Destruction.objects.get(pk=made.pk)
    assert again.proof == made.proof and bytes(again.stamp)
    assert Package.objects.get(pk=package.pk).state == PackageState.DESTROYED


@pytest.mark.article("ST-24.4")
def test_how_long_a_record_is_kept_is_said_by_its_procedure_and_none_goes_live_without():
    wanted = {"2.000908": "10", "1.001193": "permanent"}
    for code, retention in wanted.items():
        dossier = people.submitted(now() - timedelta(hours=3), code=code).dossier
        told = sealing._described(dossier, [])
        last = None if retention == "permanent" else date(told.ended_on.year + 10, 12, 31)
        assert (told.retention, told.keep_until) == (retention, last)
    assert all(definition(one).retention for one in ProcedureVersion.objects.filter(state="published"))
    document = building.document()
    del document["retention"]
    assert "retention" in [path for path, _ in problems_of(document)]


@pytest.mark.django_db
@pytest.mark.article("HG-11.2")
def test_a_declaration_is_drawn_once_when_accepted_and_lies_so_in_the_record():
    dossier = people.submitted(now()).accept().dossier
    tasks.keep_declaration(dossier.pk)
    kept = PersonalPaper.objects.get(subject=f"declaration:{dossier.reference}").paper
    assert dossier.shown_code in words_of(kept)
    (loaded,) = reading.dossiers([dossier.pk])
    (told,) = contents._declarations(loaded)
    assert (told.file, told.format) == (kept, contents.OWN), "sealing takes what was drawn"
    loaded.answers = {**loaded.answers, "con_ho_ten": "LÒ THỊ ĐỔI TÊN"}
    (changed,) = contents._declarations(loaded)
    assert changed.file != kept and "LÒ THỊ ĐỔI TÊN" in words_of(changed.file)
    assert set(resting.files_of(dossier)) >= {kept, changed.file}, "destroying takes both along"


def words_of(file: StoredFile | None) -> str:
    assert file is not None
    told = subprocess.run(["pdftotext", "-", "-"], input=store.read(file), capture_output=True, check=True)
    return told.stdout.decode()
