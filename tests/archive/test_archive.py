"""A closed dossier becomes a sealed package that is found, read, delivered, proved, restored, destroyed."""

import errno
import hashlib
import io
import json
import shutil
import zipfile
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import timezone

from archive import contents, fixity, metadata, rounds, services, tasks
from archive.bag import Broken, Opened
from archive.models import Package, PackageState
from archive.sealing import closed_between, seal
from dossiers import journal, letters
from dossiers.demo.driving import somebody
from dossiers.services import resting
from dossiers.tasks import draw_missing_slips
from portal.agencies.models import Duty
from portal.audit.models import AccessLog
from portal.calendars.now import now, pretend
from portal.documents import closed, store
from portal.documents.models import Upload
from portal.documents.storage import WholeFileStorage
from portal.vault.models import VaultItem
from portal.web.refusals import StepRefused
from portal.web.show import local
from tests import people
from tests.dossiers.citizen.walking import text
from tests.dossiers.officer.desk import at_work
from tests.trust import believing

pytestmark = pytest.mark.django_db


@contextmanager
def archive_in(folder: Path):
    """The archive lies in this folder, closed as it is in the portal."""
    inner = {"BACKEND": "portal.documents.storage.WholeFileStorage", "OPTIONS": {"location": folder}}
    place = {"BACKEND": "portal.documents.storage.ClosedStorage", "OPTIONS": {"inner": inner}}
    with override_settings(STORAGES={**settings.STORAGES, "archive": place}):
        yield folder


@pytest.fixture(scope="module")
def sealed(django_db_setup, django_db_blocker, own_files, trust_server, tmp_path_factory):
    """One dossier walked to its end and sealed, once for all tests here; rolled back behind the last of them."""
    folder = tmp_path_factory.mktemp("kho")
    with django_db_blocker.unblock(), transaction.atomic(), archive_in(folder), believing(trust_server):
        drive = people.completed(now() - timedelta(hours=3)).give_back()
        for slip in drive.dossier.slips.all():
            letters.draw_slip(slip)
        package = seal(drive.dossier.pk)
        assert package is not None
        yield folder, package.pk
        transaction.set_rollback(True)


@pytest.fixture
def own_archive(sealed, trust, tmp_path):
    """Each test spoils a copy."""
    shutil.copytree(sealed[0], tmp_path / "kho")
    with archive_in(tmp_path / "kho") as folder:
        yield folder


@pytest.fixture
def package(sealed, own_archive) -> Package:
    return Package.objects.select_related("dossier").get(pk=sealed[1])


@pytest.fixture
def dossier(package):
    return package.dossier


@pytest.fixture
def clerk():
    return somebody(people.ward(), Duty.CLERK)


@pytest.fixture
def leader():
    return somebody(people.ward(), Duty.AGENCY_LEADER)


@pytest.mark.article("HG-11.2")
def test_a_closed_dossier_is_sealed_once_with_all_that_belongs_to_it(package, dossier):
    assert seal(dossier.pk) == package
    with storages["archive"].open(package.path) as file:
        bag = Opened(file)
        bag.check()
        names = bag.names()
        xml = bag.read("data/ho-so.xml").decode()
        assert bag.seal() and bytes(package.stamp) == bag.seal()
    assert {name.split("/")[0] for name in names} == {
        "1-bo-phan-mot-cua", "2-co-quan-giai-quyet", "nhat-ky.json", "du-lieu.json", "ho-so.xml",
    }  # fmt: skip
    assert "2-co-quan-giai-quyet/01-to-khai.pdf" in names
    assert f"<FileCode>{dossier.code}</FileCode>" in xml and "<Maintenance>Vĩnh viễn</Maintenance>" in xml
    assert package.documents == xml.count("<DocCode>") >= 4


def test_only_closed_dossiers_are_sealed_and_the_night_finds_them(dossier):
    assert seal(people.processing(now()).dossier.pk) is None
    day = local(dossier.ended_at).date()
    assert dossier.pk not in set(closed_between(day, day))
    Package.objects.all().delete()
    assert dossier.pk in set(closed_between(day, day))


def test_weeks_that_were_missed_are_caught_up_on_a_sunday(dossier, monkeypatch):
    Package.objects.all().delete()
    found: list[int] = []
    monkeypatch.setattr(tasks.rounds, "seal_all", lambda keys, **_: found.extend(keys) or rounds.Round())
    later = local(now()) + timedelta(days=100)
    sunday = later + timedelta(days=6 - later.weekday())
    for day in (sunday - timedelta(days=1), sunday):
        assert dossier.pk not in found
        with pretend(day):
            tasks.seal_closed()
    assert dossier.pk in found


