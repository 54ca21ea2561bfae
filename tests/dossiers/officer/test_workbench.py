"""One dossier at the desk: looking, judging, accepting, asking for more, refusing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers.demo import driving
from dossiers.models import Dossier, SlipKind
from dossiers.services import intake, redating
from dossiers.states import State
from payments.models import Payment
from payments.services import open_charge
from portal.agencies.models import Duty
from portal.audit.models import AccessLog
from portal.calendars.models import DayKind
from portal.calendars.now import pretend
from portal.calendars.queries import province_calendar
from portal.calendars.services import set_day
from portal.web.show import moment, stamp
from tests import people
from tests.conftest import hanoi
from tests.dossiers.officer.desk import address, at_work, press

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
TEN = hanoi("2026-11-16 10:00")
PAPER = "giay_chung_sinh"


@pytest.fixture
def dossier():
    return people.submitted(MONDAY, people.citizen("Nguyễn Thị Thanh Huyền")).dossier


@pytest.fixture
def dung():
    return at_work(people.desk_officer())


def state(dossier):
    return Dossier.objects.get(pk=dossier.pk).state


def test_the_workbench_shows_person_papers_answers_clock_and_one_next_act(dossier, dung):
    with pretend(TEN):
        page = dung.get(address(dossier) + "?view=cho-tiep-nhan").content.decode()
    assert "Nguyễn Thị Thanh Huyền" in page
    assert "Giấy chứng sinh" in page
    assert "Còn 6 giờ" in page
    assert "1 trong" in page
    assert page.count('class="btn go"') == 1


@pytest.mark.article("DL-3.4")
def test_each_look_is_written_where_the_citizen_can_read_it(dossier, dung):
    with pretend(TEN):
        dung.get(address(dossier))
        page = dossier.items.get(paper_id=PAPER).pages.get()
        picture = dung.get(address(dossier, f"trang/{page.pk}/1/"))
    assert picture.status_code == 200
    assert picture["Cache-Control"] == "private, no-store"
    acts = AccessLog.objects.filter(party_id=dossier.owner_id, subject=dossier.reference)
    assert set(acts.values_list("act", flat=True)) == {"Xem hồ sơ", "Xem giấy tờ"}


@pytest.mark.parametrize(
    "act",
    [
        "",
        "tiep-nhan/",
        "yeu-cau-bo-sung/",
        "tu-choi/",
        "lich-su/",
        "thoi-han/",
        "cac-buoc/",
        "trao-doi/",
        "sao-chep/",
    ],
)
def test_for_another_agency_the_dossier_does_not_exist(dossier, act):
    assert at_work(people.stranger()).get(address(dossier, act)).status_code == 404


def test_its_pages_and_slips_do_not_exist_for_another_agency_either(dossier):
    stranger = at_work(people.stranger())
    page = dossier.items.get(paper_id=PAPER).pages.get()
    assert stranger.get(address(dossier, f"trang/{page.pk}/1/")).status_code == 404
    assert stranger.get(address(dossier, f"tep/{page.pk}/")).status_code == 404


def test_a_page_of_another_dossier_cannot_be_had_through_ones_own(dossier, dung):
    other = people.submitted(MONDAY).dossier
    page = other.items.get(paper_id=PAPER).pages.get()
    assert dung.get(address(dossier, f"trang/{page.pk}/1/")).status_code == 404


def test_a_citizen_and_a_guest_have_no_desk(dossier, client):
    citizen = people.citizen()
    client.force_login(citizen)
    assert client.get(address(dossier)).status_code == 403
    client.logout()
    assert client.get(address(dossier)).status_code in (302, 403)


def test_the_wrong_duty_is_told_in_words_and_gets_no_button(dossier):
    clerk = driving.somebody(people.ward(), Duty.CLERK)
    with pretend(TEN):
        page = at_work(clerk).get(address(dossier)).content.decode()
        answer = press(at_work(clerk), dossier, "tiep-nhan")
    assert 'class="btn go"' not in page
    assert "không thuộc cơ quan của bạn" in answer.content.decode()
    assert state(dossier) == State.REGISTERED


def test_a_finding_is_kept_at_once_and_changes_the_next_act(dossier, dung):
    with pretend(TEN):
        answer = dung.post(
            address(dossier, "danh-gia/"),
            {f"v-{PAPER}": "wrong", f"n-{PAPER}": "Trang 2 thiếu dấu bệnh viện."},
            HTTP_X_REQUESTED_WITH="fetch",
        )
    item = dossier.items.get(paper_id=PAPER)
    assert (item.verdict, item.verdict_note) == ("wrong", "Trang 2 thiếu dấu bệnh viện.")
    assert "Soạn yêu cầu bổ sung 1 mục" in answer.content.decode()


def test_a_finding_without_words_is_not_kept_and_what_was_chosen_stays(dossier, dung):
    with pretend(TEN):
        answer = dung.post(address(dossier, "danh-gia/"), {f"v-{PAPER}": "wrong", f"n-{PAPER}": " "})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ghi rõ sai ở đâu, sửa thế nào" in page
    assert f'name="v-{PAPER}" value="wrong" checked' in page
    assert dossier.items.get(paper_id=PAPER).verdict == ""


def test_an_answer_is_marked_and_unmarked(dossier, dung):
    with pretend(TEN):
        dung.post(
            address(dossier, "danh-gia/"),
            {"qv-con_ho_ten": "wrong", "qn-con_ho_ten": "Khác giấy chứng sinh."},
        )
        assert dossier.answer_marks.get().note == "Khác giấy chứng sinh."
        dung.post(
            address(dossier, "danh-gia/"), {"qv-con_ho_ten": "ok", "qn-con_ho_ten": "Khác giấy chứng sinh."}
        )
    assert not dossier.answer_marks.exists()


def test_nobody_judges_what_lies_elsewhere(dossier):
    clerk = at_work(driving.somebody(people.ward(), Duty.CLERK))
    with pretend(TEN):
        answer = clerk.post(address(dossier, "danh-gia/"), {f"v-{PAPER}": "wrong", f"n-{PAPER}": "Mờ"})
    assert answer.status_code == 422
    assert dossier.items.get(paper_id=PAPER).verdict == ""


@pytest.mark.article("QN-13.2b", "DL-19.1a")
def test_the_appointment_is_shown_before_it_is_given_and_is_the_one_given(dossier, dung):
    with pretend(TEN):
        before = dung.get(address(dossier, "tiep-nhan/")).content.decode()
        answer = press(dung, dossier, "tiep-nhan")
    dossier.refresh_from_db()
    assert answer.status_code == 302
    assert dossier.state == State.PROCESSING
    assert f"Nếu tiếp nhận bây giờ: hẹn trả {moment(dossier.due_at)}" in before
    assert dossier.due_at == hanoi("2026-11-16 17:00")
    assert dossier.slips.get().kind == SlipKind.RECEIPT


def test_after_accepting_the_next_dossier_of_the_list_opens(dossier, dung):
    following = people.submitted(hanoi("2026-11-16 09:00")).dossier
    with pretend(TEN):
        answer = dung.post(address(dossier, "tiep-nhan/?view=cho-tiep-nhan"), {"seen": dossier.revision})
    assert answer.url.startswith(address(following))


def test_only_accepting_leaves_the_hand_over_for_later(dossier, dung):
    with pretend(TEN):
        press(dung, dossier, "tiep-nhan", **{"chi-tiep-nhan": "1"})
        assert state(dossier) == State.ACCEPTED
        press(dung, dossier, "chuyen")
    assert state(dossier) == State.PROCESSING


def test_a_dossier_with_a_wrong_paper_is_not_accepted(dossier, dung):
    dossier.items.filter(paper_id=PAPER).update(verdict="wrong", verdict_note="Mờ")
    with pretend(TEN):
        answer = press(dung, dossier, "tiep-nhan")
    assert answer.status_code == 422
    assert "Còn 1 giấy tờ chưa đạt" in answer.content.decode()
    assert state(dossier) == State.REGISTERED


@pytest.mark.article("QN-14.5", "NV-T2")
def test_money_due_now_is_taken_with_the_acceptance_or_neither_happens(dossier, dung):
    open_charge(
        subject=dossier.reference,
        timing="at_receipt",
        lines=[{"id": "p", "name": "Phí", "vnd": 20000}],
        payer="x",
    )
    with pretend(TEN):
        refused = press(dung, dossier, "tiep-nhan")
        assert "Chọn cách thu tiền" in refused.content.decode()
        assert not Payment.objects.filter(charge__subject=dossier.reference).exists()
        press(dung, dossier, "tiep-nhan", method="cash")
    assert Payment.objects.get(charge__subject=dossier.reference).amount_vnd == 20000
    assert state(dossier) == State.PROCESSING


def test_a_stale_page_is_refused_with_the_name_of_who_was_first_and_the_text_is_kept(dossier, dung):
    old = dossier.revision
    with pretend(TEN):
        intake.accept(dossier=dossier, officer=people.desk_officer())
        answer = dung.post(address(dossier, "tu-choi/"), {"seen": old, "reason": "Không đúng thẩm quyền."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"{people.desk_officer().user.full_name} vừa thay đổi hồ sơ này" in page
    assert "Không đúng thẩm quyền." in page
    assert state(dossier) == State.ACCEPTED


@pytest.mark.article("DL-8.1a", "QN-13.2c")
def test_the_supplement_is_composed_of_what_was_found_wrong_and_shown_as_the_citizen_sees_it(dossier, dung):
    with pretend(TEN):
        dung.post(
            address(dossier, "danh-gia/"),
            {f"v-{PAPER}": "wrong", f"n-{PAPER}": "Thiếu dấu, xin lại bản có dấu."},
        )
        dung.post(
            address(dossier, "danh-gia/"),
            {"qv-con_ho_ten": "wrong", "qn-con_ho_ten": "Khác giấy chứng sinh."},
        )
        page = dung.get(address(dossier, "yeu-cau-bo-sung/")).content.decode()
        assert "Yêu cầu bổ sung, <span data-chosen>2</span> mục" in page
        assert "Bạn cần sửa 2 mục trước 17:00" in page
        press(
            dung, dossier, "yeu-cau-bo-sung",
            **{f"chon-paper-{PAPER}": "1", f"sua-paper-{PAPER}": "Thiếu dấu, xin lại bản có dấu.",
               "chon-question-con_ho_ten": "1", "sua-question-con_ho_ten": "Khác giấy chứng sinh."},
        )  # fmt: skip
    asked = dossier.supplements.get()
    assert [(item["kind"], item["id"]) for item in asked.flagged] == [
        ("paper", PAPER), ("question", "con_ho_ten"),
    ]  # fmt: skip
    assert state(dossier) == State.SUPPLEMENT_REQUIRED
    assert not dossier.answer_marks.exists()
    assert dossier.slips.get().kind == SlipKind.SUPPLEMENT


def test_a_supplement_without_how_to_mend_is_not_sent_and_links_to_the_box(dossier, dung):
    with pretend(TEN):
        answer = press(dung, dossier, "yeu-cau-bo-sung", **{f"chon-paper-{PAPER}": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#sua-paper-{PAPER}"' in page
    assert state(dossier) == State.REGISTERED


def test_the_preview_follows_what_is_typed_and_sends_nothing(dossier, dung):
    with pretend(TEN):
        answer = press(
            dung, dossier, "yeu-cau-bo-sung",
            **{f"chon-paper-{PAPER}": "1", f"sua-paper-{PAPER}": "Chụp lại cho rõ.", "xem": "1"},
        )  # fmt: skip
    assert "<p>Chụp lại cho rõ.</p>" in answer.content.decode()
    assert state(dossier) == State.REGISTERED


@pytest.mark.article("DL-8.1a")
def test_refusing_needs_a_reason_in_writing(dossier, dung):
    with pretend(TEN):
        empty = press(dung, dossier, "tu-choi", reason=" ")
        assert "Nhập lý do không tiếp nhận" in empty.content.decode()
        press(dung, dossier, "tu-choi", reason="Nơi đăng ký thuộc xã khác.")
    assert state(dossier) == State.NOT_ACCEPTED
    assert dossier.slips.get().kind == SlipKind.REFUSAL


def test_an_ended_dossier_offers_no_act(dossier, dung):
    with pretend(TEN):
        press(dung, dossier, "tu-choi", reason="Nơi đăng ký thuộc xã khác.")
        page = dung.get(address(dossier)).content.decode()
        again = press(dung, dossier, "tiep-nhan")
    assert 'class="btn go"' not in page
    assert again.status_code == 422
    assert "không còn ở bước làm được việc này" in again.content.decode()


def test_the_workbench_costs_at_most_eight_statements_with_its_log(dossier, dung):
    with pretend(TEN):
        dung.get(address(dossier))
        with CaptureQueriesContext(connection) as asked:
            dung.get(address(dossier) + "?view=cho-tiep-nhan")
    assert len(asked) <= 8


def test_the_deadline_page_adds_up_to_the_stored_appointment(dung):
    drive = people.processing(MONDAY)
    with pretend(TEN):
        page = dung.get(address(drive.dossier, "thoi-han/")).content.decode()
    assert f"Vì sao hẹn trả {moment(drive.dossier.due_at)}?" in page
    assert "không ra đúng giờ hẹn" not in page


def test_a_due_date_that_does_not_follow_from_its_facts_is_shown_as_wrong(dung):
    drive = people.processing(MONDAY)
    Dossier.objects.filter(pk=drive.dossier.pk).update(due_at=hanoi("2026-11-20 17:00"))
    with pretend(TEN):
        page = dung.get(address(drive.dossier, "thoi-han/")).content.decode()
    assert "không ra đúng giờ hẹn" in page


@pytest.mark.article("ST-24.2")
def test_the_history_says_who_when_and_that_the_chain_is_whole(dung):
    drive = people.processing(MONDAY)
    page = dung.get(address(drive.dossier, "lich-su/")).content.decode()
    for words in ("Nộp hồ sơ", "Tiếp nhận", "Chuyển cơ quan giải quyết", "nối nhau đúng"):
        assert words in page


def test_the_history_says_from_which_moment_to_which_a_date_was_moved(dung):
    drive = people.processing(MONDAY)
    before = drive.dossier.due_at
    with pretend(drive.at):
        set_day(
            calendar=province_calendar(), day=before.astimezone(MONDAY.tzinfo).date(), kind=DayKind.HOLIDAY,
            note="Nghỉ bão", source="Công điện 12",
        )  # fmt: skip
        redating.redate_open()
    drive.dossier.refresh_from_db()
    page = dung.get(address(drive.dossier, "lich-su/")).content.decode()
    assert f"hẹn trả từ {stamp(before)} sang <b>{stamp(drive.dossier.due_at)}</b>" in page


def test_keys_can_be_switched_off_and_stay_off_for_this_person():
    officer = people.desk_officer()
    client = at_work(officer)
    assert 'data-shortcuts="off"' not in client.get("/lam-viec/").content.decode()
    client.post("/lam-viec/ca-nhan/", {"density": "compact", "view": "qua-han"})
    page = at_work(officer).get("/lam-viec/hang-doi/").content.decode()
    assert 'data-shortcuts="off"' in page
    assert 'id="d-compact" checked' in page
    assert "<title>Quá hạn" in page


def test_the_toast_after_accepting_carries_the_slip_as_a_link(dossier, dung):
    with pretend(TEN):
        press(dung, dossier, "tiep-nhan")
        page = dung.get(address(Dossier.objects.get(pk=dossier.pk))).content.decode()
    assert 'target="_blank" rel="noopener">In giấy hẹn</a>' in page
