"""The store of papers: what comes in, what is used again, what others may see and for how long."""

import io
import json
import re
import subprocess
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dossiers.demo import driving
from dossiers.models import Delivery, Dossier
from dossiers.services import corrections, papers, vaulting
from portal.agencies.queries import profile
from portal.calendars.now import pretend
from portal.documents import orphans
from portal.documents.models import StoredFile, Upload
from portal.notifications.models import Message
from portal.vault import queries, services, tasks
from portal.vault.models import Act, ItemState, Shelf, VaultItem, VaultShare
from procedures import eform
from procedures.queries import definition
from tests import people
from tests.conftest import hanoi
from tests.dossiers.citizen.walking import signed_in, text

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
BIRTH_CERTIFICATE = "KQ.G15.000031"


def returned(owner, capture) -> Dossier:
    """The owner's birth registration, gone its whole way."""
    with capture(execute=True):
        drive = people.submitted(MONDAY, owner).wait(30).accept().transfer().finish_steps()
    with capture(execute=True):
        drive.give_back()
    return Dossier.objects.get(pk=drive.dossier.pk)


def store_mode(mode: str) -> None:
    told = profile()
    told.vault_mode = mode
    told.save()


def own_paper(owner, title="Bằng tốt nghiệp", **more) -> VaultItem:
    return services.add_own(party=owner.party, title=title, file=people.paper(owner, title), **more)


@pytest.mark.article("QN-15.4")
@pytest.mark.article("HG-13.3")
def test_a_result_is_offered_and_goes_in_when_its_owner_says_so(django_capture_on_commit_callbacks):
    store_mode("consent")
    owner = people.citizen("Lý Thị Mẩy")
    dossier = returned(owner, django_capture_on_commit_callbacks)
    browser = signed_in(owner)
    page = text(browser.get("/kho/"))
    assert "Lưu Giấy khai sinh vào kho?" in page
    item = VaultItem.objects.get(party=owner.party, shelf=Shelf.RESULT)
    assert (item.state, item.result_code, item.about) == ("offered", BIRTH_CERTIFICATE, dossier.shown_code)
    assert not queries.usable(owner.party, date(2026, 11, 17))
    browser.post(f"/kho/giay/{item.key}/", {"viec": "giu"})
    item.refresh_from_db()
    assert item.state == ItemState.KEPT
    assert b"%PDF" in b"".join(browser.get(f"/kho/giay/{item.key}/tep/").streaming_content)[:8]
    letter = Message.objects.get(about=dossier.reference, template="returned", channel="email")
    (link,) = re.findall(r"https?://[^/\s]+(/ho-so/[^\s]+)", letter.text)
    assert f"{link}ket-qua/" in browser.get(link).content.decode()
    assert b"%PDF" in b"".join(browser.get(f"{link}ket-qua/").streaming_content)[:8]


@pytest.mark.article("ST-13.1")
@pytest.mark.article("ST-8.3")
def test_where_the_province_keeps_by_itself_it_is_there_at_once(django_capture_on_commit_callbacks):
    store_mode("auto")
    owner = people.citizen("Thạch Thị Sa Ry")
    returned(owner, django_capture_on_commit_callbacks)
    item = VaultItem.objects.get(party=owner.party, shelf=Shelf.RESULT)
    assert item.state == ItemState.KEPT
    assert item.number and item.issuer and item.issued_on


@pytest.mark.article("HG-7.2")
def test_a_consent_given_once_keeps_all_and_is_withdrawn_with_proof(django_capture_on_commit_callbacks):
    store_mode("consent")
    owner = people.citizen("Vàng Thị Pà")
    browser = signed_in(owner)
    browser.post("/kho/tu-luu/", {"luon": "co"})
    browser.post("/kho/tu-luu/", {"luon": "co"})
    returned(owner, django_capture_on_commit_callbacks)
    assert VaultItem.objects.get(party=owner.party, shelf=Shelf.RESULT).state == ItemState.KEPT
    browser.post("/kho/tu-luu/", {"luon": "khong"})
    consent = owner.party.consents.get(purpose=services.ALWAYS_KEEP)
    assert consent.withdrawn_at is not None
    assert not services.keeps_always(owner.party)


