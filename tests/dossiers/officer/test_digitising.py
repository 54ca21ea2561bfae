"""A scanned paper is checked by a second person, signed, stored; pages are put right by hand before that."""

import io
from dataclasses import replace

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dossiers.models import Dossier, ItemPage
from dossiers.services import digitising, papers
from dossiers.tasks import sign_scan
from portal.agencies.models import Duty
from portal.calendars.now import now
from portal.documents import store
from portal.documents.models import Checker, DigitisedPaper, DigitisingRule, SigningOrder
from portal.documents.signing import looking
from portal.vault.models import VaultItem
from procedures import eform
from procedures.queries import definition
from tests import people
from tests.dossiers.officer.desk import at_work
from tests.dossiers.officer.test_counter import START, filled, first_paper, opened, page
from tests.trust import give_stamp

pytestmark = pytest.mark.django_db
SCANS = f"{START}so-hoa/"


@pytest.fixture
def dung():
    return at_work(people.desk_officer())


def pdf_of(pages: int) -> SimpleUploadedFile:
    """A scan of so many sheets, each of its own width."""
    with pikepdf.new() as made:
        for number in range(pages):
            made.add_blank_page(page_size=(300 + number, 400))
        out = io.BytesIO()
        made.save(out)
    return SimpleUploadedFile("tap.pdf", out.getvalue(), "application/pdf")


def taken_in(client) -> tuple[Dossier, str]:
    dossier = opened(client)
    paper = first_paper(dossier)
    filled(dossier)
    marks = {f"p-{one.id}": "there" for one in definition(dossier.version).papers if one.id != paper}
    typed = {"lam": "nhan", "hien": "*", "nhan": "in_person", "dong_y": "giay", **marks}
    assert client.post(page(dossier), {**typed, f"f-{paper}": pdf_of(2)}).status_code == 302
    return dossier, paper


@pytest.mark.article("HG-8.1b", "ST-9", "DL-19.2-4")
def test_a_second_person_checks_the_agency_signs_and_the_paper_is_kept(dung, trust):
    dossier, paper = taken_in(dung)
    scan = DigitisedPaper.objects.get(about=dossier.reference)
    assert (scan.state, scan.due_at > now()) == ("scanned", True)
    refused = dung.post(f"{SCANS}{scan.pk}/", {"lam": "dat"})
    assert "người khác ở quầy kiểm tra" in refused.content.decode() and refused.status_code == 422
    assert at_work(people.stranger()).get(f"{SCANS}{scan.pk}/").status_code == 404

    other = at_work(people.driving.somebody(people.desk(), Duty.DESK_LEADER))
    assert scan.title in other.get(SCANS).content.decode()
    assert "Ghi vì sao" in other.post(f"{SCANS}{scan.pk}/", {"lam": "quet-lai"}).content.decode()
    other.post(f"{SCANS}{scan.pk}/", {"lam": "quet-lai", "ly_do": "Thiếu trang"})
    assert "Thiếu trang" in dung.get(SCANS).content.decode()
    assert dung.post(f"{SCANS}{scan.pk}/", {"lam": "da-quet"}).status_code == 422
    answer = dung.post(f"{SCANS}{scan.pk}/", {"lam": "da-quet", "tep": pdf_of(3)}, follow=True)
    assert "Đã nhận bản quét mới" in answer.content.decode()
    item = dossier.items.get(paper_id=paper)
    assert item.pages.count() == 2 and item.pages.filter(removed_at=None).count() == 1

    give_stamp(trust, people.desk())
    fresh = DigitisedPaper.objects.get(about=dossier.reference, state="scanned")
    papers.build_pdf(item)
    assert "Đủ 3 trang" in other.get(f"{SCANS}{fresh.pk}/").content.decode()
    other.post(f"{SCANS}{fresh.pk}/", {"lam": "dat"})
    order = SigningOrder.objects.filter(subject=f"so-hoa:{fresh.pk}").get()
    sign_scan(order.pk)
    fresh.refresh_from_db()
    item.refresh_from_db()
    assert fresh.state == "stored" and item.pdf_id == fresh.signed_id
    assert [one.good for one in looking.check_file(fresh.signed)] == [True]
    with pikepdf.open(io.BytesIO(store.read(fresh.signed))) as signed:
        _left, _low, right, high = signed.Root.AcroForm.Fields[0].Rect
        assert (right > 250, high > 350) == (True, True)
    dossier.refresh_from_db()
    kept = VaultItem.objects.get(source=fresh.subject)
    assert (kept.file_id, kept.about) == (fresh.signed_id, dossier.code)
    verbs = list(dossier.journal.values_list("verb", flat=True))
    assert verbs[-3:] == ["reject_scan", "scan_again", "check_scan"]
    told = digitising.figures([people.desk().pk], about=dossier.reference)
    assert (told.scanned, told.signed, told.stored, told.rejected, told.share) == (2, 1, 1, 1, 100)


