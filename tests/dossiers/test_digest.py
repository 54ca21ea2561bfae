"""In the morning officers and leaders read what is overdue, due today and waiting; and whether people were told."""

import pytest

from dossiers import digest
from dossiers.models import Task
from dossiers.tasks import prove_told
from portal.agencies.models import Duty
from portal.calendars import now as clock
from portal.notifications import preferences
from portal.notifications.models import Message
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db


def at(monkeypatch, moment):
    when = hanoi(moment)
    for module in (clock, digest):
        monkeypatch.setattr(module, "now", lambda: when)


def test_who_acts_and_who_leads_get_one_list(monkeypatch):
    dossier = people.submitted(hanoi("2026-11-16 08:30")).dossier
    task = Task.objects.get(dossier=dossier, ended_at=None)
    officer, leader = people.desk_officer(), people.driving.somebody(task.agency, Duty.DESK_LEADER)
    preferences.change(user=leader.user, first="email", off=[])
    at(monkeypatch, "2026-11-18 07:15")
    assert digest.send() >= 2 and digest.send() >= 2
    mine = Message.objects.get(user=officer.user, template="digest", channel="in_app")
    assert dossier.shown_code in mine.text and "chờ người nhận" in mine.subject
    assert Message.objects.filter(user=leader.user, template="digest", channel="in_app").count() == 1
    preferences.change(user=officer.user, first="email", off=["digest"])
    at(monkeypatch, "2026-11-19 07:15")
    digest.send()
    assert Message.objects.filter(user=officer.user, template="digest").exclude(channel="in_app").count() == 1


def test_on_a_sunday_nobody_is_woken(monkeypatch):
    people.submitted(hanoi("2026-11-16 08:30"))
    at(monkeypatch, "2026-11-22 07:15")
    assert digest.send() == 0


@pytest.mark.article("QN-13.2b")
def test_an_act_that_nobody_was_told_of_is_found(monkeypatch, caplog):
    dossier = people.accepted(hanoi("2026-11-16 08:30")).dossier
    monkeypatch.setattr("dossiers.tasks.now", lambda: hanoi("2026-11-17 02:40"))
    assert prove_told() == 0
    Message.objects.filter(about=dossier.reference, template="accepted").delete()
    assert prove_told() == 1 and f"nobody was told: {dossier.reference} accept" in caplog.text
