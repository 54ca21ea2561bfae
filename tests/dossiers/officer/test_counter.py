"""The counter: a person with papers leaves with a receipt; the officer only typed."""

import html
import io
import random
from datetime import date

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dossiers.models import Channel, Dossier, SlipKind
from dossiers.services import counter, drafts
from dossiers.states import State
from payments.models import Payment
from portal.accounts.models import Party
from portal.agencies.models import Duty
from portal.audit.models import AccessLog
from portal.calendars.now import pretend
from portal.vault import services as vault
from portal.vault.models import Shelf
from portal.visits import signatures
from portal.web.refusals import NotYours, StepRefused
from procedures import eform
from procedures.queries import definition
from procedures.samples import invented_number, sample_answers
from tests import people
from tests.conftest import hanoi
from tests.dossiers.officer.desk import at_work

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
START = "/lam-viec/quay/"
BORN = date(1988, 11, 14)


def card(name="Đoàn Thị Kim Liên", seed=5):
    number = invented_number(random.Random(seed), BORN, "female")
    return number, f"{number}||{name}|14111988|Nữ|Tổ 4, khu 2|25052021"


@pytest.fixture
def dung():
    return at_work(people.desk_officer())


@pytest.fixture(autouse=True)
def monday():
    with pretend(MONDAY):
        yield


def opened(client, **more):
    """The draft that opens after the scan."""
    answer = client.post(START, {"scan": card()[1], "phone": "0912 345 678", "thu-tuc": "1.001193", **more})
    assert answer.status_code == 302, answer.content.decode()
    return Dossier.objects.get(reference=answer.url.rstrip("/").split("/")[-1])


def filled(dossier):
    """Answers as an officer would type them, so that only papers are left."""
    told = definition(dossier.version)
    answers = sample_answers(told, seed=3, commune=people.ward_code(), known={})
    drafts.save_answers(dossier=dossier, answers=answers)
    return told


def first_paper(dossier):
    """The first paper that these answers ask for."""
    told = filled(dossier)
    return eform.papers_asked(told, dossier.answers, eform.given("in_person"))[0].id


def page(dossier):
    return f"{START}tiep-nhan/{dossier.reference}/"


@pytest.mark.article("HG-8.1a", "ST-7.2")
def test_a_scanned_card_makes_the_person_and_opens_a_prefilled_form_that_is_theirs(dung):
    dossier = opened(dung)
    party = Party.objects.get(id_number=card()[0])
    assert (party.name, party.birth_on, party.sex, party.phone) == (
        "Đoàn Thị Kim Liên", BORN, "female", "0912345678",
    )  # fmt: skip
    assert party.id_checked_at is not None
    assert (dossier.owner, dossier.submitter, dossier.channel) == (party, party, Channel.IN_PERSON)
    assert dossier.contact_phone == "0912345678"
    assert "Đoàn Thị Kim Liên" in str(dossier.answers)


def test_a_person_who_is_known_is_found_and_not_made_twice(dung):
    opened(dung)
    opened(dung)
    assert Party.objects.filter(id_number=card()[0]).count() == 1


def test_a_number_of_somebody_else_is_refused(dung):
    opened(dung)
    answer = dung.post(START, {"number": card()[0], "name": "Lỷ A Tắc", "thu-tuc": "1.001193"})
    assert "đã có trong hệ thống với một tên khác" in answer.content.decode()


def test_what_is_known_stays_and_what_is_missing_is_filled_in():
    officer = people.desk_officer()
    number, _ = card(seed=8)
    first = counter.person_at_counter(officer=officer, number=number, name="Tằng A Sồi", phone="0912000111")
    second = counter.person_at_counter(
        officer=officer, number=number, name="Tằng A Sồi", phone="0999999999", address="Bản Ngà"
    )
    assert first.pk == second.pk
    assert (second.phone, second.address) == ("0912000111", "Bản Ngà")