def test_a_full_disk_stops_the_round_and_leaves_nothing_half(package, dossier, monkeypatch, capsys):
    Package.objects.all().delete()
    day = local(dossier.ended_at).date()
    keep = WholeFileStorage._save

    def full(self, name, content):
        keep(self, name, content)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(contents.declaration, "drawn", lambda dossier: b"%PDF-1.7")
    with monkeypatch.context() as one, pytest.raises(CommandError, match="chạy lại"):
        one.setattr(WholeFileStorage, "_save", full)
        call_command("seal_archive", day.isoformat(), day.isoformat())
    assert "đã đầy" in capsys.readouterr().out and not Package.objects.exists()
    call_command("seal_archive", day.isoformat(), day.isoformat())
    made = Package.objects.get()
    assert fixity.check(made) == "" and "Đã đóng 1 gói" in capsys.readouterr().out
    assert list(closed_between(day, day, (0, 2))) == list(closed_between(day, day, (1, 2))) == []


def rewritten(package: Package, change) -> io.BytesIO:
    """The package with each file passed through `change(name, content)`; None leaves it out."""
    made = io.BytesIO()
    with (
        storages["archive"].open(package.path) as file,
        zipfile.ZipFile(file) as old,
        zipfile.ZipFile(made, "w") as new,
    ):
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return made


@pytest.mark.parametrize(
    "part", ["to-khai.pdf", "nhat-ky.json", "ho-so.xml", "bag-info.txt", "manifest-sha256.txt"]
)
def test_a_flipped_byte_anywhere_is_noticed(package, part):
    def flip(name: str, content: bytes) -> bytes:
        if not name.endswith(part):
            return content
        return content[:40] + bytes([content[40] ^ 1]) + content[41:]

    with pytest.raises(Broken):
        Opened(rewritten(package, flip)).check()


@pytest.mark.article("QN-9.3", "HG-3.1-2")
def test_a_flipped_byte_in_any_kept_file_and_any_journal_row_is_noticed(package, dossier, own_archive):
    place = Path(storages["default"].inner.location)
    kinds = {one.content_type for one in resting.files_of(dossier)}
    assert {"application/pdf", "image/jpeg"} <= kinds
    for file in resting.files_of(dossier):
        path, sound = place / file.path, (place / file.path).read_bytes()
        for at in (20, 60, len(sound) // 2, len(sound) - 1):
            path.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
            with pytest.raises(closed.Damaged):
                store.read(file)
        path.write_bytes(sound)
        assert hashlib.sha256(store.read(file)).hexdigest() == file.sha256
    assert journal.first_break(dossier) is None
    columns = {
        "verb": "verb || 'x'", "actor": "actor || 'x'", "actor_title": "'Chủ tịch'", "note": "note || 'x'",
        "user_id": "1",
        "data": "'{\"a\": 1}'", "at": "at + interval '1 second'", "to_state": "'stopped'", "hash": "sha256('x')",
        "agency_id": "agency_id + 1", "due_at": "now()", "number": "number + 100",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL session_replication_role = replica"
        )  # as somebody who holds the whole database
        for column, other in columns.items():
            with transaction.atomic():
                cursor.execute(
                    f"UPDATE dossiers_journalentry SET {column} = {other}"
                    " WHERE dossier_id = %s AND number = 2",
                    [dossier.pk],
                )
                assert cursor.rowcount == 1
                assert journal.first_break(dossier) == 2, column
                transaction.set_rollback(True)
        cursor.execute("DELETE FROM dossiers_journalentry WHERE dossier_id = %s AND number = 2", [dossier.pk])
        assert journal.first_break(dossier) == 2


def test_a_missing_and_an_added_file_are_noticed(package):
    with pytest.raises(Broken):
        Opened(rewritten(package, lambda n, c: None if n.endswith("to-khai.pdf") else c)).check()
    more = rewritten(package, lambda n, c: c)
    with zipfile.ZipFile(more, "a") as bag:
        bag.writestr(f"{package.code}/data/them.pdf", b"x")
    with pytest.raises(Broken, match="không có trong danh mục"):
        Opened(more).check()


def test_the_nightly_look_finds_damage_and_loss(package, own_archive):
    assert tasks.check_sample() == 0
    path = own_archive / package.path
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)
    assert tasks.check_all() == 0, "the sample has looked at it in this quarter"
    with pretend(now() + timedelta(days=100)):
        assert (tasks.check_all(), tasks.check_all()) == (1, 0)
    package.refresh_from_db()
    assert "hỏng hoặc bị sửa" in package.damage
    path.unlink()
    assert "không còn" in fixity.check(package)


