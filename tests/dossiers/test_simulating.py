"""The past of real dossiers, replayed through changed steps; the dossiers stay as they were."""

import copy
from datetime import timedelta

import pytest

from dossiers.models import Dossier, Task
from dossiers.past import past, shared_minutes
from dossiers.services import processing
from portal.accounts.models import User
from portal.calendars.now import pretend
from portal.calendars.queries import working_time
from portal.web.refusals import StepRefused
from procedures.models import Simulation
from procedures.services import save_draft
from procedures.simulating.running import ask, old_version, simulate
from tests import people
from tests.conftest import hanoi
from tests.procedures.changing import step_of

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
CODE = "1.001612"


def businesses(count=4):
    """Household businesses of one ward, 45 minutes apart; each step taken, and ended an hour and a half later."""
    return [worked(people.processing(MONDAY + timedelta(minutes=45 * n), code=CODE)) for n in range(count)]


def worked(drive):
    while (task := drive._next_task()) is not None:
        with pretend(drive.wait(20).at):
            processing.take(task=task, officer=people.driving.somebody(task.agency, task.duty))
        drive.wait(90)
        with pretend(drive.at):
            people.driving.do_step(Task.objects.select_related("dossier__version", "officer").get(pk=task.pk))
        drive.dossier = Dossier.objects.get(pk=drive.dossier.pk)
    return drive.dossier


@pytest.fixture
def controller():
    return User.objects.create_superuser("kiem.soat@so.example", "x", full_name="Trần Thị Kiểm")


def redesigned(change):
    """A draft of the next version with other steps."""
    procedure = people.procedure(CODE)
    document = copy.deepcopy(procedure.versions.get(number=1).definition)
    change(document)
    return save_draft(procedure=procedure, document=document)


def result_of(version, by, **options):
    made = simulate(ask(version=version, by=by, **options).pk)
    assert not made.failure
    return made.result


def test_the_past_is_told_as_it_was():
    dossiers = businesses(2)
    told = past(dossiers[0].version_id, 300)
    assert [one.key for one in told.dossiers] == [one.pk for one in dossiers]
    first = told.dossiers[0]
    begun = dossiers[0].tasks.exclude(kind="desk").order_by("started_at").first().started_at
    assert (first.arrived_at, first.received_at) == (begun, dossiers[0].received_at)
    assert set(first.worked) == {"tham_tra", "ra_soat", "ky_duyet", "phat_hanh"}
    assert first.worked["tham_tra"] == 68, "90 minutes, 45 of them with the second dossier in hand"
    assert set(told.availability.values()) == {1.0}


def test_two_dossiers_in_one_hand_share_the_hours():
    """Taken 8:00 to 10:00 and 9:00 to 10:00: the first got an hour and a half, the second half an hour."""
    first = Task(taken_at=hanoi("2026-11-16 08:00"), ended_at=hanoi("2026-11-16 10:00"))
    second = Task(taken_at=hanoi("2026-11-16 09:00"), ended_at=hanoi("2026-11-16 10:00"))
    moment = Task(taken_at=hanoi("2026-11-16 09:30"), ended_at=hanoi("2026-11-16 09:30"))
    assert shared_minutes([first, second, moment], working_time(None)) == [90, 30, 0]


def test_the_same_steps_and_the_same_number_give_the_same_figures_twice(controller):
    businesses()
    draft = redesigned(lambda document: None)
    one, other = (result_of(draft, controller, seed=3) for _ in range(2))
    assert one == other
    assert one["dossiers"] == 4 and one["before"]["of"] == 4
    assert one["before"]["stuck"] == one["after"]["stuck"] == 0


def test_a_limit_of_one_hour_would_have_made_them_late(controller):
    businesses()

    def short(document):
        document["limits"]["processing"] = {"value": 1, "unit": "working_hour"}
        for step in document["steps"]:
            step["minutes"] = 15

    told = result_of(redesigned(short), controller)
    assert told["before"]["late"] == 0 == told["real"]["late"]
    assert (told["after"]["late"], told["after"]["percent"]) == (4, 100.0)
    assert sum(row["late"] for row in told["after"]["steps"]) == 4


def test_a_duty_that_nobody_has_is_where_everything_stands_still(controller):
    businesses(2)
    draft = redesigned(lambda d: step_of(d, "ra_soat").update(agency="unit:economy", duty="postal_agent"))
    told = result_of(draft, controller)
    assert told["after"]["stuck"] == 2
    assert (told["after"]["teams"][0]["people"], told["after"]["teams"][0]["queue_most"]) == (0, 2)


def test_dossiers_are_read_and_never_touched(controller):
    businesses(2)
    before = list(Dossier.objects.order_by("pk").values()), list(Task.objects.order_by("pk").values())
    result_of(redesigned(lambda d: step_of(d, "tham_tra").update(minutes=60)), controller)
    assert before == (
        list(Dossier.objects.order_by("pk").values()),
        list(Task.objects.order_by("pk").values()),
    )


def test_a_worker_that_comes_twice_runs_it_once(controller):
    businesses(1)
    made = ask(version=redesigned(lambda d: None), by=controller)
    first = simulate(made.pk)
    Simulation.objects.filter(pk=made.pk).update(result={"kept": True})
    assert simulate(made.pk).result == {"kept": True}
    assert first.finished_at is not None


def test_without_dossiers_it_says_so(controller):
    made = simulate(ask(version=redesigned(lambda d: None), by=controller).pk)
    assert "Chưa có hồ sơ nào theo phiên bản 1" in made.failure and made.result is None


def test_steps_that_cannot_be_played_are_refused_at_once(controller):
    draft = redesigned(lambda d: step_of(d, "tham_tra").update(after=["phat_hanh"]))
    with pytest.raises(StepRefused, match="vòng tròn"):
        ask(version=draft, by=controller)
    assert old_version(draft).number == 1