def test_a_scan_under_the_wrong_keyboard_says_how_to_go_on(dung):
    answer = dung.post(START, {"scan": "02218800391||Đoàn Thị Kim Liêm|14111988|Nư"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "mã quét có 11" in text
    assert "Chuyển bàn phím sang EN" in text


def test_typed_instead_of_scanned(dung):
    answer = dung.post(START, {"number": "022 188", "name": ""})
    text = answer.content.decode()
    assert "Nhập họ, chữ đệm và tên" in text
    assert answer.status_code == 422
    number, _ = card(seed=11)
    spaced = f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"
    answer = dung.post(START, {"number": spaced, "name": "Bế Văn Đàn", "thu-tuc": "1.001193"})
    assert answer.status_code == 302


def test_somebody_files_for_another(dung):
    number = invented_number(random.Random(21), date(1940, 1, 2), "male")
    dossier = opened(dung, owner_number=number, owner_name="Vũ Đình Quyết")
    assert dossier.owner.name == "Vũ Đình Quyết"
    assert dossier.submitter.name == "Đoàn Thị Kim Liên"


def test_the_procedure_is_found_by_what_people_call_it(dung):
    found = dung.get(START + "thu-tuc/?q=giay khai sinh").content.decode()
    assert "1.001193" in found


def test_no_procedure_chosen_shows_the_person_and_asks(dung):
    text = dung.post(START, {"scan": card()[1]}).content.decode()
    assert "Đoàn Thị Kim Liên" in text
    assert "Chọn thủ tục người này cần làm" in text


@pytest.mark.article("ST-24.2", "HG-8.1b", "DL-7")
def test_everything_in_one_act_and_the_receipt_is_there(dung):
    dossier = opened(dung)
    told = filled(dossier)
    papers = {f"p-{paper.id}": "there" for paper in told.papers}
    answer = dung.post(
        page(dossier),
        {
            "lam": "nhan",
            "hien": "*",
            "nhan": "in_person",
            "dien-thoai": "0912345678",
            "dong_y": "giay",
            **papers,
        },
    )
    dossier.refresh_from_db()
    assert answer.url == f"{START}da-nhan/{dossier.code}/"
    assert dossier.state == State.PROCESSING
    assert dossier.receiving_agency == people.desk()
    assert dossier.received_at == MONDAY
    assert list(dossier.journal.values_list("verb", flat=True)) == ["submit", "accept", "transfer"]
    assert dossier.slips.get().kind == SlipKind.RECEIPT
    assert dossier.items.filter(delivery="counter").exists()


def test_a_same_day_dossier_goes_on_to_its_result_at_once(dung):
    dossier = opened(dung)
    papers = {f"p-{paper.id}": "there" for paper in filled(dossier).papers}
    assert "Trả kết quả ngay" in dung.get(page(dossier)).content.decode()
    typed = {"lam": "tra-ngay", "hien": "*", "nhan": "in_person", "dong_y": "giay", **papers}
    answer = dung.post(page(dossier), typed, follow=True)
    dossier.refresh_from_db()
    assert dossier.state == State.REGISTERED, "filed, and accepted only together with its result"
    assert "Tiếp nhận và trả kết quả" in answer.content.decode()
    assert answer.redirect_chain[-1][0].endswith(f"/{dossier.shown_code}/tra-ngay/")


def test_money_due_now_must_be_taken_or_nothing_is_filed(dung, monkeypatch):
    from dossiers.services import submission
    from payments.services import open_charge

    def fee_due_now(dossier):
        lines = [{"id": "p", "name": "Phí", "vnd": 15000}]
        open_charge(subject=dossier.reference, timing="at_receipt", lines=lines, payer="x")

    monkeypatch.setattr(submission, "open_fees", fee_due_now)
    dossier = opened(dung)
    told = filled(dossier)
    papers = {f"p-{paper.id}": "there" for paper in told.papers}
    typed = {"lam": "nhan", "hien": "*", "nhan": "in_person", "dong_y": "giay", **papers}
    refused = dung.post(page(dossier), typed)
    dossier.refresh_from_db()
    assert "Chọn cách thu 15.000" in refused.content.decode()
    assert (dossier.state, dossier.journal.count()) == (State.DRAFT, 0)
    unnamed = dung.post(page(dossier), {**typed, "cach-thu": "card"})
    assert "Nhập số in trên phiếu của máy thẻ" in unnamed.content.decode()
    dung.post(page(dossier), {**typed, "cach-thu": "card", "card_slip": "000417"})
    dossier.refresh_from_db()
    assert dossier.state == State.PROCESSING
    paid = Payment.objects.get(charge__subject=dossier.reference)
    assert (paid.method, paid.provider_ref) == ("card", "000417")


def test_what_is_missing_is_named_and_linked_and_nothing_typed_is_lost(dung):
    dossier = opened(dung)
    answer = dung.post(page(dossier), {"lam": "nhan", "hien": "*", "con_ho_ten": "Phạm Nguyễn Bảo Ngân"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "chỗ cần sửa" in text
    assert 'value="Phạm Nguyễn Bảo Ngân"' in text
    assert Dossier.objects.get(pk=dossier.pk).answers["con_ho_ten"] == "Phạm Nguyễn Bảo Ngân"


@pytest.mark.article("DL-8.1a")
def test_missing_papers_lead_to_a_slip_that_names_all_of_them_and_the_draft_waits(dung):
    dossier = opened(dung)
    filled(dossier)
    answer = dung.post(page(dossier), {"lam": "huong-dan", "hien": "*"})
    dossier.refresh_from_db()
    slip = dossier.slips.get()
    assert answer.status_code == 302
    assert (dossier.state, slip.kind) == (State.DRAFT, SlipKind.SUPPLEMENT)
    assert slip.facts["items"]
    assert dung.get(page(dossier) + f"phieu/{slip.pk}/").status_code == 200


def test_pages_that_were_scanned_go_to_their_paper(dung):
    dossier = opened(dung)
    first = first_paper(dossier)
    scan = SimpleUploadedFile("quet.jpg", people.photo(), "image/jpeg")
    dung.post(page(dossier), {"lam": "luu", "hien": "*", f"f-{first}": scan})
    assert dossier.items.get(paper_id=first).pages.count() == 1


def test_what_is_no_paper_is_refused_at_its_line(dung):
    dossier = opened(dung)
    first = first_paper(dossier)
    bad = SimpleUploadedFile("quet.exe", b"MZ" + b"\0" * 200, "application/octet-stream")
    answer = dung.post(page(dossier), {"lam": "nhan", "hien": "*", f"f-{first}": bad})
    assert answer.status_code == 422
    assert not dossier.items.filter(paper_id=first, pages__isnull=False).exists()


def test_a_second_dossier_of_the_same_kind_is_warned_of(dung):
    dossier = opened(dung)
    told = filled(dossier)
    papers = {f"p-{paper.id}": "there" for paper in told.papers}
    dung.post(page(dossier), {"lam": "nhan", "hien": "*", "nhan": "in_person", "dong_y": "giay", **papers})
    again = opened(dung)
    assert "Có thể trùng" in dung.get(page(again)).content.decode()


def test_another_desk_and_another_duty_have_nothing_to_do_here(dung):
    dossier = opened(dung)
    assert at_work(people.stranger()).get(page(dossier)).status_code == 404
    from dossiers.demo import driving

    clerk = driving.somebody(people.ward(), Duty.CLERK)
    assert at_work(clerk).get(START).status_code == 403
    with pytest.raises(NotYours, match="cán bộ một cửa"):
        counter.person_at_counter(officer=clerk, number=card()[0], name="A")


def test_guidance_is_not_given_for_a_complete_dossier(dung):
    dossier = opened(dung)
    told = filled(dossier)
    counter.hand_in(
        dossier=dossier, officer=people.desk_officer(), there={p.id: True for p in told.papers}, files={}
    )
    with pytest.raises(StepRefused, match="đã đủ"):
        counter.guide_at_counter(dossier=dossier, officer=people.desk_officer())


def test_looking_somebody_up_is_logged(dung):
    dung.post(START, {"scan": card()[1]})
    party = Party.objects.get(id_number=card()[0])
    assert AccessLog.objects.filter(party_id=party.pk, act="Tra cứu tại quầy").exists()


def kept_at_home(party, title, **more):
    """A paper in this person's store, come there by the ordinary way."""
    file = people.paper(people.desk_officer().user, title)
    given = vault.Deposit(
        party=party, shelf=Shelf.RESULT, source=f"x:{title}", title=title, file=file, **more
    )
    return vault.keep(vault.deposit(given))


@pytest.mark.article("QN-15.1-6", "DL-19.2-4")
def test_a_paper_that_lies_in_the_store_is_taken_for_that_very_place_with_purpose_and_the_owner_reads_it(
    dung,
):
    dossier = opened(dung)
    spec = definition(dossier.version).paper(first_paper(dossier))
    item = kept_at_home(dossier.owner, spec.name.upper(), number="12/2024")
    other = kept_at_home(dossier.owner, "Sổ tiêm chủng của con")
    shown = dung.get(page(dossier)).content.decode()
    assert "Có trong kho" in shown and "12/2024" in shown and "Sổ tiêm chủng" not in shown
    refused = dung.post(page(dossier), {"lam": "luu", "hien": "*", f"p-{spec.id}": other.key})
    assert "không phải giấy đang cần" in refused.content.decode()
    for _twice in range(2):
        dung.post(page(dossier), {"lam": "luu", "hien": "*", f"p-{spec.id}": item.key})
    kept = dossier.items.get(paper_id=spec.id)
    assert (kept.delivery, [one.file for one in kept.pages.all()]) == ("vault", [item.file])
    assert [(row.verb, row.note) for row in dossier.journal.all()] == [
        ("use_store", f"{item.title} cho hồ sơ {dossier.reference}")
    ]
    assert people.desk_officer().user.full_name in item.uses.get().by
    looked = AccessLog.objects.filter(party_id=dossier.owner_id, act="Lấy giấy tờ trong kho").first()
    assert spec.name[:40] in looked.purpose
    dung.post(page(dossier), {"lam": "luu", "hien": "*", f"p-{spec.id}": "there"})
    kept.refresh_from_db()
    assert kept.delivery == "counter" and not kept.pages.filter(removed_at=None).exists()
    assert "được giữ lại" in dung.post(page(dossier), {"lam": "bo"}, follow=True).content.decode()


def test_the_store_of_somebody_who_is_not_there_stays_closed(dung):
    number = invented_number(random.Random(22), date(1941, 1, 2), "male")
    dossier = opened(dung, owner_number=number, owner_name="Vũ Đình Quyết")
    spec = definition(dossier.version).paper(first_paper(dossier))
    item = kept_at_home(dossier.owner, spec.name)
    assert "Có trong kho" not in dung.get(page(dossier)).content.decode()
    answer = dung.post(page(dossier), {"lam": "luu", "hien": "*", f"p-{spec.id}": item.key})
    assert "Chủ kho không có mặt" in answer.content.decode()


def test_nothing_is_filed_before_the_person_agrees_and_how_is_kept(dung):
    dossier = opened(dung)
    told = filled(dossier)
    papers = {f"p-{paper.id}": "there" for paper in told.papers}
    typed = {"lam": "nhan", "hien": "*", "nhan": "in_person", **papers}
    assert "Chọn cách người nộp đồng ý" in dung.post(page(dossier), typed).content.decode()
    unsigned = dung.post(page(dossier), {**typed, "dong_y": "man-hinh"})
    assert "chưa ký trên màn hình" in unsigned.content.decode()
    assert signatures.of(dossier.reference) == []
    answer = dung.post(page(dossier), {**typed, "dong_y": "man-hinh", "drawn": "9,99 80,40 150,160 220,40"})
    signed = signatures.of(dossier.reference)[0]
    assert (signed.purpose, signed.how, signed.name) == ("consent", "drawn", "Đoàn Thị Kim Liên")
    printed = dung.post(f"{answer.url}in/")
    with pikepdf.open(io.BytesIO(printed.content)) as sheets:
        last = sheets.pages[-1].mediabox
        assert len(sheets.pages) >= 2 and round(float(last[2]) / 72 * 25.4) == 90


def test_a_colleague_at_the_same_desk_goes_on_with_the_draft(dung):
    dossier = opened(dung)
    first = first_paper(dossier)
    other = people.driving.somebody(people.desk(), Duty.DESK_LEADER)
    answer = at_work(other).post(page(dossier), {"lam": "luu", "hien": "*", f"p-{first}": "there"})
    assert answer.status_code == 200 and dossier.items.get(paper_id=first).delivery == "counter"
    papers = {f"p-{paper.id}": "there" for paper in definition(dossier.version).papers}
    typed = {"lam": "nhan", "hien": "*", "nhan": "in_person", "dong_y": "giay", **papers}
    assert at_work(other).post(page(dossier), typed).status_code == 302


def test_the_address_on_the_card_names_the_commune_and_the_mother_is_filled_in_by_key(dung):
    commune = people.own_communes().first()
    number, _ = card(seed=31)
    read = f"{number}||Lò Thị Ơn|14111988|Nữ|Tổ 4, khu 2, {commune.in_text}, Quảng Ninh|25052021"
    answer = dung.post(START, {"scan": read, "thu-tuc": "1.001193"})
    party = Party.objects.get(id_number=number)
    assert (party.address, party.commune_code) == ("Tổ 4, khu 2", commune.code)
    shown = html.unescape(dung.get(answer.url).content.decode())
    assert '"_ho_ten": {"": "Lò Thị Ơn"}' in shown and '"-ngay": "14"' in shown
