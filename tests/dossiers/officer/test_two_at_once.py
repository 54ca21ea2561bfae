"""Two people press at the same moment: one success, one polite refusal, nothing twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from dossiers.models import Dossier, JournalEntry
from dossiers.states import State
from portal.accounts.models import User
from portal.agencies.models import Officer
from tests import people
from tests.conftest import hanoi
from tests.dossiers.officer.desk import address, another_commune, at_work

MONDAY = hanoi("2026-11-16 08:30")


@pytest.fixture(autouse=True)
def away_from_the_others(monkeypatch, committed):
    """What is committed here stays, so it stays at a desk that nobody else looks at."""
    code = another_commune(17)
    monkeypatch.setattr(people, "ward_code", lambda: code)


def both(*acts):
    """Runs the acts in threads of their own that start together; their answers in order."""
    gate = Barrier(len(acts))

    def run(act):
        try:
            gate.wait(timeout=10)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, act) for act in acts]]


def test_two_officers_accept_at_once():
    dossier = people.submitted(MONDAY).dossier
    desk = people.desk_officer()
    clients = [at_work(desk), at_work(desk)]
    typed = {"seen": dossier.revision}
    answers = both(*[lambda c=client: c.post(address(dossier, "tiep-nhan/"), typed) for client in clients])
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    refused = next(answer for answer in answers if answer.status_code == 422).content.decode()
    assert "vừa thay đổi hồ sơ này" in refused
    assert Dossier.objects.get(pk=dossier.pk).state == State.PROCESSING
    assert JournalEntry.objects.filter(dossier=dossier, verb="accept").count() == 1


def test_two_officers_take_the_same_step_at_once():
    dossier = people.processing(MONDAY).dossier
    task = dossier.tasks.get(ended_at=None)
    first = Officer.objects.filter(agency=task.agency, duties__contains=[task.duty]).first()
    user = User.objects.create_user(email=f"hai{task.pk}@thu.example", full_name="Cao Xuân Huy")
    second = Officer.objects.create(user=user, agency=first.agency, title="Chuyên viên", duties=[task.duty])
    clients = [at_work(first), at_work(second)]
    pages = both(
        *[lambda c=client: c.post(address(dossier, "nhan-viec/"), follow=True) for client in clients]
    )
    task.refresh_from_db()
    words = [page.content.decode() for page in pages]
    assert sum("Bạn đã nhận bước" in text for text in words) == 1
    assert sum("đang giữ bước này" in text for text in words) >= 1
    assert task.officer_id in (first.pk, second.pk)
    assert JournalEntry.objects.filter(dossier=dossier, verb="take").count() == 1
