"""A mother files a birth registration with no script in her browser."""

import unicodedata

import pytest
from django.test import Client

from dossiers.models import Dossier
from dossiers.states import State
from portal.accounts.models import ConsentRecord, Party
from portal.notifications.models import Message
from tests import people
from tests.dossiers.citizen.walking import BIRTH, START, add, begin, send, signed_in, text, walk

pytestmark = pytest.mark.django_db


@pytest.mark.article("QN-16.3")
def test_from_start_to_sent_without_script():
    huyen = people.citizen("Đinh Thị Ngọc Huyền")
    browser = signed_in(huyen)
    ref = begin(browser)
    screens = walk(browser, ref)
    assert len(set(screens)) <= 7
    assert text(browser.get(screens[0])).count("Đã điền từ") >= 4, "what the register knows is filled in"
    check = text(browser.get(f"/nop/{ref}/kiem-tra/"))
    assert "Đinh Thị Ngọc Huyền" in check
    assert "Hồ sơ chưa được gửi" in check
    answer = send(browser, ref)
    assert answer["Location"] == f"/ho-so/{ref}/da-gui/"
    dossier = Dossier.objects.get(reference=ref)
    assert dossier.state == State.REGISTERED
    assert dossier.receiving_agency == people.desk()
    sent = text(browser.get(answer["Location"]))
    assert "Đã gửi hồ sơ" in sent
    assert "Giấy chứng sinh, 1 trang" in sent
    assert Message.objects.filter(about=ref, user=huyen, template="submitted").exists()
    assert ConsentRecord.objects.filter(evidence=ref, purpose="handle_dossier").count() == 1


@pytest.mark.article("QN-16.3")
def test_a_birth_takes_nine_screens_even_when_nothing_is_known_about_the_person():
    """ux.md T3, counted from the procedure page to the confirmation: start, questions, papers, receiving, check."""
    user = people.citizen("Đinh Thị Ngọc Huyền")
    unknown = {"birth_on": None, "sex": "", "phone": "", "address": "", "commune_code": ""}
    Party.objects.filter(user=user).update(**unknown)
    browser = signed_in(user)
    ref = begin(browser)
    screens = walk(browser, ref, co_cha=True, cha_me_ket_hon=True)
    assert len({"bat-dau", *screens, "kiem-tra"}) <= 9, screens
    assert "Cha của con" in text(browser.get(f"/nop/{ref}/cha/"))
    assert Dossier.objects.get(reference=ref).answers["cha_ho_ten"], "nothing of the declaration is left out"
    assert send(browser, ref).status_code == 302


@pytest.mark.parametrize("code", ["1.001612", "2.000815", "1.013225", "3.000347"])
def test_other_procedures_go_the_same_way(code):
    """Repeated groups, pages counted, exemptions, several papers."""
    browser = signed_in(people.citizen("Đinh Thị Ngọc Huyền"))
    ref = begin(browser, code)
    walk(browser, ref)
    assert send(browser, ref)["Location"] == f"/ho-so/{ref}/da-gui/"
    assert Dossier.objects.get(reference=ref).state == State.REGISTERED


def test_an_unticked_declaration_is_asked_for_and_nothing_is_sent():
    browser = signed_in(people.citizen())
    ref = begin(browser)
    walk(browser, ref)
    answer = browser.post(f"/nop/{ref}/kiem-tra/", {})
    assert answer.status_code == 422
    assert "<title>Lỗi:" in answer.content.decode()
    assert "Đánh dấu vào ô cam đoan" in text(answer)
    assert Dossier.objects.get(reference=ref).state == State.DRAFT


def test_sent_twice_and_from_a_second_tab_is_one_dossier_and_every_answer_shows_it():
    browser = signed_in(people.citizen())
    ref = begin(browser)
    walk(browser, ref)
    answers = [send(browser, ref) for _ in range(3)]
    assert {answer["Location"] for answer in answers} == {f"/ho-so/{ref}/da-gui/"}
    back = browser.get(f"/nop/{ref}/con/")
    assert back["Location"] == f"/ho-so/{ref}/da-gui/", "the Back button meets the sent page"
    assert Dossier.objects.get(reference=ref).journal.filter(verb="submit").count() == 1


def test_begun_in_many_tabs_is_one_draft():
    huyen = people.citizen()
    browser = signed_in(huyen)
    assert len({begin(browser) for _ in range(5)}) == 1
    assert Dossier.objects.filter(created_by=huyen).count() == 1


