"""Steps that an officer directs, reports that must be written, work returned to the step the version allows."""

import pytest
from django.urls import reverse

from dossiers.models import TaskOutcome
from dossiers.services import processing
from dossiers.services._tasks import agencies_among, steps_to_direct
from dossiers.states import State
from portal.agencies.models import Agency
from portal.agencies.routing import department
from portal.calendars.now import pretend
from portal.web.refusals import StepRefused
from procedures.queries import definition
from tests import people
from tests.conftest import hanoi
from tests.dossiers.officer.desk import address, at_work
from tests.procedures.changing import reworked, step_of

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
CODE = "1.013225"


def directed(document):
    """The consultation on land goes where the officer of the first step sends it."""
    land = step_of(document, "y_kien_dat")
    land |= {"agency": "chosen", "among": ["department:land", "department:environment"]}


def building_permit():
    return people.submitted(MONDAY, code=CODE).wait(60).accept().transfer()


def open_task(drive, step_id):
    return drive.dossier.tasks.select_related("agency", "officer").get(ended_at=None, step_id=step_id)


def officer_for(task):
    return task.officer or people.driving.somebody(task.agency, task.duty)


def test_the_officer_sends_the_consultation_where_it_belongs():
    reworked(CODE, directed)
    drive = building_permit()
    task = open_task(drive, "kiem_tra")
    (step,) = steps_to_direct(drive.dossier, task)
    land, environment = agencies_among(drive.dossier, step)
    assert (land, environment) == (department("land"), department("environment"))
    with pretend(drive.wait(60).at):
        processing.finish_task(
            task=task, officer=officer_for(task), note="Đủ.", chosen={"y_kien_dat": environment.pk}
        )
    assert open_task(drive, "y_kien_dat").agency == environment


def test_an_agency_that_the_version_does_not_name_is_refused():
    reworked(CODE, directed)
    drive = building_permit()
    task = open_task(drive, "kiem_tra")
    elsewhere = Agency.objects.exclude(pk__in=[department("land").pk]).filter(kind="commune").first()
    with pytest.raises(StepRefused, match="không chuyển đến cơ quan này"):
        processing.finish_task(task=task, officer=officer_for(task), chosen={"y_kien_dat": elsewhere.pk})
    assert drive.dossier.tasks.filter(step_id="kiem_tra", ended_at=None).exists()


def test_when_nobody_chooses_the_first_agency_gets_it_and_nothing_hangs():
    reworked(CODE, directed)
    drive = building_permit().finish_steps(1)
    assert open_task(drive, "y_kien_dat").agency == department("land")
    assert drive.finish_steps().dossier.state == State.COMPLETED


def test_a_field_check_wants_its_report():
    reworked(
        CODE, lambda d: step_of(d, "kiem_tra").update(produces="report", output="Biên bản kiểm tra thực địa")
    )
    drive = building_permit()
    task = open_task(drive, "kiem_tra")
    with pytest.raises(StepRefused, match="Ghi biên bản kiểm tra thực địa"):
        processing.finish_task(task=task, officer=officer_for(task))
    processing.finish_task(task=task, officer=officer_for(task), note="Đất đúng hiện trạng, có 3 người ký.")


def test_a_step_of_the_place_of_the_matter_goes_to_that_commune():
    def change(document):
        question = next(
            q["id"]
            for p in document["form"]["pages"]
            for q in p["questions"]
            if q["kind"] in ("commune", "address")
        )
        step_of(document, "y_kien_dat")["agency"] = f"place:{question}"

    reworked(CODE, change)
    drive = building_permit().finish_steps(1)
    assert open_task(drive, "y_kien_dat").agency == people.ward()


def sent_to_signature():
    """Everything done up to the leader: check, two opinions, appraisal, review."""
    drive = building_permit()
    while not drive.dossier.tasks.filter(step_id="ky_duyet", ended_at=None).exists():
        drive.finish_steps(1)
    return drive


def test_returned_work_goes_through_the_review_again_before_it_is_signed():
    drive = sent_to_signature()
    task = open_task(drive, "ky_duyet")
    processing.send_back(task=task, officer=officer_for(task), reason="Sai diện tích sàn.")
    assert list(drive.dossier.tasks.filter(ended_at=None).values_list("step_id", flat=True)) == ["tham_dinh"]
    drive.finish_steps(1)
    assert open_task(drive, "ra_soat")
    assert drive.finish_steps().dossier.state == State.COMPLETED