def test_a_desk_may_let_the_one_who_scanned_check_and_without_a_certificate_it_is_stored_unsigned(dung):
    DigitisingRule.objects.create(agency=people.desk(), checker=Checker.ANYBODY)
    dossier, paper = taken_in(dung)
    scan = DigitisedPaper.objects.get(about=dossier.reference)
    item = dossier.items.get(paper_id=paper)
    if item.pdf_id is None:
        assert "đang được ghép" in dung.post(f"{SCANS}{scan.pk}/", {"lam": "dat"}).content.decode()
        papers.build_pdf(item)
    assert dung.post(f"{SCANS}{scan.pk}/", {"lam": "dat"}).status_code == 302
    scan.refresh_from_db()
    assert (scan.state, scan.signed) == ("stored", None)
    dossier.items.filter(pk=item.pk).update(verdict="wrong")
    digitising.recall_wrong(dossier)
    assert VaultItem.objects.get(source=scan.subject).state == "recalled"


def test_a_paper_that_the_procedure_does_not_want_digitised_is_not_asked_for(dung, monkeypatch):
    dossier, _ = taken_in(dung)
    told = definition(dossier.version)
    assert digitising.to_digitise(dossier)
    kept_on_paper = replace(told, papers=tuple(replace(one, digitise=False) for one in told.papers))
    monkeypatch.setattr(digitising, "definition", lambda version: kept_on_paper)
    assert digitising.to_digitise(dossier) == [] and digitising.unscanned(dossier) == []


@pytest.mark.article("HG-8.1b")
def test_a_paper_taken_without_a_scan_is_asked_for_until_it_has_one(dung):
    dossier = opened(dung)
    filled(dossier)
    asked = definition(dossier.version).papers
    marks = {f"p-{one.id}": "there" for one in asked}
    done = dung.post(
        page(dossier),
        {"lam": "nhan", "hien": "*", "nhan": "in_person", "dong_y": "giay", **marks},
        follow=True,
    )
    dossier.refresh_from_db()
    assert "Chưa quét" in done.content.decode() and "Quét bây giờ" in done.content.decode()
    bare = digitising.unscanned(dossier)
    assert bare and all(one.digitise for one in asked if one.id in {item.paper_id for item in bare})
    assert dossier.owner_name in dung.get(SCANS).content.decode()
    late = f"{START}da-nhan/{dossier.code}/quet/"
    assert at_work(people.stranger()).get(late).status_code == 404
    assert "Chọn tệp" in dung.post(late, {"giay": bare[0].paper_id}).content.decode()
    for item in bare:
        assert dung.post(late, {"giay": item.paper_id, "tep": pdf_of(1)}).status_code == 302
    assert DigitisedPaper.objects.filter(about=dossier.reference, state="scanned").count() == len(bare)
    assert "đã được quét" in dung.post(late, {"giay": bare[0].paper_id, "tep": pdf_of(1)}).content.decode()
    assert dossier.owner_name not in dung.get(SCANS).content.decode().split("Chưa quét")[1]
    assert dossier.journal.last().verb == "scan_late"


def test_pages_are_parted_turned_and_given_to_their_papers_and_the_original_stays(dung):
    dossier = opened(dung)
    first = first_paper(dossier)
    asked = eform.papers_asked(definition(dossier.version), dossier.answers, eform.given("in_person"))
    second = next(one.id for one in asked if one.id != first)
    address = f"{page(dossier)}trang/"
    dung.post(address, {"viec": "xep", "tap": pdf_of(4), "vao": first})
    sheets = list(ItemPage.objects.filter(item__dossier=dossier, removed_at=None).order_by("position"))
    assert [one.item.paper_id for one in sheets] == [first] * 4
    dung.post(address, {"viec": f"tu:{sheets[2].pk}", f"g-{sheets[2].pk}": second})
    dung.post(address, {"viec": f"phai:{sheets[0].pk}"})
    dung.post(address, {"viec": f"xuong:{sheets[0].pk}", f"g-{sheets[3].pk}": first})
    laid = {one.paper_id: [p.pk for p in papers.pages_of(one)] for one in dossier.items.all()}
    assert laid == {first: [sheets[1].pk, sheets[0].pk, sheets[3].pk], second: [sheets[2].pk]}
    assert ItemPage.objects.get(pk=sheets[0].pk).rotation == 90
    gone = ItemPage.objects.get(item__dossier=dossier, removed_at__isnull=False)
    assert gone.file.pages == 4, "the pile as it was scanned"
    assert "bản quét gốc 4 trang" in dung.get(address).content.decode()
    assert dung.get(f"{address}{sheets[0].pk}/").status_code == 200
    assert dung.post(address, {"viec": f"lay-lai:{gone.pk}"}).status_code == 302
    assert dung.post(address, {"viec": "bo:x"}).status_code == 404
    assert at_work(people.stranger()).get(address).status_code == 404
