"""Papers that are missing, money that is due, a change of mind: what it does to the person and the clock."""

from dataclasses import replace

import pytest

from dossiers import clock
from dossiers.explaining import explain
from dossiers.models import Dossier, HolderKind
from dossiers.services import intake, money, papers, supplement, withdrawal
from dossiers.states import State
from dossiers.tasks import lapse_supplements
from payments.services import open_charge
from portal.agencies.models import Duty
from portal.calendars.now import pretend
from portal.web.refusals import StepRefused
from procedures.queries import definition
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
FLAG = [
    {"kind": "paper", "id": "giay_chung_sinh", "note": "Trang 2 thiếu dấu bệnh viện. Chụp lại trang có dấu."}
]


def asked(at=MONDAY, user=None):
    """A birth registration whose desk asks for a better picture."""
    drive = people.submitted(at, user).wait(60)
    with pretend(drive.at):
        supplement.request_supplement(dossier=drive.dossier, officer=people.desk_officer(), flagged=FLAG)
    return drive


def mend(drive, user):
    drive.wait(60)
    with pretend(drive.at):
        papers.add_page(
            dossier=drive.dossier,
            user=user,
            paper_id="giay_chung_sinh",
            file=people.paper(user, "Bản mới"),
            name="moi.jpg",
        )
        supplement.supply(dossier=drive.dossier, user=user)
    return drive


@pytest.mark.article("QN-13.2c", "DL-8.1a", "NV-T3")
def test_a_request_names_the_paper_and_stops_the_receipt_clock():
    dossier = asked().dossier
    assert dossier.state == State.SUPPLEMENT_REQUIRED
    assert dossier.holder_kind == HolderKind.APPLICANT
    assert dossier.next_due_at == dossier.supplements.get().due_at
    assert dossier.slips.get().kind == "supplement"
    assert dossier.slips.get().facts["items"][0]["title"] == "Giấy chứng sinh"


def test_a_request_without_words_is_refused():
    drive = people.submitted(MONDAY)
    flag = [{"kind": "paper", "id": "giay_chung_sinh", "note": " "}]
    with pytest.raises(StepRefused, match="sai ở đâu"):
        supplement.request_supplement(dossier=drive.dossier, officer=people.desk_officer(), flagged=flag)
    assert drive.dossier.supplements.count() == 0


@pytest.mark.article("NV-4.4-papers", "HG-3.1-2")
def test_a_paper_that_was_never_published_cannot_be_asked_for():
    drive = people.submitted(MONDAY)
    flag = [{"kind": "paper", "id": "so_ho_khau", "note": "Nộp sổ hộ khẩu."}]
    with pytest.raises(StepRefused, match="đã công bố"):
        supplement.request_supplement(dossier=drive.dossier, officer=people.desk_officer(), flagged=flag)


@pytest.mark.article("NV-T4")
def test_the_answer_starts_a_new_receipt_clock():
    user = people.citizen()
    drive = mend(asked(user=user), user)
    assert drive.dossier.state == State.REGISTERED
    assert drive.dossier.registered_at == drive.at
    assert drive.dossier.next_due_at == hanoi("2026-11-17 10:30")


def test_sending_without_touching_the_paper_is_refused():
    user = people.citizen()
    drive = asked(user=user)
    with pytest.raises(StepRefused, match="Giấy chứng sinh"):
        supplement.supply(dossier=drive.dossier, user=user)


def test_nobody_else_can_answer_for_the_person():
    drive = asked()
    with pytest.raises(StepRefused, match="không phải của bạn"):
        supplement.supply(dossier=drive.dossier, user=people.citizen("Lò Văn Ơn"))


@pytest.mark.article("NV-T7")
def test_after_the_term_the_desk_closes_it_and_the_person_is_told():
    drive = asked()
    with pretend(hanoi("2027-02-01 08:00")):
        assert lapse_supplements() >= 1
    drive.dossier.refresh_from_db()
    assert drive.dossier.state == State.NOT_ACCEPTED
    assert drive.dossier.ended_at is not None