def test_a_name_typed_with_loose_marks_is_kept_in_one_form():
    browser = signed_in(people.citizen())
    ref = begin(browser)
    typed = unicodedata.normalize("NFD", "  Nguyễn\u200b Thị   Đẹp ")
    post = {"con_ho_ten": typed, "con_ngay_sinh-ngay": "14", "con_ngay_sinh-thang": "11"}
    browser.post(f"/nop/{ref}/con/", post)
    kept = Dossier.objects.get(reference=ref).answers["con_ho_ten"]
    assert kept == "Nguyễn Thị Đẹp"
    assert unicodedata.is_normalized("NFC", kept)


def test_wrong_answers_are_said_and_kept_as_typed():
    browser = signed_in(people.citizen())
    ref = begin(browser)
    post = {
        "con_ho_ten": "",
        "con_ngay_sinh-ngay": "30",
        "con_ngay_sinh-thang": "2",
        "con_ngay_sinh-nam": "2026",
    }
    answer = browser.post(f"/nop/{ref}/con/", post)
    page = answer.content.decode()
    assert "<title>Lỗi:" in page
    assert "Tháng 2 năm 2026 chỉ có 28 ngày" in page
    again = browser.get(f"/nop/{ref}/con/").content.decode()
    assert 'value="30"' in again, "the wrong day is still there tomorrow"


def test_a_number_of_the_wrong_length_says_how_many_digits_were_typed():
    browser = signed_in(people.citizen())
    ref = begin(browser)
    answer = browser.post(f"/nop/{ref}/me/", {"me_so_dinh_danh": "001 099-0123"})
    assert "phải có 12 chữ số — bạn đã nhập 10" in text(answer)


def test_a_question_opened_by_an_answer_is_asked_before_going_on():
    browser = signed_in(people.citizen())
    ref = begin(browser)
    page = browser.get(f"/nop/{ref}/noi_sinh/").content.decode()
    seen = page.split('name="hien" value="')[1].split('"')[0]
    assert "con_co_so" not in seen
    post = {
        "sinh_tai_co_so_y_te": "co_so",
        "con_noi_sinh-duong": "số 1",
        "con_noi_sinh-xa": people.ward_code(),
        "co_giay_chung_sinh": "co",
        "hien": seen,
    }
    options = {q.id: [o.id for o in q.options] for q in _page(ref, "noi_sinh").questions}
    post["sinh_tai_co_so_y_te"] = options["sinh_tai_co_so_y_te"][0]
    answer = browser.post(f"/nop/{ref}/noi_sinh/", post)
    again = (
        answer.content.decode()
        if answer.status_code == 200
        else browser.get(answer["Location"]).content.decode()
    )
    assert 'name="con_co_so"' in again


def _page(ref, key):
    from procedures.queries import definition

    page = definition(Dossier.objects.get(reference=ref).version).page(key)
    assert page is not None
    return page


def test_what_was_said_on_the_first_page_is_not_asked_again():
    """A mother without a telephone in her account types it once, her own name once."""
    lan = people.citizen("Phùn Thị Lan")
    Party.objects.filter(user=lan).update(phone="")
    browser = signed_in(lan)
    ref = begin(browser)
    walk(browser, ref, until="/me/", nguoi_yeu_cau_dien_thoai="0904111222")
    page = browser.get(f"/nop/{ref}/me/").content.decode()
    assert 'value="Phùn Thị Lan"' in page and "câu trả lời của bạn ở phần trước" in page
    assert 'value="0904111222"' in browser.get(f"/nop/{ref}/nhan-ket-qua/").content.decode()


def test_missing_things_are_listed_with_the_way_to_each():
    browser = signed_in(people.citizen())
    ref = begin(browser)
    answer = send(browser, ref)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"/nop/{ref}/con/?ve=kiem-tra" in page
    assert f"/nop/{ref}/nhan-ket-qua/?ve=kiem-tra" in page
    assert Dossier.objects.get(reference=ref).state == State.DRAFT


def test_mending_one_answer_leads_straight_back_to_the_check():
    browser = signed_in(people.citizen())
    ref = begin(browser)
    walk(browser, ref)
    answer = browser.post(f"/nop/{ref}/con/", {"con_ho_ten": "Đinh Gia Bảo", "ve": "kiem-tra"})
    assert answer["Location"] == f"/nop/{ref}/kiem-tra/"


