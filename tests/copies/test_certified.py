"""A paper is scanned, compared, certified and stamped; it lies in its owner's store and proves itself."""

import subprocess

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dossiers.demo.driving import somebody
from portal.agencies.models import Duty
from portal.calendars.now import now
from portal.copies import certifying, tasks
from portal.copies.models import ElectronicCopy
from portal.documents import store
from portal.documents.models import SigningOrder
from portal.documents.signing import looking
from portal.vault.models import VaultItem
from portal.web.refusals import StepRefused
from tests import people
from tests.dossiers.citizen.walking import text
from tests.dossiers.officer.desk import address, at_work, press
from tests.trust import PIN, certify, give_stamp

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counted_anew():
    """How often somebody may bring a file is counted across tests otherwise."""
    cache.clear()


BOOK = "/lam-viec/ban-sao/dien-tu/"
TYPED = {
    "kind": "certified", "title": "Bằng tốt nghiệp đại học", "number": "QH-2018-0045", "issued_on": "20/06/2018",
    "issuer": "Trường Đại học Hạ Long", "register": "", "item": "", "compared": "on",
}  # fmt: skip


@pytest.fixture
def leader(trust):
    head = somebody(people.ward(), Duty.AGENCY_LEADER)
    certify(trust, head)
    give_stamp(trust, people.ward())
    return head


@pytest.fixture
def dossier():
    return people.accepted(now(), user=people.citizen("Đinh Thị Ngọc Huyền")).dossier


def prepared(dossier, **more) -> ElectronicCopy:
    scan = SimpleUploadedFile("bang.jpg", people.photo("Bằng tốt nghiệp"), "image/jpeg")
    client = at_work(people.desk_officer())
    assert press(client, dossier, "ban-sao-dien-tu", **{**TYPED, "file": scan, **more}).status_code == 302
    return ElectronicCopy.objects.filter(about=dossier.shown_code).latest("pk")


def carried_out(work) -> SigningOrder:
    order = SigningOrder.objects.filter(work=work, state="waiting").latest("pk")
    (tasks.sign if work == certifying.SIGN else tasks.stamp)(order.pk)
    order.refresh_from_db()
    return order


def issued(leader, copy) -> ElectronicCopy:
    certifying.certify(copy=copy, officer=leader, pin=PIN)
    assert carried_out(certifying.SIGN).reason == ""
    assert carried_out(certifying.STAMP).reason == ""
    copy.refresh_from_db()
    return copy


@pytest.mark.article("HG-7.3", "ST-8.2")
def test_scanned_compared_signed_stamped_numbered_and_in_the_owners_store(leader, dossier, tmp_path):
    copy = issued(leader, prepared(dossier))
    person, agency = looking.check_file(copy.file)
    assert (person.signer, person.good, agency.good, agency.stamped) == (
        leader.user.full_name,
        True,
        True,
        True,
    )
    paper = tmp_path / "ban-sao.pdf"
    paper.write_bytes(store.read(copy.file))
    told = subprocess.run(["pdfsig", "-nocert", str(paper)], capture_output=True, text=True).stdout
    assert told.count("Signature is Valid") == 2
    shown = " ".join(
        subprocess.run(["pdftotext", str(paper), "-"], capture_output=True, text=True).stdout.split()
    )
    assert (
        copy.serial == f"{copy.number}, quyển số {copy.year}-SCTĐT/BS"
        and copy.serial in shown
        and "QH-2018-0045" in shown
    )
    item = VaultItem.objects.get(party=dossier.owner, source=f"copy:{copy.key}")
    assert (item.shelf, item.file_id, item.number) == ("certified", copy.file_id, copy.serial)
    assert dossier.journal.order_by("-number").first().verb == "certify_copy"
    page = text(Client().get(f"/xac-minh/{copy.key}/"))
    assert "bản sao điện tử" in page and copy.serial in page and "Huyền" not in page
    file = SimpleUploadedFile("ban-sao.pdf", paper.read_bytes(), "application/pdf")
    assert "đúng từng byte" in text(Client().post("/xac-minh/", {"tep": file}))
    answer = at_work(people.desk_officer()).get("/lam-viec/kiem-tra-giay/", {"ma": copy.key}).content.decode()
    assert "Bản sao điện tử, đang có giá trị" in answer