def test_the_reading_room_asks_what_for_and_the_owner_can_read_it(package, clerk):
    client = at_work(clerk)
    assert package.title in text(client.get("/lam-viec/luu-tru/?q=khai+sinh"))
    page = f"/lam-viec/luu-tru/ho-so/{package.code}/"
    assert "Tờ khai" not in text(client.get(page))
    paper = f"{page}tep/?ten=2-co-quan-giai-quyet/01-to-khai.pdf"
    assert client.get(paper).status_code == 302
    assert client.post(page, {"lam": "doc", "ly-do": ""}).status_code == 422
    client.post(page, {"lam": "doc", "ly-do": "Trả lời đơn của ông Vàng A Páo"})
    assert "Tờ khai của hồ sơ" in text(client.get(page))
    assert b"".join(client.get(paper).streaming_content).startswith(b"%PDF")
    assert client.get(f"{page}tep/?ten=../../etc/passwd").status_code == 404
    logged = AccessLog.objects.get(subject=package.code, act="Đọc hồ sơ lưu trữ")
    assert (logged.party_id, logged.purpose) == (package.dossier.owner_id, "Trả lời đơn của ông Vàng A Páo")
    opened = AccessLog.objects.get(subject=package.code, act="Mở tệp lưu trữ")
    assert opened.purpose == "Trả lời đơn của ông Vàng A Páo: 01-to-khai.pdf" and opened.agency_name


def test_others_do_not_find_it(package):
    assert at_work(people.desk_officer()).get("/lam-viec/luu-tru/").status_code == 403
    other = people.stranger()
    other.duties = [Duty.CLERK]
    other.save()
    assert at_work(other).get(f"/lam-viec/luu-tru/ho-so/{package.code}/").status_code == 404


@pytest.mark.article("HG-11.3", "DL-23")
def test_delivery_to_the_agency_archive_against_a_receipt(package, clerk):
    client = at_work(clerk)
    client.post("/lam-viec/luu-tru/nop/", {"ho-so": package.code, "nguoi-nhan": "", "bien-ban": ""})
    assert Package.objects.get(pk=package.pk).state == PackageState.SEALED
    client.post(
        "/lam-viec/luu-tru/nop/", {"ho-so": package.code, "nguoi-nhan": "Lý Thị Sen", "bien-ban": "07/BBGN"}
    )
    delivered = Package.objects.get(pk=package.pk)
    assert (delivered.state, delivered.delivery.receipt_number) == (PackageState.DELIVERED, "07/BBGN")


def over(package: Package) -> None:
    """Its time was over long ago."""
    Package.objects.filter(pk=package.pk).update(retention="5", keep_until=date(2020, 12, 31))


def test_destruction_takes_two_people_and_leaves_the_description(
    package, dossier, clerk, leader, own_archive
):
    over(package)
    made = services.propose(officer=clerk, keys=[package.pk], reason="Hết thời hạn bảo quản")
    with pytest.raises(StepRefused, match="lãnh đạo"):
        services.decide(destruction=made, officer=clerk, agrees=True, words="1/QĐ")
    page = f"/lam-viec/luu-tru/huy/{made.pk}/"
    assert at_work(leader).get(f"{page}bien-ban/").status_code == 404
    assert at_work(leader).post(page, {"lam": "dong-y", "loi": ""}).status_code == 422
    at_work(leader).post(page, {"lam": "dong-y", "loi": "12/QĐ-UBND"})
    files = resting.files_of(dossier)
    names = {one.sha256 for one in files if one.content_type != "application/zip"}
    Upload.objects.filter(stored__in=files).update(touched_at=now() - timedelta(days=3000))
    kept_by_owner = set(VaultItem.objects.filter(file__in=files).values_list("file__sha256", flat=True))
    words = str(dossier.answers)
    tasks.destroy(made.pk)
    tasks.destroy(made.pk)
    package.refresh_from_db()
    made.refresh_from_db()
    dossier.refresh_from_db()
    assert package.state == PackageState.DESTROYED and package.title
    assert not (own_archive / package.path).exists()
    (told,) = json.loads(made.proof)["records"]
    assert told["sha256"] == package.sha256 and told["file_is_gone"] and bytes(made.stamp)
    assert set(told["files_used_elsewhere"]) == kept_by_owner
    assert set(told["files_gone"]) == names - kept_by_owner and len(told["files_gone"]) >= 2
    assert not any(default_storage.exists(one.path) for one in files if one.sha256 in told["files_gone"])
    assert len(words) > 50 and dossier.answers == {} and not dossier.owner_number and dossier.owner_name
    assert not dossier.items.exists() and not dossier.slips.exists() and not dossier.hand_overs.exists()
    result = dossier.results.get()
    assert (result.file, result.fields) == (None, {}) and result.number and result.verify_key
    assert journal.first_break(dossier) is None
    last = dossier.journal.last()
    assert (last.verb, last.hash) == ("destroy_record", told["journal_row"]) and "12/QĐ-UBND" in last.note
    assert "chỉ còn phần mô tả" in text(at_work(clerk).get(f"/lam-viec/luu-tru/ho-so/{package.code}/"))
    with zipfile.ZipFile(io.BytesIO(at_work(leader).get(f"{page}bien-ban/").content)) as proof:
        assert proof.read("bien-ban-huy.json").decode() == made.proof and proof.read("bien-ban-huy.tsr")
    draw_missing_slips()  # no sweep draws anything of it again
    assert dossier.results.get().file is None and not dossier.slips.exists()
    assert at_work(leader).get(f"/lam-viec/ho-so/{dossier.code}/").status_code == 200
    owner = Client()
    owner.force_login(dossier.created_by)
    page = owner.get(f"/ho-so/{dossier.code}/")
    assert "đã được huỷ" in text(page) and ".pdf" not in page.content.decode()
    assert owner.get(f"/ho-so/{dossier.code}/to-khai.pdf").status_code == 404