def test_later_keeps_what_stands_on_the_page():
    browser = signed_in(people.citizen())
    ref = begin(browser)
    answer = browser.post(f"/nop/{ref}/con/", {"con_ho_ten": "Đinh Gia An", "de-sau": "1"})
    assert "Đã lưu nháp" in text(browser.get(answer["Location"]))
    assert Dossier.objects.get(reference=ref).answers["con_ho_ten"] == "Đinh Gia An"
    assert "Bạn đang làm dở" in text(browser.get(f"/nop/{BIRTH}/"))


def test_whoever_is_not_signed_in_chooses_first_and_finds_the_choices_again():
    browser = Client()
    answer = browser.post(f"/nop/{BIRTH}/", START)
    assert answer["Location"] == f"/dang-nhap/?next=/nop/{BIRTH}/"
    huyen = people.citizen()
    signed = browser.post(answer["Location"], {"login": huyen.email, "password": people.PASSWORD})
    assert signed["Location"] == f"/nop/{BIRTH}/"
    page = browser.get(signed["Location"]).content.decode()
    assert page.count(" checked") == 5


def test_consent_is_never_ticked_beforehand_and_never_skipped():
    browser = signed_in(people.citizen())
    assert " checked" not in browser.get(f"/nop/{BIRTH}/").content.decode()
    answer = browser.post(f"/nop/{BIRTH}/", {**START, "dong_y": ""})
    assert "Đánh dấu vào ô đồng ý" in text(answer)


def test_who_may_not_use_this_procedure_is_told_what_to_do_instead():
    answer = Client().post(f"/nop/{BIRTH}/", {**START, "dk_chua_khai_sinh": "co"})
    page = text(Client().get(answer["Location"]))
    assert "Việc này cần làm cách khác" in page
    assert "trích lục" in page


def test_for_somebody_else_the_owner_is_found_by_number_and_nothing_of_theirs_is_shown():
    mother = people.citizen("Chíu Thị Lan")
    browser = signed_in(people.citizen("Trần Bá Quyết"))
    number = mother.party.id_number
    ref = begin(browser, cho_ai="nguoi", ten="chíu thị  lan", so=number)
    dossier = Dossier.objects.get(reference=ref)
    assert dossier.owner == mother.party
    assert dossier.submitter.name == "Trần Bá Quyết"
    told = str(dossier.answers)
    assert "Chíu Thị Lan" in told
    assert mother.party.address not in told
    assert mother.party.phone not in told


def test_a_number_of_another_name_is_not_believed():
    mother = people.citizen("Chíu Thị Lan")
    browser = signed_in(people.citizen())
    said = {**START, "cho_ai": "nguoi", "ten": "Lê Văn Tám", "so": mother.party.id_number}
    answer = browser.post(f"/nop/{BIRTH}/", said)
    assert "Tên và số này chưa khớp nhau" in text(answer)
    assert "Chíu" not in text(answer)


def test_for_an_organisation_the_tax_code_names_the_owner():
    browser = signed_in(people.citizen())
    bad = browser.post(
        f"/nop/{BIRTH}/", {**START, "cho_ai": "to_chuc", "ten": "Công ty Sóng Xanh", "so": "123"}
    )
    assert bad.status_code == 200
    assert not Party.objects.filter(tax_code="123").exists()


def test_a_draft_is_discarded_only_after_the_question():
    huyen = people.citizen()
    browser = signed_in(huyen)
    ref = begin(browser)
    assert "Xoá nháp này?" in text(browser.get(f"/nop/{ref}/xoa/"))
    assert Dossier.objects.filter(reference=ref).exists()
    browser.post(f"/nop/{ref}/xoa/")
    assert not Dossier.objects.filter(reference=ref).exists()


def test_files_of_the_wrong_kind_or_with_a_virus_are_refused_in_words_and_the_good_one_stays(
    django_capture_on_commit_callbacks,
):
    browser = signed_in(people.citizen())
    ref = begin(browser)
    browser.post(f"/nop/{ref}/noi_sinh/", {"co_giay_chung_sinh": "co"})
    url = f"/nop/{ref}/giay-to/giay_chung_sinh/"
    with django_capture_on_commit_callbacks(execute=True):
        assert add(browser, url).status_code == 302
    virus = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    for content, name, words in [
        (virus, "giay.jpg", "mã độc"),
        (b"ftypqt  not a picture" * 50, "phim.pdf", "Tệp phải là ảnh (JPG, PNG, HEIC) hoặc PDF"),
        (b"", "rong.jpg", "trống"),
    ]:
        answer = add(browser, url, content, name)
        assert answer.status_code == 422, name
        assert words in text(answer)
    item = Dossier.objects.get(reference=ref).items.get()
    assert item.pages.count() == 1
    assert item.pdf is not None