def test_the_version_says_to_which_steps_work_may_be_returned():
    reworked(CODE, lambda d: step_of(d, "ky_duyet").update(back_to=["kiem_tra", "ra_soat"]))
    drive = sent_to_signature()
    task = open_task(drive, "ky_duyet")
    leader = officer_for(task)
    assert [one.id for one in processing.places_back(drive.dossier, task)] == ["kiem_tra", "ra_soat"]
    with pytest.raises(StepRefused, match="không cho trả lại bước này"):
        processing.send_back(task=task, officer=leader, reason="Xem lại.", to="tham_dinh")
    processing.send_back(task=task, officer=leader, reason="Thiếu ảnh hiện trạng.", to="kiem_tra")
    assert list(drive.dossier.tasks.filter(ended_at=None).values_list("step_id", flat=True)) == ["kiem_tra"]
    opinions = drive.dossier.tasks.filter(kind="consult", outcome=TaskOutcome.DONE).count()
    assert opinions == 2, "opinions already given stay"
    drive.finish_steps(1)
    assert open_task(drive, "tham_dinh")
    assert drive.finish_steps().dossier.state == State.COMPLETED


def test_every_step_of_the_graph_is_named_the_same_in_the_version():
    drive = sent_to_signature()
    named = {step.id for step in definition(drive.dossier.version).steps}
    assert set(drive.dossier.tasks.exclude(kind="desk").values_list("step_id", flat=True)) <= named


def test_on_the_screen_the_officer_must_choose_the_agency(client):
    reworked(CODE, directed)
    drive = building_permit()
    task = open_task(drive, "kiem_tra")
    client.force_login(officer_for(task).user)
    address = reverse("officer:finish_task", args=[drive.dossier.code])
    page = client.get(address).content.decode()
    assert "Chuyển bước “Ý kiến về quy hoạch, đất đai” đến" in page and department("environment").name in page
    refused = client.post(address, {"note": "Đủ.", "seen": drive.dossier.revision})
    assert refused.status_code == 422 and "Chọn cơ quan làm bước" in refused.content.decode()
    chosen = {"note": "Đủ.", "noi-y_kien_dat": str(department("environment").pk)}
    assert client.post(address, chosen | {"seen": drive.dossier.revision}).status_code == 302
    assert open_task(drive, "y_kien_dat").agency == department("environment")


def test_on_the_screen_the_leader_says_to_which_step_the_work_goes_back(client):
    reworked(CODE, lambda d: step_of(d, "ky_duyet").update(back_to=["kiem_tra", "ra_soat"]))
    drive = sent_to_signature()
    client.force_login(officer_for(open_task(drive, "ky_duyet")).user)
    page = client.get(reverse("officer:approve", args=[drive.dossier.code])).content.decode()
    address = reverse("officer:send_back", args=[drive.dossier.code])
    assert address in page, "with a choice of steps a page of its own asks"
    assert "Kiểm tra hồ sơ, xem thực địa" in client.get(address).content.decode()
    client.post(address, {"to": "kiem_tra", "reason": "Thiếu ảnh.", "seen": drive.dossier.revision})
    assert open_task(drive, "kiem_tra")


def test_the_officer_of_a_step_sees_which_papers_it_looks_at():
    def named(document):
        step_of(document, "kiem_tra")["papers"] = [paper["id"] for paper in document["papers"]]
        step_of(document, "y_kien_dat")["papers"] = ["giay_to_dat"]

    reworked(CODE, named)
    drive = building_permit()
    task = open_task(drive, "kiem_tra")
    with pretend(drive.wait(60).at):
        mine = at_work(officer_for(task)).get(address(drive.dossier)).content.decode()
        processing.finish_task(task=task, officer=officer_for(task), note="Đủ.")
        land = open_task(drive, "y_kien_dat")
        theirs = at_work(officer_for(land)).get(address(drive.dossier)).content.decode()
        desk = at_work(people.desk_officer()).get(address(drive.dossier)).content.decode()
    titles = dict(drive.dossier.items.values_list("paper_id", "title"))
    assert f"Giấy tờ cần xem ở bước này:</b> {titles['giay_to_dat']}" in theirs.replace("&#39;", "'")
    assert theirs.count(">bước này<") == 1 < mine.count(">bước này<") == len(titles)
    assert "Giấy tờ cần xem ở bước này" not in desk
