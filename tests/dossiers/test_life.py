"""A birth registration from the first click to the result in hand, told by what happens to people."""

from dataclasses import replace

import pytest

from dossiers import clock, journal
from dossiers.models import Dossier, HolderKind, Task
from dossiers.services import intake, processing, results, submission
from dossiers.states import State
from portal.agencies.models import Duty
from portal.agencies.queries import profile
from portal.calendars.now import pretend
from portal.calendars.queries import working_time
from portal.notifications.models import Message
from portal.web.refusals import StepRefused
from procedures.definition import Limit
from procedures.queries import definition
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")


@pytest.mark.article("QN-13.2a", "DL-8.1a", "NV-T1")
def test_sending_starts_the_eight_hours_of_the_receiving_desk():
    drive = people.submitted(MONDAY)
    dossier = drive.dossier
    assert dossier.state == State.REGISTERED
    assert dossier.code is None
    assert dossier.reference.startswith("T-")
    assert dossier.receiving_agency == people.desk()
    assert dossier.competent_agency == people.ward()
    assert (dossier.holder_kind, dossier.holder_duty) == (HolderKind.TEAM, Duty.DESK_OFFICER)
    assert dossier.next_due_at == hanoi("2026-11-17 08:30")


@pytest.mark.article("QN-13.2a", "HG-8.1c")
def test_sent_on_saturday_counts_from_monday_morning():
    drive = people.submitted(hanoi("2026-11-14 10:00"))
    assert drive.dossier.next_due_at == hanoi("2026-11-16 17:00")


def test_sending_twice_is_refused_and_there_is_still_one():
    drive = people.submitted(MONDAY)
    with pytest.raises(StepRefused, match="đã được gửi"):
        submission.submit(dossier=drive.dossier, user=drive.dossier.created_by)
    assert drive.dossier.journal.filter(verb="submit").count() == 1


@pytest.mark.article("NV-T1")
def test_a_draft_without_its_paper_says_what_is_missing():
    user = people.citizen()
    drive = people.drafted(MONDAY, user)
    drive.dossier.items.all().delete()
    with pytest.raises(submission.NotComplete) as refused:
        submission.submit(dossier=drive.dossier, user=user)
    assert any(key.startswith("paper:") for key in refused.value.missing)
    assert Dossier.objects.get(pk=drive.dossier.pk).state == State.DRAFT


@pytest.mark.article("DL-8.2", "QN-13.2b", "NV-T2")
def test_acceptance_gives_a_code_an_appointment_a_slip_and_a_message():
    drive = people.accepted(MONDAY)
    dossier = drive.dossier
    assert dossier.code.startswith(f"{people.desk().code}-261116-")
    assert dossier.due_at == hanoi("2026-11-16 17:00"), "same-day procedure accepted before 15:00"
    assert dossier.original_due_at == dossier.due_at
    assert dossier.slips.get().kind == "receipt"
    told = Message.objects.filter(about=dossier.reference, template="accepted")
    assert set(told.values_list("channel", flat=True)) == {"email", "in_app"}


@pytest.mark.article("NV-5.4-same-day")
def test_accepted_after_three_in_the_afternoon_is_due_the_next_working_day():
    drive = people.submitted(hanoi("2026-11-20 15:10")).wait(5).accept()
    assert drive.dossier.due_at == hanoi("2026-11-23 17:00")


@pytest.mark.article("NV-T8")
@pytest.mark.parametrize(
    ("accepted", "handed_over_by"),
    [("2026-11-20 09:00", "2026-11-20 17:00"), ("2026-11-20 15:00", "2026-11-20 17:00"),
     ("2026-11-20 15:01", "2026-11-23 08:00"), ("2026-04-29 16:30", "2026-05-04 08:00")],
)  # fmt: skip
def test_what_is_accepted_after_three_is_handed_over_first_thing_on_the_next_working_day(
    accepted, handed_over_by
):
    """NĐ 61/2018 Đ18: the same day, after 15:00 at the beginning of the next working day."""
    time = working_time(None)
    assert clock.handed_over_by(time, hanoi(accepted), profile().cutoff) == hanoi(handed_over_by)


@pytest.mark.article("NV-5.3-channel")
def test_a_way_of_filing_with_a_limit_of_its_own_is_counted_by_it(monkeypatch):
    drive = people.submitted(MONDAY, code="1.013225")
    told = definition(drive.dossier.version)
    shorter = replace(told.limits, by_channel={"online": Limit(2, "working_day")})
    monkeypatch.setattr(clock, "definition", lambda version: replace(told, limits=shorter))
    drive.wait(30).accept()
    assert drive.dossier.due_at == hanoi("2026-11-18 09:00")
    drive.dossier.channel = "in_person"
    assert clock.limit_of(drive.dossier).value == told.limits.processing.value


def test_codes_of_one_desk_and_day_run_on_without_a_gap():
    first, second = people.accepted(MONDAY).dossier, people.accepted(MONDAY).dossier
    assert int(second.code[-4:]) == int(first.code[-4:]) + 1


