"""From the hand-over to the result in hand, each by the person charged with it, through their own screens."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dossiers.demo import driving
from dossiers.models import Dossier, TaskKind
from dossiers.services import reminders, withdrawal
from dossiers.states import State
from payments.models import Charge, Payment
from payments.services import open_charge
from portal.agencies.models import Duty, Officer
from portal.calendars.now import pretend
from portal.notifications.models import Message
from tests import people
from tests.conftest import hanoi
from tests.dossiers.officer.desk import address, at_work, press

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
TEN = hanoi("2026-11-16 10:00")
FIELDS = {"kind": "positive", "f-so_dinh_danh": "022226000123"}


@pytest.fixture
def dossier():
    return people.processing(MONDAY, return_method="in_person").dossier


def worker(dossier):
    """The person whose duty the open step is."""
    task = dossier.tasks.filter(ended_at=None, is_lead=True).get()
    return task.officer or driving.somebody(task.agency, task.duty)


def leader(dossier):
    return driving.somebody(dossier.competent_agency, Duty.AGENCY_LEADER)


def state(dossier):
    return Dossier.objects.get(pk=dossier.pk).state


def drafted(dossier):
    officer = worker(dossier)
    press(at_work(officer), dossier, "soan-ket-qua", **FIELDS)
    press(at_work(officer), dossier, "xong-buoc", note="Đủ điều kiện.")


@pytest.mark.article("DL-10.1a", "NV-T15", "QN-3.1")
def test_the_whole_way_through_the_screens_of_four_people(dossier):
    with pretend(TEN):
        officer = worker(dossier)
        press(at_work(officer), dossier, "nhan-viec")
        assert dossier.tasks.get(ended_at=None).officer == officer
        drafted(dossier)
        signer = worker(dossier)
        assert Duty.AGENCY_LEADER in signer.duties
        press(at_work(signer), dossier, "duyet")
        clerk = worker(dossier)
        press(at_work(clerk), dossier, "phat-hanh")
        assert state(dossier) == State.COMPLETED
        desk = at_work(people.desk_officer())
        page = desk.get(address(dossier, "tra-ket-qua/")).content.decode()
        assert "Trả kết quả" in page
        answer = press(
            desk, dossier, "tra-ket-qua",
            receiver=dossier.owner_name, receiver_number=dossier.owner_number, method="cash",
        )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:500]
    assert state(dossier) == State.RETURNED
    result = dossier.results.get()
    assert result.number.endswith("KS")
    assert result.fields["gioi_tinh"] in ("Nam", "Nữ")


def test_a_result_is_not_sent_on_before_it_is_drafted(dossier):
    with pretend(TEN):
        answer = press(at_work(worker(dossier)), dossier, "xong-buoc", note="")
    assert "Soạn dự thảo kết quả trước khi trình" in answer.content.decode()


@pytest.mark.article("NV-5.4-refusal")
def test_a_negative_result_needs_its_reasons(dossier):
    with pretend(TEN):
        client = at_work(worker(dossier))
        answer = press(client, dossier, "soan-ket-qua", kind="negative")
        assert "Nhập lý do không giải quyết" in answer.content.decode()
        press(client, dossier, "soan-ket-qua", kind="negative", reason="Đã đăng ký ở nơi khác.")
    result = dossier.results.get()
    assert (result.kind, result.fields["reason"]) == ("negative", "Đã đăng ký ở nơi khác.")


def test_what_is_neither_pdf_nor_picture_is_no_result(dossier):
    with pretend(TEN):
        answer = press(
            at_work(worker(dossier)), dossier, "soan-ket-qua",
            file=SimpleUploadedFile("ket-qua.pdf", b"Toi dong y.", "application/pdf"), **FIELDS,
        )  # fmt: skip
    assert answer.status_code == 422
    assert "Tệp phải là ảnh (JPG, PNG, HEIC) hoặc PDF" in answer.content.decode()
    assert not dossier.results.exists()


@pytest.mark.article("NV-T16")
def test_the_leader_sends_back_with_a_reason_and_it_returns_to_the_same_person(dossier):
    with pretend(TEN):
        officer = worker(dossier)
        drafted(dossier)
        signer = at_work(worker(dossier))
        empty = press(signer, dossier, "duyet", lam="tra-lai", note="")
        assert "Nhập ý kiến chỉ đạo, hoặc lý do trả lại" in empty.content.decode()
        press(signer, dossier, "duyet", lam="tra-lai", note="Ghi lại nơi sinh.")
    task = dossier.tasks.get(ended_at=None)
    assert (task.kind, task.officer) == (TaskKind.WORK, officer)


def test_one_who_took_it_in_may_not_approve_it(dossier):
    with pretend(TEN):
        drafted(dossier)
        desk = people.desk_officer()
        task = dossier.tasks.get(ended_at=None)
        Officer.objects.filter(pk=desk.pk).update(duties=[Duty.AGENCY_LEADER], agency=task.agency)
        desk = Officer.objects.get(pk=desk.pk)
        page = at_work(desk).get(address(dossier, "duyet/"))
    assert page.status_code == 409
    assert "đã tiếp nhận hồ sơ này nên không thể phê duyệt" in page.content.decode()


@pytest.mark.article("DL-10.1b", "NV-T14", "NV-5.4-consult")
def test_another_agency_is_asked_answers_and_the_step_waits_for_it(dossier):
    with pretend(TEN):
        officer = worker(dossier)
        client = at_work(officer)
        asked = (
            Officer.objects.filter(duties__contains=[Duty.CASE_OFFICER])
            .exclude(agency=officer.agency)
            .first()
        )
        press(
            client, dossier, "lay-y-kien",
            agency=asked.agency_id, question="Có tranh chấp không?", due_on="2026-11-18",
        )  # fmt: skip
        task = dossier.tasks.get(step_id="opinion")
        assert task.due_at == hanoi("2026-11-18 17:00")
    reminded = []
    for at in (
        "2026-11-16 16:00",
        "2026-11-17 15:00",
        "2026-11-18 14:00",
        "2026-11-18 14:10",
        "2026-11-19 08:00",
    ):
        with pretend(hanoi(at)):
            reminded.append(reminders.remind_opinions())
    assert reminded == [0, 1, 1, 0, 1], "at half, at four fifths, once each, and when the term is over"
    heard = Message.objects.filter(about=dossier.reference, template="opinion_due").values_list(
        "user", flat=True
    )
    assert officer.user_id in heard, "who waits for it hears that the term is over"
    assert set(Officer.objects.filter(user__in=heard).values_list("agency", flat=True)) == {
        asked.agency_id, officer.agency_id,
    }  # fmt: skip
    shown = client.get(address(dossier, "cac-buoc/")).content.decode()
    assert "Đã nhắc: 50% hạn lúc" in shown
    with pretend(hanoi("2026-11-19 09:00")):
        press(client, dossier, "soan-ket-qua", **FIELDS)
        waits = press(client, dossier, "xong-buoc", note="Xong")
        assert "Còn chờ ý kiến" in waits.content.decode()
        answerer = at_work(driving.somebody(task.agency, task.duty))
        assert "Có tranh chấp không?" in answerer.get(address(dossier, "cho-y-kien/")).content.decode()
        press(answerer, dossier, "cho-y-kien", note="Không có tranh chấp.")
        press(client, dossier, "xong-buoc", note="Xong")
    task.refresh_from_db()
    assert task.note == "Không có tranh chấp."
    assert dossier.tasks.get(ended_at=None).kind == TaskKind.APPROVE


@pytest.mark.article("NV-T9")
def test_a_division_leader_sees_the_load_and_assigns(dossier):
    task = dossier.tasks.get(ended_at=None)
    head = Officer.objects.filter(agency=task.agency, duties__contains=[Duty.DIVISION_LEADER]).first()
    with pretend(TEN):
        client = at_work(head)
        page = client.get(address(dossier, "phan-cong/")).content.decode()
        assert "việc đang mở" in page
        nobody = press(client, dossier, "phan-cong", cho="999999")
        assert "Chọn người được giao" in nobody.content.decode()
        to = driving.somebody(task.agency, task.duty)
        press(client, dossier, "phan-cong", cho=to.pk, note="Làm trước giờ nghỉ.")
    task.refresh_from_db()
    assert task.officer == to


@pytest.mark.article("NV-T9")
def test_a_case_officer_does_not_assign(dossier):
    with pretend(TEN):
        answer = at_work(worker(dossier)).get(address(dossier, "phan-cong/"))
    assert answer.status_code == 409
    assert "Chỉ lãnh đạo của đơn vị" in answer.content.decode()


@pytest.mark.article("NV-T18")
def test_unpaid_money_blocks_the_return_and_says_how_much():
    drive = people.completed(MONDAY, return_method="in_person")
    done = drive.dossier
    lines = [{"id": "phi", "name": "Phí cấp bản sao", "vnd": 16000}]
    Charge.objects.filter(subject=done.reference).update(cancelled_at=drive.at)
    open_charge(subject=done.reference, timing="at_return", lines=lines, payer=done.owner_name)
    typed = {"receiver": done.owner_name, "receiver_number": done.owner_number}
    with pretend(drive.at):
        desk = at_work(people.desk_officer())
        page = press(desk, done, "tra-ket-qua", **typed).content.decode()
        assert "Phải thu trước khi trả" in page
        assert "Thu 16.000" in page
        assert "Chọn cách thu tiền" in page
        assert state(done) == State.COMPLETED
        press(desk, done, "tra-ket-qua", method="transfer", **typed)
    assert state(done) == State.RETURNED
    assert Payment.objects.get(charge__subject=done.reference).amount_vnd == 16000


@pytest.mark.article("QN-13.3a", "NV-T18", "DL-10.3", "HGi-partial", "HGi-not-online")
def test_a_stranger_needs_an_authorisation_to_take_the_result():
    drive = people.completed(MONDAY, return_method="in_person")
    with pretend(drive.at):
        desk = at_work(people.desk_officer())
        answer = press(
            desk,
            drive.dossier,
            "tra-ket-qua",
            receiver="Ngô Bá Kha",
            receiver_number="022099000111",
            method="cash",
        )
        assert "Ghi giấy uỷ quyền" in answer.content.decode()
        press(
            desk, drive.dossier, "tra-ket-qua",
            receiver="Ngô Bá Kha", receiver_number="022099000111", proxy="12/UQ ngày 15/11/2026", method="cash",
        )  # fmt: skip
    assert state(drive.dossier) == State.RETURNED
    assert "12/UQ" in drive.dossier.journal.get(verb="return_result").data["receiver"]


@pytest.mark.article("NV-T22")
def test_only_the_head_of_the_agency_stops_and_gives_the_ground(dossier):
    with pretend(TEN):
        denied = press(at_work(worker(dossier)), dossier, "dung", reason="Hết", legal_ground="Điều 5")
        assert "Chỉ lãnh đạo cơ quan giải quyết" in denied.content.decode()
        chief = at_work(leader(dossier))
        empty = press(chief, dossier, "dung", reason="Người nộp đã mất.")
        assert "Nhập căn cứ pháp lý" in empty.content.decode()
        press(chief, dossier, "dung", reason="Người nộp đã mất.", legal_ground="Điều 19 NĐ 118/2025/NĐ-CP")
    assert state(dossier) == State.STOPPED


@pytest.mark.parametrize(("answer", "ends"), [("yes", State.STOPPED), ("no", State.PROCESSING)])
def test_the_desk_answers_one_who_wants_the_dossier_back(dossier, answer, ends):
    with pretend(TEN):
        withdrawal.request_withdrawal(dossier=dossier, user=dossier.created_by, reason="Nộp nhầm")
        desk = at_work(people.desk_officer())
        assert "Nộp nhầm" in desk.get(address(dossier, "yeu-cau-rut/")).content.decode()
        press(desk, dossier, "yeu-cau-rut", granted=answer, note="Đã rõ")
    assert state(dossier) == ends


def test_words_from_the_office_reach_the_citizen_unless_internal(dossier):
    with pretend(TEN):
        client = at_work(worker(dossier))
        press(client, dossier, "trao-doi", text="Bạn gửi thêm số điện thoại.")
        press(client, dossier, "trao-doi", text="Xem lại mục quê quán.", internal="on")
        page = client.get(address(dossier, "trao-doi/")).content.decode()
    assert "nội bộ" in page
    assert list(dossier.talks.order_by("id").values_list("from_office", "internal")) == [
        (True, False),
        (True, True),
    ]


def test_the_graph_shows_who_has_which_step_and_the_table_the_same(dossier):
    with pretend(TEN):
        page = at_work(worker(dossier)).get(address(dossier, "cac-buoc/")).content.decode()
    task = dossier.tasks.get(ended_at=None)
    assert page.count(task.title) >= 2
    assert "0 trong 3 đã xong" in page
    assert "Đang làm" in page


def test_the_draft_page_shows_declared_answers_as_the_paper_prints_them(dossier):
    with pretend(TEN):
        page = at_work(worker(dossier)).get(address(dossier, "soan-ket-qua/")).content.decode()
    assert "&#39;commune&#39;" not in page
    assert "<dd>Nam</dd>" in page or "<dd>Nữ</dd>" in page


def test_the_pages_of_approving_and_issuing_open_and_offer_their_act():
    drive = people.processing(MONDAY)
    opened = set()
    while drive.dossier.state == State.PROCESSING:
        task = drive.dossier.tasks.filter(ended_at=None).exclude(kind=TaskKind.DESK).first()
        verb = {TaskKind.APPROVE: "duyet", TaskKind.ISSUE: "phat-hanh"}.get(task.kind)
        if verb:
            officer = task.officer or driving.somebody(task.agency, task.duty)
            page = at_work(officer).get(address(drive.dossier, f"{verb}/"))
            assert page.status_code == 200
            assert "btn go" in page.content.decode()
            opened.add(verb)
        drive.finish_steps(1)
    assert opened == {"duyet", "phat-hanh"}