@pytest.mark.article("DL-22")
def test_where_people_keep_by_themselves_a_refused_offer_stays_with_the_dossier(
    django_capture_on_commit_callbacks,
):
    store_mode("manual")
    owner = people.citizen("H'Hen Niê")
    services.keep_always(owner.party, owner, wanted=True)
    dossier = returned(owner, django_capture_on_commit_callbacks)
    item = VaultItem.objects.get(party=owner.party, shelf=Shelf.RESULT)
    assert item.state == ItemState.OFFERED
    signed_in(owner).post(f"/kho/giay/{item.key}/", {"viec": "khong-giu"})
    assert "Chưa có giấy tờ nào ở đây" in text(signed_in(owner).get("/kho/"))
    assert signed_in(owner).get(f"/ho-so/{dossier.shown_code}/ket-qua/").status_code == 200


@pytest.mark.article("QN-13.1b")
@pytest.mark.article("DL-19.4")
def test_a_paper_from_the_store_is_used_with_one_key_and_its_owner_reads_where(
    django_capture_on_commit_callbacks,
):
    owner = people.citizen("Phùng Thị Mùi")
    kept = own_paper(owner, "Giấy chứng sinh của bé")
    dossier = people.drafted(MONDAY, owner, answers={"co_giay_chung_sinh": True}).dossier
    dossier.items.all().delete()
    url = f"/nop/{dossier.reference}/giay-to/giay_chung_sinh/"
    browser = signed_in(owner)
    assert "Giấy chứng sinh của bé" in text(browser.get(url))
    for _twice in range(2):
        browser.post(url, {"viec": f"kho:giay_chung_sinh:{kept.key}"})
    item = dossier.items.get(paper_id="giay_chung_sinh")
    assert item.delivery == Delivery.VAULT
    assert item.pages.get().file_id == kept.file_id
    assert {use.about for use in queries.uses_of(kept)} == {dossier.shown_code}
    assert f"Dùng cho hồ sơ : {dossier.shown_code}" in text(browser.get(f"/kho/giay/{kept.key}/"))


@pytest.mark.article("HGi-retention", "ST-23.7")
def test_a_paper_digitised_at_the_counter_lies_in_its_owners_store_once():
    owner = people.citizen("Chảo Thị Yến")
    dossier = people.drafted(MONDAY, owner, answers={"co_giay_chung_sinh": True}).dossier
    item = dossier.items.get(paper_id="giay_chung_sinh")
    item.pdf = people.paper(owner, "bản quét")
    item.save()
    for channel in ("online", "in_person", "in_person"):
        dossier.channel = channel
        vaulting._deposit_scans(dossier)
        assert VaultItem.objects.filter(party=owner.party).count() == (channel == "in_person")
    kept = VaultItem.objects.get(party=owner.party)
    assert (kept.shelf, kept.file, kept.about) == (Shelf.DIGITISED, item.pdf, dossier.shown_code)


@pytest.mark.article("ST-13.2")
def test_nobody_elses_store_exists(client):
    owner, other = people.citizen("Giàng A Páo"), people.citizen("Sùng Thị Dợ")
    kept = own_paper(owner)
    browser = signed_in(other)
    for path in (f"/kho/giay/{kept.key}/", f"/kho/giay/{kept.key}/tep/"):
        assert browser.get(path).status_code == 404
    dossier = people.drafted(MONDAY, other, answers={"co_giay_chung_sinh": True}).dossier
    url = f"/nop/{dossier.reference}/giay-to/giay_chung_sinh/"
    assert browser.post(url, {"viec": f"kho:giay_chung_sinh:{kept.key}"}).status_code == 404
    officer = Client()
    officer.force_login(people.desk_officer().user)
    assert officer.get("/kho/").status_code == 403
    assert client.get("/kho/").status_code == 302


