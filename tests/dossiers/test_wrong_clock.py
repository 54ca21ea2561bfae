"""The server's clock is set back: no act is dated before the one that it follows, and the person is told why."""

from datetime import timedelta

import pytest

from dossiers.models import Dossier
from portal.calendars.now import now
from tests import people
from tests.conftest import hanoi
from tests.dossiers.officer.desk import address, at_work

pytestmark = pytest.mark.django_db


def test_a_clock_that_was_set_back_dates_nothing_before_what_it_follows():
    dossier = people.submitted(hanoi("2026-11-16 08:30")).dossier
    linh = at_work(people.desk_officer())
    last = now() + timedelta(days=400)  # as it stands when the clock has fallen back by 400 days
    Dossier.objects.filter(pk=dossier.pk).update(touched_at=last)
    stood = Dossier.objects.values().get(pk=dossier.pk)
    answer = linh.post(address(dossier, "tiep-nhan/"), {"seen": dossier.revision})
    assert answer.status_code == 422
    assert "Đồng hồ máy chủ đang sai" in answer.text and "Chưa ghi gì" in answer.text
    assert Dossier.objects.values().get(pk=dossier.pk) == stood
    assert list(dossier.journal.values_list("verb", flat=True)) == ["submit"]
    Dossier.objects.filter(pk=dossier.pk).update(
        touched_at=now() + timedelta(seconds=20)
    )  # servers differ a little
    assert linh.post(address(dossier, "tiep-nhan/"), {"seen": dossier.revision}).status_code == 302
