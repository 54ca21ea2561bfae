"""What is typed or brought is kept: signed out, another version, another device (promise P6, benchmark T4)."""

import copy
from datetime import timedelta

import pytest

from dossiers.models import Dossier
from dossiers.versions import impact, tell_drafts
from portal.accounts.models import Session
from portal.agencies.queries import today
from portal.notifications.models import Message
from procedures.models import ProcedureVersion, VersionState
from tests import people
from tests.dossiers.citizen.walking import add, begin, send, signed_in, text, walk

pytestmark = pytest.mark.django_db


def test_typed_after_the_sign_in_ran_out_is_there_after_signing_in_again():
    huyen = people.citizen()
    browser = signed_in(huyen)
    ref = begin(browser)
    Session.objects.all().delete()
    answer = browser.post(f"/nop/{ref}/con/", {"con_ho_ten": "Đinh Bảo Châu", "con_gioi_tinh": "nu"})
    assert answer["Location"] == f"/dang-nhap/?next=/nop/{ref}/con/"
    assert "con_ho_ten" not in Dossier.objects.get(reference=ref).answers, (
        "nobody writes without being signed in"
    )
    signed = browser.post(answer["Location"], {"login": huyen.email, "password": people.PASSWORD})
    page = browser.get(signed["Location"])
    assert "Những gì bạn gõ vẫn còn" in text(page)
    assert 'value="Đinh Bảo Châu"' in page.content.decode()
    assert Dossier.objects.get(reference=ref).answers["con_ho_ten"] == "Đinh Bảo Châu"


def test_what_was_held_is_not_given_to_another_person():
    huyen, other = people.citizen(), people.citizen("Lý Thị Mẩy")
    browser = signed_in(huyen)
    ref = begin(browser)
    Session.objects.all().delete()
    browser.post(f"/nop/{ref}/con/", {"con_ho_ten": "Đinh Bảo Châu"})
    browser.post("/dang-nhap/", {"login": other.email, "password": people.PASSWORD})
    assert browser.get(f"/nop/{ref}/con/").status_code == 404
    assert "con_ho_ten" not in Dossier.objects.get(reference=ref).answers


def test_autosave_keeps_half_typed_words_and_says_when():
    browser = signed_in(people.citizen())
    ref = begin(browser)
    post = {"con_ngay_sinh-ngay": "31", "con_ngay_sinh-thang": "x", "con_ho_ten": "Đinh"}
    answer = browser.post(f"/nop/{ref}/con/luu/", post, headers={"Accept": "application/json"})
    assert list(answer.json()) == ["saved"]
    page = browser.get(f"/nop/{ref}/con/").content.decode()
    assert 'value="31"' in page
    assert 'value="x"' in page
    assert 'value="Đinh"' in page


def test_autosave_of_one_signed_out_says_so_and_of_a_sent_dossier_changes_nothing():
    browser = signed_in(people.citizen())
    ref = begin(browser)
    walk(browser, ref)
    send(browser, ref)
    before = Dossier.objects.get(reference=ref).answers
    json = {"Accept": "application/json"}
    assert browser.post(f"/nop/{ref}/con/luu/", {"con_ho_ten": "Khác"}, headers=json).status_code == 409
    assert Dossier.objects.get(reference=ref).answers == before
    Session.objects.all().delete()
    assert browser.post(f"/nop/{ref}/con/luu/", {}, headers=json).status_code == 401


def test_pages_save_apart_so_an_old_tab_does_not_undo_the_others():
    browser = signed_in(people.citizen())
    ref = begin(browser)
    browser.post(f"/nop/{ref}/con/luu/", {"con_ho_ten": "Đinh An"}, headers={"Accept": "application/json"})
    browser.post(f"/nop/{ref}/me/luu/", {"me_ho_ten": "Đinh Mai"}, headers={"Accept": "application/json"})
    kept = Dossier.objects.get(reference=ref).answers
    assert (kept["con_ho_ten"], kept["me_ho_ten"]) == ("Đinh An", "Đinh Mai")
    browser.post(f"/nop/{ref}/con/luu/", {"con_ho_ten": ""}, headers={"Accept": "application/json"})
    kept = Dossier.objects.get(reference=ref).answers
    assert not kept["con_ho_ten"]
    assert kept["me_ho_ten"] == "Đinh Mai"