def test_the_very_result_is_offered_first_and_an_expired_one_not_at_all():
    owner = people.citizen("Nông Văn Dền")
    for number, (code, ends) in enumerate([("KQ.X", None), ("KQ.Y", None), ("KQ.X", date(2026, 11, 15))]):
        item = own_paper(owner, f"Giấy {number}", expires_on=ends)
        VaultItem.objects.filter(pk=item.pk).update(result_code=code)
    dossier = people.drafted(MONDAY, owner).dossier
    spec = definition(dossier.version).papers[0]
    with pretend(MONDAY):
        fitting, others = vaulting.offers(dossier, type(spec)(id="p", name="P", result_code="KQ.X"))
    assert [item.title for item in fitting] == ["Giấy 0"]
    assert [item.title for item in others] == ["Giấy 1"]


@pytest.mark.article("QN-16.3")
def test_a_form_is_filled_from_the_newest_good_paper():
    owner = people.citizen("Triệu Thị Mán")
    for number, name in enumerate(["Triệu Tòn Phẩu", "Triệu Tòn Sinh"]):
        item = own_paper(owner, f"Giấy khai sinh {number}")
        VaultItem.objects.filter(pk=item.pk).update(result_code=BIRTH_CERTIFICATE, values={"ho_ten": name})
    told = definition(people.procedure().versions.get(state="published"))
    wanted = frozenset({f"{BIRTH_CERTIFICATE}.ho_ten", f"{BIRTH_CERTIFICATE}.que_quan"})
    known = eform.sources.ask("vault", owner.party, told, wanted)
    assert known.values == {f"{BIRTH_CERTIFICATE}.ho_ten": "Triệu Tòn Sinh"}


@pytest.mark.article("QN-15.6")
def test_an_own_paper_comes_in_through_the_form_once_and_can_be_deleted():
    owner = people.citizen("Đặng Thị Nhàn")
    browser = signed_in(owner)
    wrong = browser.post("/kho/them/", {"ten": "", "ngay_cap": "31/02/2026"})
    assert wrong.status_code == 422
    assert "Nhập tên giấy tờ" in text(wrong)
    told = {"ten": "Bằng  lái xe", "so": "A1 0123", "ngay_cap": "05/03/2026", "het_han": "05/03/2036"}
    late = {**told, "het_han": "01/01/2020", "tep": SimpleUploadedFile("b.jpg", people.photo("bằng"))}
    assert "Ngày hết hạn phải sau ngày cấp" in text(browser.post("/kho/them/", late))
    for _twice in range(2):
        told["tep"] = SimpleUploadedFile("bang.jpg", people.photo("bằng lái xe của Nhàn"))
        assert browser.post("/kho/them/", told).status_code == 302
    item = VaultItem.objects.get(party=owner.party)
    assert (item.title, item.expires_on) == ("Bằng lái xe", date(2036, 3, 5))
    browser.post(f"/kho/giay/{item.key}/", {"viec": "xoa"})
    assert browser.get(f"/kho/giay/{item.key}/").status_code == 404


@pytest.mark.article("QN-15.4")
def test_a_result_cannot_be_deleted_and_a_recalled_one_not_used(django_capture_on_commit_callbacks):
    store_mode("auto")
    owner = people.citizen("Lường Thị Ín")
    dossier = returned(owner, django_capture_on_commit_callbacks)
    item = VaultItem.objects.get(party=owner.party, shelf=Shelf.RESULT)
    browser = signed_in(owner)
    refused = browser.post(f"/kho/giay/{item.key}/", {"viec": "xoa"})
    assert refused.status_code == 422
    assert "Chỉ xoá được giấy tờ bạn tự tải lên" in text(refused)
    assert services.recall(vaulting.source_of(dossier.results.get())) == 1
    assert "Đã thu hồi" in text(browser.get("/kho/"))
    assert not queries.usable(owner.party, date(2026, 11, 17))