def test_a_copy_that_is_recalled_is_worth_nothing_anywhere(leader, dossier):
    copy = issued(leader, prepared(dossier, kind="register", register="Sổ khai sinh 2012, quyển 1, số 45"))
    client = at_work(leader)
    assert client.post(f"{BOOK}{copy.pk}/", {"lam": "thu-hoi", "ly-do": ""}).status_code == 422
    client.post(f"{BOOK}{copy.pk}/", {"lam": "thu-hoi", "ly-do": "Chụp thiếu trang."})
    assert "đã bị thu hồi" in text(Client().get(f"/xac-minh/{copy.key}/"))
    assert VaultItem.objects.get(source=f"copy:{copy.key}").state == "recalled"
    assert dossier.journal.order_by("-number").first().note == "Chụp thiếu trang."


def test_nothing_is_certified_uncompared_by_a_stranger_or_after_it_was_given_back(leader, dossier):
    client = at_work(people.desk_officer())
    refused = press(client, dossier, "ban-sao-dien-tu", **{**TYPED, "compared": ""})
    assert refused.status_code == 422 and "Đối chiếu rồi đánh dấu" in refused.content.decode()
    copy = prepared(dossier)
    for officer, words in ((people.desk_officer(), "Chỉ lãnh đạo"), (people.stranger(), "Chỉ lãnh đạo")):
        with pytest.raises(StepRefused, match=words):
            certifying.certify(copy=copy, officer=officer, pin=PIN)
    assert at_work(people.stranger()).get(f"{BOOK}{copy.pk}/").status_code == 404
    ElectronicCopy.objects.filter(pk=copy.pk).update(compared_by=leader)
    with pytest.raises(StepRefused, match="Bạn đã đối chiếu"):
        certifying.certify(copy=ElectronicCopy.objects.get(pk=copy.pk), officer=leader, pin=PIN)
    ElectronicCopy.objects.filter(pk=copy.pk).update(compared_by=people.desk_officer())
    head = at_work(leader)
    assert head.post(f"{BOOK}{copy.pk}/", {"lam": "ky", "pin": ""}).status_code == 422
    head.post(f"{BOOK}{copy.pk}/", {"lam": "tra-lai", "ly-do": "Mờ, quét lại."})
    with pytest.raises(StepRefused, match="đã trả lại"):
        certifying.certify(copy=copy, officer=leader, pin=PIN)
    assert "Mờ, quét lại." in head.get(f"{BOOK}{copy.pk}/").content.decode()


def test_a_wrong_pin_says_so_and_a_lost_time_stamp_keeps_number_and_order(leader, dossier, settings):
    copy = prepared(dossier)
    head = at_work(leader)
    head.post(f"{BOOK}{copy.pk}/", {"lam": "ky", "pin": "000000"})
    assert "PIN" in carried_out(certifying.SIGN).reason
    assert "PIN" in head.get(f"{BOOK}{copy.pk}/").content.decode()
    head.post(f"{BOOK}{copy.pk}/", {"lam": "ky", "pin": PIN})
    carried_out(certifying.SIGN)
    tsa, settings.TSA_URL = settings.TSA_URL, "http://localhost:9/tsa"
    assert carried_out(certifying.STAMP).state == "waiting"
    copy.refresh_from_db()
    number = copy.number
    settings.TSA_URL = tsa
    assert carried_out(certifying.STAMP).state == "signed"
    copy.refresh_from_db()
    assert copy.number == number and copy.issued_at is not None
    assert "Lập bản sao điện tử" in at_work(people.desk_officer()).get(address(dossier)).content.decode()
    assert b"xl/worksheets" in b"".join(head.get(f"{BOOK}?xlsx=1"))
