"""Following a dossier: who has it, messages, mending what was asked for, taking it back, the result."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dossiers import letters, tasks
from dossiers.models import Dossier, Talk
from dossiers.services import intake, papers, processing, supplement, talk
from dossiers.states import State
from portal.accounts.numbers import spaced_phone
from portal.agencies.models import Agency
from portal.calendars.now import pretend
from portal.notifications.models import Message
from portal.web.refusals import StepRefused
from portal.web.show import moment
from tests import people
from tests.conftest import hanoi
from tests.dossiers.citizen.walking import add, signed_in, text

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
NOTE = "Trang 1 thiếu dấu bệnh viện. Chụp lại trang có dấu."


def asked_for(*things: tuple[str, str]) -> tuple[Dossier, object]:
    """A sent dossier whose desk has asked for these (kind, id)."""
    drive = people.submitted(MONDAY, answers={"co_giay_chung_sinh": True}).wait(60)
    with pretend(drive.at):
        supplement.request_supplement(
            dossier=drive.dossier,
            officer=people.desk_officer(),
            flagged=[{"kind": kind, "id": key, "note": NOTE} for kind, key in things],
        )
    return drive.dossier, signed_in(drive.dossier.created_by)


@pytest.mark.article("QN-13.2c", "ST-8.4")
def test_only_what_was_asked_for_is_open_with_the_officers_words_beside_it():
    dossier, browser = asked_for(("paper", "giay_chung_sinh"))
    page = text(browser.get(f"/ho-so/{dossier.shown_code}/"))
    assert "Bạn cần sửa 1 mục trước" in page
    assert "Chờ bạn" in page
    assert "Cơ quan giải quyết" in page and "Lãnh đạo ký" not in page  # nobody has accepted it yet
    url = f"/ho-so/{dossier.shown_code}/bo-sung/"
    assert NOTE in text(browser.get(url))
    assert "con_ho_ten" not in browser.get(url).content.decode()
    refused = browser.post(url, {"gui": "1"})
    assert refused.status_code == 422
    assert "Còn mục chưa sửa: Giấy chứng sinh" in text(refused)
    file = SimpleUploadedFile("co-dau.jpg", people.photo("bản có dấu"))
    assert browser.post(url, {"tep-giay_chung_sinh": [file], "giu": "1"}).status_code == 200
    assert "Đã sửa" in text(browser.get(url))
    assert browser.post(url, {"gui": "1"})["Location"] == f"/ho-so/{dossier.shown_code}/"
    dossier.refresh_from_db()
    assert dossier.state == State.REGISTERED


def test_an_answer_that_was_asked_about_is_mended_and_no_other():
    dossier, browser = asked_for(("question", "con_ho_ten"))
    url = f"/ho-so/{dossier.shown_code}/bo-sung/"
    before = dict(dossier.answers)
    wrong = browser.post(url, {"gui": "1", "con_ho_ten": ""})
    assert wrong.status_code == 422
    browser.post(url, {"gui": "1", "con_ho_ten": "Đinh Gia Bảo", "me_ho_ten": "Người Khác"})
    dossier.refresh_from_db()
    assert dossier.state == State.REGISTERED
    assert dossier.answers["con_ho_ten"] == "Đinh Gia Bảo"
    assert dossier.answers["me_ho_ten"] == before["me_ho_ten"]


def test_using_a_tool_keeps_what_was_typed_beside_it():
    dossier, browser = asked_for(("question", "con_ho_ten"), ("paper", "giay_chung_sinh"))
    url = f"/ho-so/{dossier.shown_code}/bo-sung/"
    page = dossier.items.get(paper_id="giay_chung_sinh").pages.get()
    answer = browser.post(url, {"viec": f"xoay:{page.pk}", "con_ho_ten": "Đinh Gia Bảo"})
    assert 'value="Đinh Gia Bảo"' in answer.content.decode()
    page.refresh_from_db()
    assert page.rotation == 90


def test_a_paper_that_was_not_asked_for_stays_as_it_is():
    dossier, _ = asked_for(("question", "con_ho_ten"))
    page = dossier.items.get().pages.get()
    with pytest.raises(StepRefused, match="giữ nguyên"):
        papers.remove_page(dossier=dossier, user=dossier.created_by, page=page)
    sent = people.submitted(MONDAY).dossier
    with pytest.raises(StepRefused, match="đã được gửi"):
        papers.remove_page(dossier=sent, user=sent.created_by, page=sent.items.get().pages.get())


def test_pages_turn_move_go_and_come_back(django_capture_on_commit_callbacks):
    drive = people.drafted(MONDAY, answers={"co_giay_chung_sinh": True})
    dossier, user = drive.dossier, drive.dossier.created_by
    browser = signed_in(user)
    url = f"/nop/{dossier.reference}/giay-to/giay_chung_sinh/"
    add(browser, url, people.photo("hai"), "hai.png")
    item = dossier.items.get(paper_id="giay_chung_sinh")
    one, two = item.pages.order_by("position")
    browser.post(url, {"viec": f"len:{two.pk}"})
    browser.post(url, {"viec": f"xoay:{one.pk}"})
    assert [p.pk for p in papers.pages_of(item)] == [two.pk, one.pk]
    assert papers.pages_of(item)[1].rotation == 90
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(url, {"viec": f"bo:{two.pk}"})
    assert "Đã xoá hai.png" in text(browser.get(url))
    item.refresh_from_db()
    assert item.pdf.pages == 1
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(url, {"viec": f"lay-lai:{two.pk}"})
    item.refresh_from_db()
    assert item.pdf.pages == 2
    assert browser.post(url, {"viec": "len:zz"}).status_code == 404


def test_the_same_picture_twice_is_one_page():
    drive = people.drafted(MONDAY, answers={"co_giay_chung_sinh": True})
    browser = signed_in(drive.dossier.created_by)
    url = f"/nop/{drive.dossier.reference}/giay-to/giay_chung_sinh/"
    files = [SimpleUploadedFile(f"{n}.jpg", people.photo("cùng một ảnh")) for n in range(2)]
    browser.post(url, {"tep": files, "tai-len": "1"})
    assert drive.dossier.items.get(paper_id="giay_chung_sinh").pages.count() == 2  # the first and this one


def test_a_paper_whose_binding_was_lost_is_bound_by_the_sweep():
    dossier = people.submitted(MONDAY, answers={"co_giay_chung_sinh": True}).dossier
    assert dossier.items.get().pdf is None, "nothing runs on commit here: the request was lost"
    assert tasks.build_lost_pdfs() >= 1
    assert dossier.items.get().pdf.pages == 1


def test_the_counter_takes_paper_only_where_the_procedure_lets_it():
    drive = people.drafted(MONDAY, answers={"co_giay_chung_sinh": True})
    with pytest.raises(StepRefused, match="cần tải lên"):
        papers.choose_delivery(
            dossier=drive.dossier,
            user=drive.dossier.created_by,
            paper_id="giay_chung_sinh",
            delivery="counter",
        )


def test_a_word_to_the_office_reaches_whoever_holds_it_and_inner_words_stay_inside():
    dossier = people.processing(MONDAY).dossier
    browser = signed_in(dossier.created_by)
    officer = people.desk_officer().user
    talk.say(dossier=dossier, user=officer, text="Chỉ nội bộ", internal=True)
    talk.say(dossier=dossier, user=officer, text="Chị mang bản chính nhé")
    assert Message.objects.filter(about=dossier.reference, template="talk", user=dossier.created_by).exists()
    answer = browser.post(f"/ho-so/{dossier.shown_code}/", {"tin": "Dạ vâng\nEm cảm ơn"})
    assert answer.status_code == 302
    page = text(browser.get(f"/ho-so/{dossier.shown_code}/"))
    assert "Chị mang bản chính nhé" in page
    assert "Em cảm ơn" in page
    assert "Chỉ nội bộ" not in page
    assert Talk.objects.filter(dossier=dossier, from_office=False).count() == 1
    assert "Viết lời nhắn" in text(browser.post(f"/ho-so/{dossier.shown_code}/", {"tin": "  "}))


@pytest.mark.article("ST-4.4")
def test_the_plate_names_who_has_it_since_when_until_when_and_whom_to_call():
    drive = people.processing(MONDAY)
    browser, address = signed_in(drive.dossier.created_by), f"/ho-so/{drive.dossier.shown_code}/"
    drive.dossier.refresh_from_db()
    team, due = drive.dossier.holder_agency, drive.dossier.due_at
    Agency.objects.filter(pk=team.pk).update(phone="02033555777")
    with pretend(drive.at):
        page = text(browser.get(address))
    due, since = (" ".join(moment(one).split()) for one in (due, drive.dossier.held_since))
    assert "Đang chờ ai?" in page and team.name in page and spaced_phone("02033555777") in page
    assert f"Giữ từ {since}" in page and f"Hẹn trả {due}" in page
    task = drive.dossier.tasks.select_related("agency").get(ended_at=None)
    officer = people.driving.somebody(task.agency, task.duty)
    with pretend(drive.at):
        processing.take(task=task, officer=officer)
    assert f"Người giữ {officer.user.full_name}" in text(browser.get(address))


def test_a_stranger_may_not_speak_in_a_dossier():
    dossier = people.submitted(MONDAY).dossier
    for user in (people.citizen(), people.stranger().user):
        with pytest.raises(StepRefused):
            talk.say(dossier=dossier, user=user, text="xin chào")


@pytest.mark.article("QN-13.2b", "ST-4.4")
def test_the_journal_is_told_in_plain_words_without_the_offices_own():
    drive = people.processing(MONDAY)
    dossier = drive.dossier
    with pretend(drive.at):
        page = text(signed_in(dossier.created_by).get(f"/ho-so/{dossier.shown_code}/"))
    assert "Hồ sơ được tiếp nhận" in page
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in page
    assert "hẹn trả" in page
    assert "finish_task" not in page


def test_a_refusal_is_shown_with_its_reason():
    drive = people.submitted(MONDAY)
    with pretend(drive.at):
        intake.refuse(
            dossier=drive.dossier, officer=people.desk_officer(), reason="Trẻ đã có Giấy khai sinh."
        )
    page = text(signed_in(drive.dossier.created_by).get(f"/ho-so/{drive.dossier.shown_code}/"))
    assert "không được tiếp nhận" in page
    assert "Trẻ đã có Giấy khai sinh." in page


def test_withdrawing_says_what_it_means_and_asks_the_desk():
    dossier = people.processing(MONDAY).dossier
    browser = signed_in(dossier.created_by)
    url = f"/ho-so/{dossier.shown_code}/rut/"
    assert "trả lời bạn trong 8 giờ làm việc" in text(browser.get(url))
    assert "hiện có 501" in text(browser.post(url, {"ly_do": "x" * 501}))
    browser.post(url, {"ly_do": "Tôi nộp nhầm"})
    dossier.refresh_from_db()
    assert dossier.state == State.WITHDRAWAL_REQUESTED
    assert browser.post(url, {"ly_do": ""}).status_code == 200
    assert dossier.withdrawals.count() == 1


def test_the_result_is_downloaded_once_it_has_been_returned():
    drive = people.completed(MONDAY, return_method="in_person")
    browser = signed_in(drive.dossier.created_by)
    url = f"/ho-so/{drive.dossier.shown_code}/ket-qua/"
    assert browser.get(url).status_code == 404
    drive.give_back()
    answer = browser.get(url)
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    slip = letters.draw_slip(drive.dossier.slips.first())
    assert (
        browser.get(f"/ho-so/{drive.dossier.shown_code}/giay/{slip.pk}/")["Content-Type"] == "application/pdf"
    )


def test_the_declaration_and_the_calendar_are_given():
    dossier = people.submitted(MONDAY).dossier
    browser = signed_in(dossier.created_by)
    paper = browser.get(f"/ho-so/{dossier.shown_code}/to-khai.pdf")
    assert paper.content.startswith(b"%PDF")
    entry = browser.get(f"/ho-so/{dossier.shown_code}/lich.ics").content
    assert b"DTEND:20261117T013000Z" in entry, "08:30 on Tuesday in Ha Noi"
    assert max(len(line) for line in entry.split(b"\r\n")) <= 75


def test_my_dossiers_stand_where_they_need_me():
    user = people.citizen()
    people.submitted(MONDAY, user)
    drive = people.submitted(MONDAY, user, answers={"co_giay_chung_sinh": True})
    with pretend(drive.at):
        supplement.request_supplement(
            dossier=drive.dossier,
            officer=people.desk_officer(),
            flagged=[{"kind": "question", "id": "con_ho_ten", "note": NOTE}],
        )
    people.drafted(MONDAY, user)
    browser = signed_in(user)
    page = browser.get("/ho-so/").content.decode()
    assert f"/ho-so/{drive.dossier.reference}/bo-sung/" in page, "the first tab is what I must do"
    assert (
        text(browser.get("/ho-so/?nhom=dang")).count("sẽ trả lời")
        + text(browser.get("/ho-so/?nhom=dang")).count("trả lời chậm")
        == 1
    )
    assert "Bạn chưa gửi" in text(browser.get("/ho-so/?nhom=nhap"))
    assert "Không có hồ sơ khớp" in text(browser.get("/ho-so/?nhom=dang&tim=xyz"))
    assert "Bạn chưa có hồ sơ nào" in text(signed_in(people.citizen()).get("/ho-so/"))


def test_twenty_a_page_and_the_rest_behind_it():
    user = people.citizen()
    for _ in range(22):
        people.driving.draft(
            procedure=people.procedure(), party=user.party, user=user, commune=people.ward_code(), at=MONDAY
        )
    browser = signed_in(user)
    first = browser.get("/ho-so/?nhom=nhap").content.decode()
    assert first.count("Nháp, lưu lúc") == 20
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(f"/ho-so/{older}").content.decode()
    assert second.count("Nháp, lưu lúc") == 2
