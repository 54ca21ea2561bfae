"""Any desk of the province takes any dossier, the agency competent by place decides. Refusing is an answer."""

import pytest
from django.test import Client

from dossiers import letters
from dossiers.models import Dossier, PaymentRequest
from dossiers.services import counter, drafts, money, processing, results, supplement, withdrawal
from dossiers.states import State
from payments.services import open_charge
from portal.agencies.models import Duty
from portal.agencies.routing import department
from portal.calendars.now import pretend
from portal.web.refusals import StepRefused
from procedures.queries import definition
from procedures.samples import sample_answers
from tests import people
from tests.conftest import hanoi
from tests.dossiers.officer.desk import address, at_work

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")


@pytest.mark.article("QN-1-2", "QN-3.2-3")
def test_another_wards_desk_takes_it_and_it_lands_with_the_agency_competent_by_place():
    far, party = people.stranger(), people.citizen().party
    with pretend(MONDAY):
        dossier = counter.open_at_counter(
            officer=far, owner=party, submitter=party, procedure=people.procedure(), on=MONDAY.date()
        )
        told = definition(dossier.version)
        answers = sample_answers(told, seed=1, commune=people.ward_code())
        drafts.save_answers(dossier=dossier, answers=answers, contact_phone=party.phone)
        there = {paper.id: True for paper in told.papers}
        counter.hand_in(dossier=dossier, officer=far, there=there, files={})
        counter.file_at_counter(dossier=dossier, officer=far, method="cash")
    dossier.refresh_from_db()
    assert dossier.receiving_agency == far.agency
    assert dossier.competent_agency == people.ward()
    assert dossier.code.startswith(f"{far.agency.code}-")
    task = dossier.tasks.get(ended_at=None)
    assert task.agency.parent == people.ward()
    assert dossier.state == State.PROCESSING


@pytest.mark.article("DL-10.1đ")
def test_an_agency_of_another_level_is_asked_by_the_lead_one_and_answers_to_it_alone():
    drive = people.processing(MONDAY, code="1.013225")
    land, lead = department("land"), drive.dossier.tasks.get(ended_at=None)
    asked_one = people.driving.somebody(land, Duty.CONSULTEE)
    assert lead.agency.parent == people.ward() and land.admin_unit != people.ward().admin_unit
    assert at_work(asked_one).get(address(drive.dossier)).status_code == 404, "before the lead agency asks"
    drive.finish_steps(1)
    asked = drive.dossier.tasks.get(ended_at=None, agency=land)
    assert asked.due_at < drive.dossier.due_at and not asked.is_lead
    with pretend(drive.wait(60).at):
        assert at_work(asked_one).get(address(drive.dossier)).status_code == 200
        with pytest.raises(StepRefused):
            results.draft_result(dossier=drive.dossier, officer=asked_one, fields={})
        processing.finish_task(task=asked, officer=asked_one, note="Phù hợp quy hoạch sử dụng đất.")
    drive.finish_steps(1)
    back = drive.dossier.tasks.get(ended_at=None)
    assert (back.agency, back.step_id) == (lead.agency, "tham_dinh"), "the other body has answered too"
    holder = back.officer or people.driving.somebody(back.agency, back.duty)
    assert (
        "Phù hợp quy hoạch sử dụng đất."
        in at_work(holder).get(address(drive.dossier, "cac-buoc/")).content.decode()
    )
    assert drive.finish_steps().dossier.competent_agency == people.ward()


@pytest.mark.parametrize("pause", ["withdrawal", "supplement", "money"])
def test_opinions_that_come_while_the_dossier_waits_for_its_applicant_let_the_work_go_on_afterwards(pause):
    user = people.citizen()
    drive = people.submitted(MONDAY, user, code="1.013225").wait(30).accept().transfer().finish_steps(1)
    dossier = Dossier.objects.get(pk=drive.dossier.pk)
    head = people.driving.somebody(people.ward(), Duty.AGENCY_LEADER)
    asked = list(dossier.tasks.filter(ended_at=None, kind="consult").select_related("agency"))
    assert asked and not dossier.tasks.filter(ended_at=None, is_lead=True).exists()
    question = next(iter(dossier.answers))
    with pretend(drive.wait(60).at):
        if pause == "withdrawal":
            withdrawal.request_withdrawal(dossier=dossier, user=user, reason="Đổi ý.")
        elif pause == "supplement":
            flag = [{"kind": "question", "id": question, "note": "Ghi rõ."}]
            supplement.request_supplement(dossier=dossier, officer=head, flagged=flag)
        else:
            lines = [{"id": "phi", "name": "Phí", "vnd": 50000}]
            told = {"subject": dossier.reference, "timing": "at_supplement", "payer": dossier.owner_name}
            charge = open_charge(lines=lines, **told)
            PaymentRequest.objects.create(
                dossier=dossier, charge_id=charge.pk, requested_by=head, requested_at=drive.at,
                due_at=hanoi("2026-12-01 17:00"),
            )  # fmt: skip
            Dossier.objects.filter(pk=dossier.pk).update(state=State.PAYMENT_REQUIRED)
        for task in asked:
            answerer = people.driving.somebody(task.agency, task.duty)
            processing.finish_task(task=task, officer=answerer, note="Nhất trí.")
        fresh, desk = Dossier.objects.get(pk=dossier.pk), people.desk_officer()
        assert not fresh.tasks.filter(ended_at=None).exclude(kind="desk").exists()
        if pause == "withdrawal":
            withdrawal.decline_withdrawal(dossier=fresh, officer=desk, note="Đang giải quyết.")
        elif pause == "supplement":
            supplement.mend_answers(dossier=fresh, user=user, answers={question: fresh.answers[question]})
            supplement.supply(dossier=fresh, user=user)
        else:
            money.take_payment(dossier=fresh, officer=desk, charge=charge, method="cash", key="phi")
    assert Dossier.objects.get(pk=dossier.pk).state == State.PROCESSING
    assert dossier.tasks.get(ended_at=None).step_id == "tham_dinh"


@pytest.mark.article("DL-10.2", "NV-5.4-refusal", "DL-20")
def test_a_refusal_after_examination_is_a_result_with_reasons_that_the_desk_returns():
    drive = people.processing(MONDAY, return_method="in_person")
    task = drive.dossier.tasks.get(ended_at=None)
    officer = people.driving.somebody(task.agency, task.duty)
    with pretend(drive.wait(30).at):
        why = {"reason": "Đã đăng ký khai sinh ở xã khác."}
        results.draft_result(dossier=drive.dossier, officer=officer, fields=why, kind="negative")
        processing.finish_task(task=task, officer=officer, note="Không đủ điều kiện.")
    drive.finish_steps()
    assert drive.dossier.state == State.COMPLETED, "9, not 3: it was accepted"
    result = drive.dossier.results.get()
    assert result.number
    letters.draw_result(result)
    desk = people.desk_officer()
    desk.user.must_change_password = False
    desk.user.save()
    client = Client()
    client.force_login(desk.user)
    page = client.get(f"/lam-viec/ho-so/{drive.dossier.code}/tra-ket-qua/").content.decode()
    assert "Văn bản trả lời không giải quyết" in page
    assert letters.result_facts(result)["reason"] == "Đã đăng ký khai sinh ở xã khác."
