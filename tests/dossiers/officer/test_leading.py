"""The leaders' screens: reds, units, nudges and what came of them, many approvals with a look at each."""

import pytest
from django.core.cache import cache
from django.test import Client

from dossiers import standing
from dossiers.models import Nudge, Task
from dossiers.services import nudging
from portal.agencies.models import Duty
from portal.calendars.now import now, pretend
from portal.notifications.models import Message
from portal.web.refusals import StepRefused
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")


def head():
    return people.driving.somebody(people.ward(), Duty.AGENCY_LEADER)


def signed_in(officer):
    officer.user.must_change_password = False
    officer.user.save()
    client = Client()
    client.force_login(officer.user)
    return client


@pytest.mark.article("QN-7.8-9", "QN-20")
def test_the_reds_stand_on_the_board_with_unit_holder_and_a_word_to_them_that_is_kept():
    drive = people.processing(hanoi("2026-11-02 08:30"))
    client = signed_in(head())
    page = client.get("/dieu-hanh/").content.decode()
    assert drive.dossier.code in page
    assert people.ward().short_name in page
    assert standing.numbers(head())["late"] >= 1
    answer = client.post(f"/dieu-hanh/nhac-viec/{drive.dossier.code}/", {"ve": "https://xau.example/"})
    assert answer.url == "/dieu-hanh/"
    assert Message.objects.filter(about=drive.dossier.reference, template="nudged").exists()
    with pytest.raises(StepRefused, match="đã nhắc hồ sơ này hôm nay"):
        nudging.nudge(dossier=drive.dossier, officer=head())
    with pytest.raises(StepRefused, match="Chỉ lãnh đạo"):
        nudging.nudge(dossier=drive.dossier, officer=people.desk_officer())
    assert "chưa có gì mới" in client.get("/dieu-hanh/nhac-viec/").content.decode()
    drive.at = now()
    drive.finish_steps(1)
    assert nudging.sent_by(head())[0].effect is not None
    assert Nudge.objects.get().to_agency == drive.dossier.tasks.filter(kind="work").first().agency


def test_a_units_slowest_step_stands_on_top_and_few_cases_give_no_share():
    drive = people.completed(MONDAY)
    task = drive.dossier.tasks.filter(kind="work").first()
    with pretend(hanoi("2026-11-20 09:00")):
        steps = standing.steps_of(task.agency)
        assert steps[0].few
        assert steps == sorted(steps, key=lambda one: -one.median_hours)
        page = signed_in(head()).get(f"/dieu-hanh/don-vi/{task.agency_id}/")
    assert page.status_code == 200
    assert signed_in(people.desk_officer()).get("/dieu-hanh/").status_code == 403
    assert signed_in(head()).get(f"/dieu-hanh/don-vi/{people.stranger().agency_id}/").status_code == 403


@pytest.mark.article("HGi-time", "NV-5.4-several")
def test_each_agency_answers_for_its_own_hours():
    drive = people.submitted(MONDAY, code="1.013225").wait(60).accept().transfer()
    while not drive.dossier.tasks.filter(ended_at=None, kind="consult").exists():
        drive.finish_steps(1)
    asked = list(drive.dossier.tasks.filter(ended_at=None, kind="consult").select_related("agency"))
    drive.finish_steps(1)
    slow = drive.dossier.tasks.get(ended_at=None)
    late_at = people.driving.working_time(None).add_minutes(slow.due_at, 300)
    with pretend(late_at):
        shares = standing.responsibility(drive.dossier)
    by_name = {share.agency: share for share in shares}
    assert shares[0].agency == slow.agency.name
    assert by_name[slow.agency.name].over == 300
    assert all(by_name[task.agency.name].over == 0 for task in asked if task.pk != slow.pk)


@pytest.mark.article("DL-10.1d", "NV-5.5-end", "QN-7.3-4")
def test_the_board_tells_twelve_weeks_this_month_and_who_answers_for_lateness():
    early = people.completed(hanoi("2026-11-09 08:30"))
    late = people.submitted(hanoi("2026-10-26 08:30"), code="1.013225").wait(60).accept().transfer()
    slow = late.dossier.tasks.select_related("agency").filter(ended_at=None)[0]
    late.at = people.driving.working_time(None).add_minutes(slow.due_at, 60 * 8 * 25)
    with pretend(late.at):
        cache.clear()
        told, shown = standing.lately(head()), signed_in(head()).get("/dieu-hanh/").content.decode()
    monday = hanoi("2026-11-09 00:00").date()
    assert [week.done for week in told.weeks if week.monday == monday] == [1]
    assert len(told.weeks) == 12
    assert (told.month.received, told.month.over, told.month.not_over, told.month.overdue) == (1, 0, 1, 1)
    assert told.answerable[0].agency == slow.agency.name
    assert told.answerable[0].minutes == 60 * 8 * 25
    assert early.dossier.finished_at is not None
    assert 'aria-label="12 tuần qua: 1 hồ sơ xong, 0 quá hạn; nhiều nhất 1 trong một tuần."' in shown
    assert "Cơ quan làm trễ, 30 ngày" in shown


def test_many_drafts_are_approved_in_one_act_but_not_those_one_received():
    drives = [people.processing(MONDAY).finish_steps(1) for _ in range(2)]
    task = drives[0].dossier.tasks.get(ended_at=None)
    leader = people.driving.somebody(task.agency, task.duty)
    client = signed_in(leader)
    page = client.get("/dieu-hanh/ky-duyet/").content.decode()
    assert all(drive.dossier.code in page for drive in drives)
    answer = client.post("/dieu-hanh/ky-duyet/", {"d": [drive.dossier.code for drive in drives]}, follow=True)
    assert "Xong 2 trong 2" in answer.content.decode()
    assert not Task.objects.filter(
        dossier__in=[d.dossier for d in drives], kind="approve", ended_at=None
    ).exists()
