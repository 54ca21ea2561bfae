"""A new holiday: whose appointment it touches is told the new one; nobody else hears anything."""

import pytest
from django.core.cache import cache

from dossiers import clock
from dossiers.explaining import explain
from dossiers.services import redating
from dossiers.tasks import redate_open
from portal.calendars import services
from portal.calendars.models import DayKind
from portal.calendars.now import pretend
from portal.calendars.queries import province_calendar
from portal.notifications.models import Message
from portal.web.refusals import StepRefused
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")


@pytest.fixture(autouse=True)
def no_memory_of_earlier_sweeps():
    cache.delete(redating._DONE)


def processing():
    """A birth registration under way: received on Monday morning."""
    drive = people.submitted(MONDAY).accept().transfer()
    drive.dossier.refresh_from_db()
    return drive


def holiday(day):
    services.set_day(
        calendar=province_calendar(), day=day, kind=DayKind.HOLIDAY, note="Nghỉ bão", source="Công điện 12"
    )


def test_a_new_holiday_moves_the_appointment_and_tells_the_person():
    drive = processing()
    before = drive.dossier.due_at
    with pretend(drive.at):
        holiday(before.astimezone(MONDAY.tzinfo).date())
        assert redate_open() == 1
    dossier = type(drive.dossier).objects.get(pk=drive.dossier.pk)
    assert dossier.due_at > before
    assert dossier.due_at == clock.due_at(dossier) == dossier.original_due_at
    assert explain(dossier).adds_up
    row = dossier.journal.latest("number")
    assert (row.verb, row.due_at) == ("redate", dossier.due_at)
    assert all(task.due_at <= dossier.due_at for task in dossier.tasks.filter(ended_at=None))
    assert Message.objects.filter(about=dossier.reference, template="redated").exists()


def test_a_second_sweep_and_a_holiday_elsewhere_move_nothing():
    drive = processing()
    number = drive.dossier.journal.count()
    with pretend(drive.at):
        holiday(hanoi("2027-03-08 00:00").date())
        assert redate_open() == 0
        assert redate_open() == 0
        with pytest.raises(StepRefused, match="không đổi"):
            redating.redate(dossier=drive.dossier)
    assert drive.dossier.journal.count() == number
    assert not Message.objects.filter(about=drive.dossier.reference, template="redated").exists()


def test_many_are_gone_through_a_part_at_a_time(monkeypatch):
    monkeypatch.setattr(redating, "_AT_A_TIME", 1)
    drives = [processing(), processing()]
    with pretend(drives[1].at):
        holiday(drives[0].dossier.due_at.astimezone(MONDAY.tzinfo).date())
        moved = [redate_open() for _ in range(4)]
    assert sum(moved) == 2
    assert moved[-1] == 0