@pytest.mark.article("NV-T24")
def test_a_recalled_paper_is_opened_by_authorities_alone_its_owner_reads_that_there_was_one(
    django_capture_on_commit_callbacks,
):
    store_mode("auto")
    owner = people.citizen("Lý Tả Mẩy")
    dossier = returned(owner, django_capture_on_commit_callbacks)
    item, browser = VaultItem.objects.get(party=owner.party, shelf=Shelf.RESULT), signed_in(owner)
    own, page = own_paper(owner, "Bằng lái xe"), f"/kho/giay/{item.key}/"
    tasks.export(services.ask_export(owner.party).pk)
    assert browser.get("/kho/xuat/").status_code == 200
    corrections.recall_result(
        dossier=dossier, officer=driving.somebody(people.ward(), "agency_leader"), reason="Cấp sai."
    )
    assert browser.get("/kho/xuat/").status_code == 404, "a ZIP that holds it is gone"
    for address in (f"{page}tep/", f"{page}tep/?xem", f"{page}tep/?rong=480"):
        assert browser.get(address)["Location"] == page
    shown = browser.get(page).content.decode()
    assert "chỉ còn cơ quan nhà nước mở được" in shown and f"{page}tep/" not in shown
    tasks.export(services.ask_export(owner.party).pk)
    with zipfile.ZipFile(io.BytesIO(b"".join(browser.get("/kho/xuat/").streaming_content))) as packed:
        told = {one["ten"]: one["tep"] for one in json.loads(packed.read("danh-muc.json"))}
        assert told[item.title] == "" and packed.read(told[own.title])
        assert len(packed.namelist()) == 2


def test_what_its_owner_deletes_is_gone_with_its_bytes_and_old_links_keep_no_copy(
    django_capture_on_commit_callbacks,
):
    owner = people.citizen("Mùa Thị Chía")
    item, lasting = own_paper(owner, "Ảnh thẻ"), own_paper(owner, "Bằng cấp")
    with django_capture_on_commit_callbacks(execute=True):
        shares = [services.share(item=one, user=owner, purpose="xin việc", days=7) for one in (item, lasting)]
    services.end_share(shares[1], owner)
    services.remove(item)
    kept = StoredFile.objects.filter(pk__in=VaultShare.objects.values("file"))
    gone = {item.file.path, *(one.path for one in kept)}
    assert len(gone) == 3
    tasks.drop_exports()
    assert not VaultItem.objects.filter(pk=item.pk).exists()
    Upload.objects.all().delete()
    orphans.drop_files(before=timezone.now() + timedelta(seconds=1))
    assert not any(default_storage.exists(path) for path in gone) and default_storage.exists(
        lasting.file.path
    )


