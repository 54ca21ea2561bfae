"""After the work: results that were wrong, results handed to others, light acts taken back, looking on the spot."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dossiers import journal
from dossiers.models import Dossier, FieldVisit, TaskKind
from dossiers.services import corrections, processing, results, undoing, visits, withdrawal
from dossiers.states import State
from portal.agencies.models import Duty
from portal.calendars.now import pretend
from portal.notifications.models import Message
from portal.visits import signatures
from portal.web.refusals import StepRefused
from tests import people
from tests.conftest import hanoi
from tests.dossiers.officer.desk import address, at_work, press

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
PERMIT = "1.013225"


def head():
    return people.driving.somebody(people.ward(), Duty.AGENCY_LEADER)


def worker(drive):
    task = drive.dossier.tasks.get(ended_at=None)
    return task, people.driving.somebody(task.agency, task.duty)


@pytest.mark.article("NV-T24")
def test_a_wrong_result_is_replaced_the_old_one_stays_and_answers_as_revoked():
    drive = people.completed(MONDAY).give_back()
    old = drive.dossier.results.get()
    with pytest.raises(StepRefused, match="Nhập lý do"):
        corrections.correct_result(dossier=drive.dossier, officer=head(), reason=" ", fields={})
    with pytest.raises(StepRefused, match="Chỉ lãnh đạo cơ quan"):
        corrections.correct_result(
            dossier=drive.dossier, officer=people.desk_officer(), reason="Sai tên mẹ.", fields={}
        )
    new = corrections.correct_result(dossier=drive.dossier, officer=head(), reason="Sai tên mẹ.", fields={})
    old.refresh_from_db()
    assert (old.revoked_for, new.replaces, new.number != old.number) == ("Sai tên mẹ.", old, True)
    assert "đã bị thu hồi" in Client().get(f"/xac-minh/{old.verify_key}/").content.decode()
    assert "là thật" in Client().get(f"/xac-minh/{new.verify_key}/").content.decode()
    assert Message.objects.filter(about=drive.dossier.reference, template="result_corrected").exists()
    assert Dossier.objects.get(pk=drive.dossier.pk).state == State.RETURNED
    assert journal.first_break(drive.dossier) is None
    corrections.recall_result(dossier=drive.dossier, officer=head(), reason="Cấp sai thẩm quyền.")
    assert not drive.dossier.results.filter(revoked_at=None).exists()
    assert drive.dossier.results.count() == 2


def test_one_who_received_it_does_not_correct_it_either():
    drive = people.completed(MONDAY)
    receiver = people.desk_officer()
    receiver.agency, receiver.duties = people.ward(), [Duty.AGENCY_LEADER]
    receiver.save()
    with pytest.raises(StepRefused, match="Bạn đã tiếp nhận"):
        corrections.correct_result(dossier=drive.dossier, officer=receiver, reason="Sai.", fields={})


@pytest.mark.article("HG-8.4", "ST-12.1-2")
def test_who_took_the_result_on_what_authority_and_how_it_was_signed_is_kept():
    from dossiers import letters

    drive = people.completed(MONDAY, return_method="in_person")
    letters.draw_result(drive.dossier.results.get())
    told = {"dossier": drive.dossier, "officer": people.desk_officer(), "receiver": "Lò Văn Pâng"}
    people.driving.pay(drive.dossier, people.desk_officer(), "at_return")
    with pytest.raises(StepRefused, match="giấy uỷ quyền"):
        results.return_result(**told, receiver_number="079088000111")
    desk = at_work(people.desk_officer())
    typed = {"receiver": "Lò Văn Pâng", "receiver_number": "079088000111", "proxy": "Số 12 ngày 16/11/2026"}
    assert press(desk, drive.dossier, "tra-ket-qua", **typed, drawn="1,1 2,2").status_code == 422
    assert signatures.of(drive.dossier.reference) == []
    assert (
        press(desk, drive.dossier, "tra-ket-qua", **typed, drawn="9,99 80,40 150,160 220,40").status_code
        == 302
    )
    kept, signed = drive.dossier.hand_overs.get(), signatures.of(drive.dossier.reference)[0]
    assert (kept.receiver, kept.signed_as, kept.proxy) == ("Lò Văn Pâng", "picture", "Số 12 ngày 16/11/2026")
    assert kept.signature == signed.file and "Ký trên màn hình" in desk.get(
        address(drive.dossier, "lich-su/")
    ).content.decode().replace("ký trên", "Ký trên")
    picture = desk.get(address(drive.dossier, f"chu-ky/{signed.pk}/"))
    assert picture["Content-Type"] == "image/png"
    assert at_work(people.stranger()).get(address(drive.dossier, f"chu-ky/{signed.pk}/")).status_code == 404
    online = people.completed(MONDAY).give_back().dossier
    assert online.hand_overs.get().officer == people.desk_officer()


@pytest.mark.article("DL-10.1c")
def test_a_verification_has_time_place_people_minutes_and_pictures_and_the_applicant_hears():
    drive = people.processing(MONDAY, code=PERMIT)
    _, officer = worker(drive)
    told = {
        "dossier": drive.dossier,
        "place": "Thửa 12, tổ 5",
        "people": "Địa chính, chủ đất",
        "agenda": "Đo ranh",
    }
    with pretend(drive.at):
        with pytest.raises(StepRefused, match="ở sau lúc này"):
            visits.call_visit(officer=officer, starts_at=MONDAY, **told)
        with pytest.raises(StepRefused, match="Không có bước nào"):
            visits.call_visit(officer=people.stranger(), starts_at=hanoi("2026-11-18 09:00"), **told)
        visit = visits.call_visit(officer=officer, starts_at=hanoi("2026-11-18 09:00"), **told)
        with pytest.raises(StepRefused, match="Chưa đến giờ"):
            visits.record_visit(
                visit=visit, officer=officer, came="Bà Huyền", minutes="Đúng ranh.", photos=[]
            )
    letter = Message.objects.get(about=drive.dossier.reference, template="visit_called", channel="in_app")
    assert "Thửa 12, tổ 5" in letter.text
    with pretend(hanoi("2026-11-18 10:00")):
        client = Client()
        officer.user.must_change_password = False
        officer.user.save()
        client.force_login(officer.user)
        address = f"/lam-viec/ho-so/{drive.dossier.code}/xac-minh/{visit.pk}/"
        photo = SimpleUploadedFile("ranh.jpg", people.photo("Ranh giới"))
        with pretend(hanoi("2026-11-18 10:00")):
            came = {"came": "Bà Huyền", "minutes": "Đúng ranh giới.", "photo1": photo}
            assert client.post(address, came).status_code == 302
    kept = FieldVisit.objects.get(pk=visit.pk)
    assert (kept.minutes, kept.photos.count()) == ("Đúng ranh giới.", 1)
    with pytest.raises(StepRefused, match="đã xong"):
        visits.cancel_visit(visit=kept, officer=officer, reason="Mưa.")


def test_a_step_just_taken_or_given_goes_back_where_it_was_for_ten_minutes():
    drive = people.processing(MONDAY)
    task, officer = worker(drive)
    with pretend(drive.at):
        processing.take(task=task, officer=officer)
        with pytest.raises(StepRefused, match="chỉ người ấy"):
            undoing.undo(dossier=drive.dossier, officer=people.desk_officer())
        undoing.undo(dossier=drive.dossier, officer=officer)
    task.refresh_from_db()
    assert task.officer is None
    with pretend(drive.at):
        processing.take(task=task, officer=officer)
    with pretend(drive.wait(11).at), pytest.raises(StepRefused, match="quá 10 phút"):
        undoing.undo(dossier=drive.dossier, officer=officer)
    drive.finish_steps(1)
    with pytest.raises(StepRefused, match="không hoàn tác được"):
        undoing.undo(dossier=drive.dossier, officer=officer)


def test_what_was_just_taken_is_given_back_from_the_words_that_say_so():
    drive = people.processing(MONDAY)
    task, officer = worker(drive)
    client = at_work(officer)
    with pretend(drive.at):
        answer = press(client, drive.dossier, "nhan-viec")
        undo = address(drive.dossier, "hoan-tac/")
        assert f'action="{undo}"' in client.get(answer["Location"]).content.decode()
        assert client.post(undo).status_code == 302
    task.refresh_from_db()
    assert task.officer is None


@pytest.mark.article("NV-T21", "NV-T17")
def test_nothing_is_issued_while_the_wish_to_withdraw_waits_for_its_answer():
    drive = people.processing(MONDAY)
    while (task := drive._next_task()) is not None and task.kind != TaskKind.APPROVE:
        drive.finish_steps(1)
    assert task is not None
    fresh = Dossier.objects.get(pk=drive.dossier.pk)
    with pretend(drive.at):
        withdrawal.request_withdrawal(dossier=fresh, user=fresh.created_by, reason="Đổi ý.")
        people.driving.do_step(drive._next_task())
        with pytest.raises(StepRefused, match="đang xin rút"):
            people.driving.do_step(drive._next_task())
        withdrawal.decline_withdrawal(dossier=fresh, officer=people.desk_officer(), note="Đã duyệt.")
        people.driving.do_step(drive._next_task())
    assert Dossier.objects.get(pk=drive.dossier.pk).state == State.COMPLETED


@pytest.mark.article("NV-T21")
def test_an_approved_result_is_not_withdrawn_any_more():
    user = people.citizen()
    drive = people.processing(MONDAY, user=user).finish_steps(2)
    withdrawal.request_withdrawal(dossier=drive.dossier, user=user, reason="Tôi đổi ý.")
    with pytest.raises(StepRefused, match="đã được phê duyệt"):
        withdrawal.confirm_withdrawal(dossier=drive.dossier, officer=people.desk_officer())