def test_what_is_held_or_not_due_is_not_destroyed(package, clerk, leader):
    with pytest.raises(StepRefused, match="hết thời hạn"):
        services.propose(officer=clerk, keys=[package.pk], reason="Dọn kho")
    over(package)
    made = services.propose(officer=clerk, keys=[package.pk], reason="Hết thời hạn")
    services.decide(destruction=made, officer=leader, agrees=True, words="12/QĐ")
    package.refresh_from_db()
    services.hold(package=package, officer=clerk, reason="Toà án yêu cầu")
    tasks.destroy(made.pk)
    package.refresh_from_db()
    assert package.state == PackageState.SEALED and package.destruction is None


def test_packages_come_back_into_an_empty_installation(package, own_archive, tmp_path, settings):
    kept = dict.fromkeys(("code", "title", "sha256", "keep_until", "documents", "pages", "retention"))
    kept = {name: getattr(package, name) for name in kept}
    Package.objects.all().delete()
    with archive_in(tmp_path / "moi"):
        call_command("restore_archive", str(own_archive), verbosity=0)
        call_command("restore_archive", str(own_archive), verbosity=0)
        back = Package.objects.get()
        assert {name: getattr(back, name) for name in kept} == kept
        assert fixity.check(back) == "" and bytes(back.stamp)
        broken = tmp_path / "hong"
        broken.mkdir()
        (broken / "a.zip").write_bytes(rewritten(package, lambda n, c: c + b" ").getvalue())
        with pytest.raises(CommandError, match="khác lúc đóng gói"):
            call_command("restore_archive", str(broken), verbosity=0)
    assert back.sealed_at <= timezone.now()


@pytest.mark.article("HG-11.2", "ST-14")
def test_every_paper_lies_there_as_pdf_a_beside_what_was_handed_in(package, clerk):
    with storages["archive"].open(package.path) as file:
        bag = Opened(file)
        listed = metadata.documents(bag.read("data/ho-so.xml"))
        assert {one.format[:6] for one in listed} == {"PDF/A-"} and not any(one.as_is for one in listed)
        (photo, *_more) = [one for one in listed if one.path.endswith(".jpg")]
        handed, lasting = bag.read(f"data/{photo.path}"), bag.read(f"data/{photo.copy_path}")
    assert handed.startswith(b"\xff\xd8") and (photo.format, package.as_is) == ("PDF/A-2b", 0)
    with pikepdf.open(io.BytesIO(lasting)) as pdf:
        told, intent = pdf.open_metadata(), pdf.Root.OutputIntents[0]
        assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "B")
        assert intent.S == "/GTS_PDFA1" and "/Info" not in pdf.trailer
    browser = at_work(clerk)
    page = f"/lam-viec/luu-tru/ho-so/{package.code}/"
    browser.post(page, {"lam": "doc", "ly-do": "Đối chiếu để lưu trữ"})
    shown = text(browser.get(page))
    assert "PDF/A-2b (" in shown and "tệp như lúc nộp" in shown and "Nhật ký của hồ sơ" in shown
