"""One who leaves takes no dossier along: open work goes to the colleague named, or back to the team."""

from datetime import timedelta

import pytest
from django.test import Client

from dossiers.models import Dossier, HolderKind, Task
from dossiers.services import handing_over, processing
from dossiers.tasks import hand_over_left
from portal.accounts.models import User
from portal.agencies import services
from portal.agencies.models import Officer
from portal.agencies.queries import today
from portal.calendars.now import now
from portal.notifications.models import Message
from portal.web.refusals import StepRefused
from tests import people

pytestmark = pytest.mark.django_db
YESTERDAY = timedelta(days=1)


def taken() -> tuple[Dossier, Task, Officer]:
    """Birth registration of Đinh Thị Ngọc Huyền, waiting at the desk in one officer's hands."""
    dossier = people.submitted(now()).dossier
    task = Task.objects.get(dossier=dossier, ended_at=None)
    officer = people.desk_officer()
    processing.take(task=task, officer=officer)
    return dossier, task, officer


def colleague(officer: Officer) -> Officer:
    made = people.stranger()
    Officer.objects.filter(pk=made.pk).update(agency=officer.agency_id, duties=["desk_officer"])
    made.refresh_from_db()
    return made


def leaving(officer: Officer, heir: Officer | None, django_capture) -> None:
    with django_capture(execute=True):
        services.leave(officer=officer, last_day=today() - YESTERDAY, heir=heir)


def test_work_goes_back_to_the_team(django_capture_on_commit_callbacks) -> None:
    dossier, task, officer = taken()
    leaving(officer, None, django_capture_on_commit_callbacks)
    hand_over_left()
    task.refresh_from_db()
    dossier.refresh_from_db()
    assert task.officer is None and task.taken_at is None and task.ended_at is None
    assert (dossier.holder_kind, dossier.holder_officer) == (HolderKind.TEAM, None)
    last = dossier.journal.order_by("-number")[0]
    assert last.verb == "hand_over" and last.data["from_name"] == officer.user.full_name


def test_work_goes_to_the_colleague_named(django_capture_on_commit_callbacks) -> None:
    dossier, task, officer = taken()
    heir = colleague(officer)
    leaving(officer, heir, django_capture_on_commit_callbacks)
    hand_over_left()
    task.refresh_from_db()
    dossier.refresh_from_db()
    assert task.officer == heir and dossier.holder_officer == heir
    (told,) = Message.objects.filter(user=heir.user, template="work_handed_over", channel="in_app")
    assert "1 bước của hồ sơ chuyển cho bạn" in told.subject
    assert hand_over_left() == 0


def test_where_nobody_is_left_with_the_duty_those_who_give_out_work_are_told(
    django_capture_on_commit_callbacks,
):
    drive = people.processing(now())
    task = Task.objects.select_related("agency").get(dossier=drive.dossier, ended_at=None)
    officer = people.driving.somebody(task.agency, task.duty)
    processing.take(task=task, officer=officer)
    for other in Officer.objects.filter(agency=task.agency, duties__contains=[task.duty]).exclude(
        pk=officer.pk
    ):
        Officer.objects.filter(pk=other.pk).update(duties=["clerk"])
    leaving(officer, None, django_capture_on_commit_callbacks)
    hand_over_left()
    told = Message.objects.filter(template="work_handed_over", channel="in_app").values_list(
        "user", flat=True
    )
    assert people.driving.somebody(people.ward(), "agency_leader").user_id in told
    reader = people.driving.somebody(people.ward(), "agency_leader").user
    User.objects.filter(pk=reader.pk).update(must_change_password=False)
    client = Client()
    client.force_login(reader)
    page = client.get(f"/lam-viec/ho-so/{drive.dossier.code}/lich-su/").content.decode()
    assert f"Của {officer.user.full_name}, chuyển cho cả tổ" in page


def test_a_colleague_without_the_duty_does_not_get_it(django_capture_on_commit_callbacks) -> None:
    _, task, officer = taken()
    heir = colleague(officer)
    Officer.objects.filter(pk=heir.pk).update(duties=["clerk"])
    heir.refresh_from_db()
    leaving(officer, heir, django_capture_on_commit_callbacks)
    hand_over_left()
    task.refresh_from_db()
    assert task.officer is None


def test_nothing_is_taken_from_one_who_serves() -> None:
    _, task, officer = taken()
    task.refresh_from_db()
    with pytest.raises(StepRefused, match="đang làm việc"):
        handing_over.hand_over(task=task)
    assert task.pk not in handing_over.left_behind().values_list("pk", flat=True)
    task.refresh_from_db()
    assert task.officer == officer


def test_before_letting_go_one_reads_what_is_held(client) -> None:
    _, _, officer = taken()
    assert handing_over.told_work(officer).startswith("Đang giữ ")
    assert services.open_work(officer) == [handing_over.told_work(officer)]
