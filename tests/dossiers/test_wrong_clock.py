"""The clocks of portal and database differ: no act is dated by a wrong one, and the person is told why."""

from datetime import timedelta

import pytest

from dossiers.models import Dossier
from dossiers.services import _step
from portal.calendars.now import now
from tests import people
from tests.conftest import hanoi
from tests.dossiers.officer.desk import address, at_work

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("days", [1, -400])
def test_while_clocks_differ_nothing_is_recorded(monkeypatch, days):
    dossier = people.submitted(hanoi("2026-11-16 08:30")).dossier
    linh = at_work(people.desk_officer())
    stood = Dossier.objects.values().get(pk=dossier.pk)
    monkeypatch.setattr(_step, "now", lambda: now() + timedelta(days=days))
    answer = linh.post(address(dossier, "tiep-nhan/"), {"seen": dossier.revision})
    assert answer.status_code == 422
    assert "Đồng hồ máy chủ đang sai" in answer.text and "Chưa ghi gì" in answer.text
    assert Dossier.objects.values().get(pk=dossier.pk) == stood
    assert list(dossier.journal.values_list("verb", flat=True)) == ["submit"]
    monkeypatch.setattr(_step, "now", lambda: now() + timedelta(seconds=20))  # servers differ a little
    assert linh.post(address(dossier, "tiep-nhan/"), {"seen": dossier.revision}).status_code == 302