def test_gone_on_with_on_another_device():
    huyen = people.citizen()
    ref = begin(phone := signed_in(huyen))
    phone.post(f"/nop/{ref}/noi_sinh/", {"co_giay_chung_sinh": "co"})
    add(phone, f"/nop/{ref}/giay-to/giay_chung_sinh/")
    computer = signed_in(huyen)
    assert ref in computer.get("/ho-so/?nhom=nhap").content.decode()
    assert computer.get(f"/nop/{ref}/")["Location"] == f"/nop/{ref}/nhiem-vu/"
    assert "1 trang đã thêm" in text(computer.get(f"/nop/{ref}/giay-to/giay_chung_sinh/"))


@pytest.fixture
def newer_version() -> ProcedureVersion:
    """From today the procedure asks for one more question and has another fee."""
    old = people.procedure().versions.get(state=VersionState.PUBLISHED)
    told = copy.deepcopy(old.definition)
    told["form"]["pages"][0]["questions"].append(
        {"id": "ghi_chu", "kind": "text", "label": "Điều bạn muốn nói thêm", "required": False}
    )
    told["fees"][0]["amount"]["vnd"] = 9000
    return ProcedureVersion(
        procedure=old.procedure,
        number=old.number + 1,
        definition=told,
        state=VersionState.PUBLISHED,
        sha256="f" * 64,
        effective_from=today(),
    )


def test_a_draft_follows_a_new_version_with_the_difference_shown(newer_version):
    browser = signed_in(people.citizen())
    ref = begin(browser)
    browser.post(f"/nop/{ref}/con/", {"con_ho_ten": "Đinh An"})
    newer_version.effective_from = today() - timedelta(days=0)
    newer_version.save()
    answer = browser.get(f"/nop/{ref}/me/")
    assert answer["Location"] == f"/nop/{ref}/thay-doi/{newer_version.number - 1}/"
    page = text(browser.get(answer["Location"]))
    assert "Thêm: Điều bạn muốn nói thêm" in page
    assert "Đổi mức" in page
    dossier = Dossier.objects.get(reference=ref)
    assert dossier.version == newer_version
    assert dossier.answers["con_ho_ten"] == "Đinh An"


def test_sending_on_an_old_version_shows_the_difference_instead(newer_version):
    browser = signed_in(people.citizen())
    ref = begin(browser)
    walk(browser, ref)
    newer_version.save()
    answer = send(browser, ref)
    assert "/thay-doi/" in answer["Location"]
    assert Dossier.objects.get(reference=ref).state == "draft"
    assert send(browser, ref)["Location"] == f"/ho-so/{ref}/da-gui/"


def test_a_question_that_means_something_else_is_asked_again_and_the_old_answer_shown(newer_version):
    huyen = signed_in(people.citizen())
    ref = begin(huyen)
    huyen.post(f"/nop/{ref}/con/", {"con_ho_ten": "Đinh An"})
    page = next(p for p in newer_version.definition["form"]["pages"] if p["id"] == "con")
    asked = next(q for q in page["questions"] if q["id"] == "con_ho_ten")
    asked["label"] = "Tên con viết bằng chữ in"
    newer_version.sha256 = "e" * 64
    newer_version.save()
    answer = huyen.get(f"/nop/{ref}/me/")
    told = text(huyen.get(answer["Location"]))
    assert "Bạn cần trả lời lại" in told and "Trước đây bạn trả lời: Đinh An" in told
    kept = Dossier.objects.get(reference=ref).answers
    assert "con_ho_ten" not in kept and kept["_truoc"] == {"con_ho_ten": "Đinh An"}
    assert huyen.get(f"/nop/{ref}/con/").status_code == 200


def test_whoever_has_a_draft_is_told_on_the_day_the_new_version_begins(newer_version):
    browser = signed_in(people.citizen())
    ref = begin(browser)
    newer_version.save()
    assert tell_drafts() >= 1
    assert Message.objects.filter(about=ref, template="procedure_changed").count() >= 1
    before = Message.objects.filter(about=ref).count()
    tell_drafts()
    assert Message.objects.filter(about=ref).count() == before


def test_who_publishes_sees_how_many_dossiers_and_drafts_it_touches(newer_version):
    browser = signed_in(people.citizen())
    before = {line.words.split(" ", 1)[1]: line.count for line in impact(newer_version)}
    begin(browser)
    after = {line.words.split(" ", 1)[1]: line for line in impact(newer_version)}
    drafts = "bản nháp của người dân sẽ chuyển sang phiên bản mới."
    assert after[drafts].count == before[drafts] + 1
    assert "được nhắn trong ngày có hiệu lực" in after[drafts].told