def work_asked(code="1.004873"):
    """A dossier under way whose officer asks for a paper."""
    user = people.citizen()
    drive = people.submitted(MONDAY, user, code=code).wait(30).accept().transfer().wait(240)
    task = drive.dossier.tasks.get(ended_at=None)
    officer = task.officer or people.driving.somebody(task.agency, task.duty)
    asked_for = [{"kind": "question", "id": _some_question(drive.dossier), "note": "Ghi rõ số nhà."}]
    with pretend(drive.at):
        supplement.request_supplement(dossier=drive.dossier, officer=officer, flagged=asked_for)
    return drive, user, asked_for[0]["id"], officer


def _some_question(dossier):
    from procedures import eform

    pages = eform.asked(definition(dossier.version), dossier.answers)
    return next(q.id for _, questions in pages for q in questions if q.id in dossier.answers)


@pytest.mark.article("NV-T11", "NV-5.4-supplement")
def test_during_work_the_limit_begins_anew_when_the_answer_comes():
    drive, user, question, _ = work_asked()
    before = drive.dossier.due_at
    drive.wait(480 * 2)
    with pretend(drive.at):
        supplement.mend_answers(
            dossier=drive.dossier, user=user, answers={question: drive.dossier.answers[question]}
        )
        supplement.supply(dossier=drive.dossier, user=user)
    assert drive.dossier.state == State.PROCESSING
    assert drive.dossier.due_at > before
    assert drive.dossier.original_due_at == before
    assert all(task.due_at > drive.at for task in drive.dossier.tasks.filter(ended_at=None))


@pytest.mark.article("NV-T12", "NV-6.3-M05")
def test_after_acceptance_an_unanswered_request_stops_the_dossier_in_writing():
    drive, _, _, officer = work_asked()
    due = drive.dossier.supplements.get().due_at
    with (
        pretend(people.driving.working_time(None).add_minutes(due, -1)),
        pytest.raises(StepRefused, match="chưa quá hạn"),
    ):
        supplement.lapse(dossier=drive.dossier)
    with pretend(people.driving.working_time(None).add_minutes(due, 60)):
        supplement.lapse(dossier=drive.dossier)
    assert drive.dossier.state == State.STOPPED
    assert drive.dossier.slips.filter(kind="stop").get().issued_by == officer
    assert not drive.dossier.tasks.filter(ended_at=None).exists()


def test_a_second_request_after_acceptance_needs_a_leader():
    drive, user, question, officer = work_asked()
    drive.wait(60)
    with pretend(drive.at):
        supplement.mend_answers(
            dossier=drive.dossier, user=user, answers={question: drive.dossier.answers[question]}
        )
        supplement.supply(dossier=drive.dossier, user=user)
        flag = [{"kind": "question", "id": question, "note": "Vẫn chưa rõ."}]
        with pytest.raises(StepRefused, match="lãnh đạo"):
            supplement.request_supplement(dossier=drive.dossier, officer=officer, flagged=flag)
        leader = people.driving.somebody(people.ward(), Duty.AGENCY_LEADER)
        with pytest.raises(StepRefused, match="Ghi lý do"):
            supplement.request_supplement(dossier=drive.dossier, officer=leader, flagged=flag)
        reason = "Câu trả lời vẫn mâu thuẫn với giấy chứng sinh."
        supplement.request_supplement(dossier=drive.dossier, officer=leader, flagged=flag, reason=reason)
    assert drive.dossier.supplements.filter(after_acceptance=True).count() == 2


@pytest.mark.article("NV-T5", "NV-6.3-M03")
def test_a_refusal_needs_a_reason_and_ends_the_dossier():
    drive = people.submitted(MONDAY)
    with pytest.raises(StepRefused, match="lý do"):
        intake.refuse(dossier=drive.dossier, officer=people.desk_officer(), reason=" ")
    intake.refuse(
        dossier=drive.dossier, officer=people.desk_officer(), reason="Không thuộc thẩm quyền của phường."
    )
    assert drive.dossier.state == State.NOT_ACCEPTED
    assert drive.dossier.slips.get().kind == "refusal"