def test_a_shared_copy_bears_its_purpose_is_counted_and_ends(client, django_capture_on_commit_callbacks):
    owner = people.citizen("Quàng Thị Chứ")
    item = own_paper(owner, "Bằng đại học")
    browser = signed_in(owner)
    url = f"/kho/giay/{item.key}/"
    assert browser.post(url, {"viec": "chia-se", "muc_dich": "", "ngay": "7"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(url, {"viec": "chia-se", "muc_dich": "xin việc Công ty An Bình", "ngay": "7"})
    share = VaultShare.objects.get(item=item)
    shown = text(client.get(f"/kho/chia-se/{share.key}/"))
    assert "xin việc Công ty An Bình" in shown
    assert owner.party.name not in shown
    copy = b"".join(client.get(f"/kho/chia-se/{share.key}/?ban-sao").streaming_content)
    words = subprocess.run(
        ["pdftotext", "-", "-"], input=copy, capture_output=True, check=True
    ).stdout.decode()
    assert "chỉ dùng cho xin việc Công ty An Bình, đến hết ngày" in words
    assert queries.uses_of(item)[0].act == Act.OPENED
    with pretend(share.expires_at + timedelta(seconds=1)):
        assert "hết hạn" in text(client.get(f"/kho/chia-se/{share.key}/"))
    browser.post(url, {"viec": f"ngung:{share.key}"})
    gone = client.get(f"/kho/chia-se/{share.key}/?ban-sao")
    assert gone.status_code == 410
    assert "đã ngừng đường dẫn" in text(gone)


def test_everything_comes_out_in_an_open_format(django_capture_on_commit_callbacks):
    owner = people.citizen("Hà Thị Xuyến")
    papers = [own_paper(owner, f"Giấy tờ số {number}") for number in range(3)]
    browser = signed_in(owner)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/kho/xuat/")
    assert "Tải tệp ZIP" in text(browser.get("/kho/"))
    packed = b"".join(browser.get("/kho/xuat/").streaming_content)
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        told = json.loads(opened.read("danh-muc.json"))
        assert [one["ten"] for one in told] == [paper.title for paper in papers]
        with default_storage.open(papers[0].file.path) as kept:
            assert opened.read(told[0]["tep"]) == kept.read()


def test_a_month_before_a_paper_runs_out_its_owner_is_told_once():
    owner = people.citizen("Bế Thị Lả")
    own_paper(owner, "Giấy phép", expires_on=date(2026, 12, 1))
    own_paper(owner, "Giấy còn lâu", expires_on=date(2027, 12, 1))
    with pretend(MONDAY):
        tasks.warn_expiring()
        tasks.warn_expiring()
    told = Message.objects.filter(party_id=owner.party.pk, template="result_expiring", channel="in_app")
    assert [message.subject for message in told] == ["Giấy phép trong kho của bạn sắp hết hạn"]


@pytest.mark.article("HG-7.1")
def test_a_dossier_is_made_of_form_scan_and_certified_copy_and_what_the_sector_demands_stays_demanded(client):
    owner = people.citizen("Lò Thị Bun")
    given = services.Deposit(
        party=owner.party, shelf=Shelf.CERTIFIED, source="copy:7", title="Giấy chứng sinh, bản sao chứng thực",
        file=people.paper(owner, "Bản chứng thực điện tử"), number="7/2026",
    )  # fmt: skip
    certified = services.keep(services.deposit(given))
    drive = people.drafted(MONDAY, owner, answers={"co_giay_chung_sinh": True})
    dossier, browser = drive.dossier, signed_in(owner)
    url = f"/nop/{dossier.reference}/giay-to/giay_chung_sinh/"
    browser.post(url, {"viec": f"kho:giay_chung_sinh:{certified.key}"})
    dossier = people.driving.submit(drive, owner).dossier
    pages = dossier.items.get(paper_id="giay_chung_sinh").pages.all()
    assert [page.file == certified.file for page in pages] == [False, True]
    assert dossier.answers and dossier.state == "registered" and dossier.journal.get(verb="submit")
    told = definition(people.procedure("1.013225").versions.get(state="published"))
    (original, *_more) = [spec for spec in told.papers if spec.bring_original]
    assert original.name in text(client.get("/thu-tuc/1.013225/")) and papers.counter_allowed(told, original)


@pytest.mark.article("DL-12-citizen", "QN-7.15-16")
def test_a_person_keeps_by_their_own_act_files_with_it_and_finds_the_dossier_by_code_number_and_name():
    owner = people.citizen("Hoàng Thị Nết")
    browser = Client()
    entered = browser.post("/dang-nhap/", {"login": owner.email, "password": people.PASSWORD})
    assert entered.status_code == 302
    told = {"ten": "Giấy chứng sinh", "tep": SimpleUploadedFile("g.jpg", people.photo("chứng sinh của Nết"))}
    assert browser.post("/kho/them/", told).status_code == 302
    item = VaultItem.objects.get(party=owner.party)
    drive = people.drafted(MONDAY, owner, answers={"co_giay_chung_sinh": True})
    url = f"/nop/{drive.dossier.reference}/giay-to/giay_chung_sinh/"
    assert browser.post(url, {"viec": f"kho:giay_chung_sinh:{item.key}"}).status_code == 302
    dossier = people.driving.submit(drive, owner).wait(30).accept().dossier
    other = people.submitted(MONDAY, people.citizen("Người khác")).dossier
    for words in (dossier.code, owner.party.id_number, " ".join(owner.party.id_number), "hoang thi net"):
        found = text(browser.get("/ho-so/", {"nhom": "dang", "tim": words}))
        assert dossier.code in found and (other.code or other.reference) not in found, words
    assert dossier.code not in text(browser.get("/ho-so/", {"nhom": "dang", "tim": other.owner.id_number}))