@pytest.mark.article("DL-8.1b", "HG-8.2", "DL-9", "NV-T8")
def test_after_transfer_the_first_step_belongs_to_a_team_of_the_ward():
    dossier = people.processing(MONDAY).dossier
    task = dossier.tasks.get(ended_at=None)
    assert dossier.state == State.PROCESSING
    assert dossier.holder_agency_id == task.agency_id
    assert task.due_at <= dossier.due_at


@pytest.mark.article("DL-10.1e", "HG-8.3", "NV-T17", "ST-9")
def test_every_step_is_done_by_its_own_people_and_the_result_is_issued():
    dossier = people.completed(MONDAY).dossier
    assert dossier.state == State.COMPLETED
    result = dossier.results.get()
    assert result.approved_by is not None
    assert result.number
    assert dossier.finished_at <= dossier.due_at
    assert dossier.tasks.get(ended_at=None).step_id == "return_result"


@pytest.mark.article("QN-13.3b")
def test_the_person_has_the_result_and_nobody_holds_the_dossier_any_more():
    dossier = people.completed(MONDAY).give_back().dossier
    assert dossier.state == State.RETURNED
    assert dossier.holder_kind == HolderKind.NOBODY
    assert dossier.next_due_at is None
    assert dossier.results.get().file.content_type == "application/pdf"


@pytest.mark.article("ST-3.1-2", "NV-4.3-row")
def test_the_journal_of_a_whole_life_is_one_unbroken_chain():
    dossier = people.completed(MONDAY).give_back().dossier
    assert journal.first_break(dossier) is None
    rows = dossier.journal.exclude(verb="take_payment").order_by("number")
    verbs = list(rows.values_list("verb", flat=True))
    assert verbs[:3] == ["submit", "accept", "transfer"]
    assert verbs[-2:] == ["issue", "return_result"]


def test_a_desk_officer_of_another_ward_is_refused():
    drive = people.submitted(MONDAY)
    with pytest.raises(StepRefused, match="không thuộc cơ quan"):
        intake.accept(dossier=drive.dossier, officer=people.stranger())


def test_what_was_accepted_cannot_be_accepted_again():
    drive = people.accepted(MONDAY)
    with pytest.raises(StepRefused, match="không còn ở bước"):
        intake.accept(dossier=drive.dossier, officer=people.desk_officer())


def test_acting_on_a_stale_page_is_refused_with_the_name_of_who_changed_it():
    drive = people.submitted(MONDAY)
    seen = drive.dossier.revision
    drive.accept()
    with pytest.raises(StepRefused, match="vừa thay đổi hồ sơ này"):
        intake.transfer(dossier=drive.dossier, officer=people.desk_officer(), seen=seen)


@pytest.mark.article("NV-T15")
def test_who_received_it_may_not_approve_it():
    dossier = people.processing(MONDAY).finish_steps(1).dossier
    task = dossier.tasks.get(ended_at=None)
    assert task.kind == "approve"
    receiver = people.desk_officer()
    receiver.agency, receiver.duties = task.agency, [task.duty]
    receiver.save()
    with pytest.raises(StepRefused, match="Bạn đã tiếp nhận"):
        processing.approve(task=task, officer=receiver)


def test_sent_back_work_comes_to_the_person_who_did_it():
    drive = people.processing(MONDAY).finish_steps(1)
    did = drive.dossier.tasks.get(outcome="done", kind="work").officer
    task = drive.dossier.tasks.get(ended_at=None)
    leader = task.officer or people.driving.somebody(task.agency, task.duty)
    processing.send_back(task=task, officer=leader, reason="Sai năm sinh của mẹ.")
    again = Task.objects.get(dossier=drive.dossier, ended_at=None)
    assert (again.kind, again.officer) == ("work", did)
    drive.finish_steps()
    assert drive.dossier.state == State.COMPLETED


@pytest.mark.article("NV-T17")
def test_a_result_is_not_issued_before_it_is_approved():
    drive = people.processing(MONDAY).finish_steps(1)
    task = drive.dossier.tasks.get(ended_at=None)
    with pytest.raises(StepRefused):
        results.issue(task=task, officer=people.driving.somebody(task.agency, Duty.CLERK))


@pytest.mark.article("DL-10.1d", "NV-5.4-several")
def test_a_building_permit_asks_two_bodies_side_by_side_and_joins():
    drive = people.submitted(MONDAY, code="1.013225").wait(60).accept().transfer()
    while drive.dossier.tasks.filter(ended_at=None, kind="consult").count() == 0:
        drive.finish_steps(1)
    asked = drive.dossier.tasks.filter(ended_at=None)
    assert asked.count() == 2
    drive.finish_steps(1)
    assert drive.dossier.tasks.filter(ended_at=None).count() == 1, "the join waits for the second"
    drive.finish_steps()
    assert drive.dossier.state == State.COMPLETED


@pytest.mark.article("NV-T18")
def test_lateness_never_blocks_the_return():
    drive = people.completed(MONDAY).wait(5000)
    with pretend(drive.at):
        assert drive.dossier.due_at < drive.at
    assert drive.give_back().dossier.state == State.RETURNED