@pytest.mark.article("NV-T19", "NV-T20")
def test_a_withdrawal_is_answered_by_the_desk():
    user = people.citizen()
    drive = people.submitted(MONDAY, user).wait(30).accept().transfer()
    withdrawal.request_withdrawal(dossier=drive.dossier, user=user, reason="Tôi nộp nhầm.")
    assert drive.dossier.state == State.WITHDRAWAL_REQUESTED
    withdrawal.confirm_withdrawal(dossier=drive.dossier, officer=people.desk_officer())
    assert drive.dossier.state == State.STOPPED
    assert not drive.dossier.tasks.filter(ended_at=None).exists()


@pytest.mark.article("NV-T21")
def test_a_declined_withdrawal_goes_on_where_it_was():
    user = people.citizen()
    drive = people.submitted(MONDAY, user).wait(30).accept().transfer()
    withdrawal.request_withdrawal(dossier=drive.dossier, user=user, reason="Tôi đổi ý.")
    withdrawal.decline_withdrawal(
        dossier=drive.dossier, officer=people.desk_officer(), note="Giấy khai sinh đã được ký."
    )
    assert drive.dossier.state == State.PROCESSING
    assert drive.finish_steps().dossier.state == State.COMPLETED


@pytest.mark.article("NV-5.4-supplement")
def test_where_the_procedure_pauses_the_waiting_is_added_and_nothing_begins_anew(monkeypatch):
    drive = people.submitted(MONDAY, user := people.citizen(), code="1.004873").wait(30).accept().transfer()
    told = definition(drive.dossier.version)
    paused = replace(told, limits=replace(told.limits, supplement_clock="pause"))
    monkeypatch.setattr(clock, "definition", lambda version: paused)
    drive.wait(240)
    task, before = drive.dossier.tasks.get(ended_at=None), drive.dossier.due_at
    question = _some_question(drive.dossier)
    flag = [{"kind": "question", "id": question, "note": "Ghi rõ số nhà."}]
    with pretend(drive.at):
        officer = people.driving.somebody(task.agency, task.duty)
        supplement.request_supplement(dossier=drive.dossier, officer=officer, flagged=flag)
    drive.wait(480 * 2)
    with pretend(drive.at):
        answers = {question: drive.dossier.answers[question]}
        supplement.mend_answers(dossier=drive.dossier, user=user, answers=answers)
        supplement.supply(dossier=drive.dossier, user=user)
        assert drive.dossier.due_at == people.driving.working_time(None).add_minutes(before, 480 * 2)
        assert explain(drive.dossier).adds_up
    assert drive.dossier.original_due_at == before


def test_money_of_another_charge_does_not_end_the_waiting_for_this_one():
    drive = people.processing(MONDAY)
    dossier, task = drive.dossier, drive.dossier.tasks.get(ended_at=None)
    lines = [{"id": "le_phi", "name": "Lệ phí", "vnd": 8000}]
    other = open_charge(subject=dossier.reference, timing="at_return", lines=lines, payer=dossier.owner_name)
    waited_for = [{"id": "phi", "name": "Phí thẩm định", "vnd": 50000}]
    charge = open_charge(
        subject=dossier.reference, timing="at_supplement", lines=waited_for, payer=dossier.owner_name
    )
    desk = people.desk_officer()
    with pretend(drive.at):
        money.request_payment(dossier=dossier, officer=people.driving.somebody(task.agency, task.duty))
        money.take_payment(dossier=dossier, officer=desk, charge=other, method="cash", key="khoan-khac")
        assert Dossier.objects.get(pk=dossier.pk).state == State.PAYMENT_REQUIRED
        money.take_payment(dossier=dossier, officer=desk, charge=charge, method="cash", key="khoan-nay")
    assert Dossier.objects.get(pk=dossier.pk).state == State.PROCESSING
