"""Procedures whose result is there while the person waits: received, signed, handed over and counted (DL-8.2)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dossiers import journal, telling
from dossiers.models import Dossier
from dossiers.reckoning import EARLY, ON_TIME, standing
from dossiers.services import at_once
from dossiers.states import State
from portal.agencies.models import Duty
from portal.calendars.now import now
from portal.web.refusals import StepRefused
from portal.web.show import local
from tests import people
from tests.conftest import hanoi
from tests.documents import samples
from tests.dossiers.officer.desk import address, at_work

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")


def head():
    return people.driving.somebody(people.ward(), Duty.AGENCY_LEADER)


@pytest.mark.article("DL-8.2", "HGi-not-online")
def test_one_sitting_from_receipt_to_hand_over_is_recorded_and_counted():
    drive = people.submitted(now())
    dossier, desk = drive.dossier, people.desk_officer()
    client = at_work(desk)
    assert "Tiếp nhận và trả ngay" in client.get(address(dossier)).content.decode()
    page = address(dossier, "tra-ngay/")
    typed = {"signer": head().pk, "receiver": dossier.owner.name, "receiver_number": dossier.owner.identifier}
    assert "Chọn" in client.post(page, {**typed, "signer": ""}).content.decode()
    made = SimpleUploadedFile("ket-qua.pdf", samples.pdf(), "application/pdf")
    answer = client.post(page, {**typed, "file": made, "method": "cash", "seen": dossier.revision})
    assert answer.status_code == 302, answer.content.decode()
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert (dossier.state, dossier.code is not None, dossier.holder_kind) == (State.RETURNED, True, "")
    rows = dossier.journal.order_by("number").values_list("verb", "to_state")
    assert list(rows)[-3:] == [
        ("accept", "accepted"), ("give_at_once", "completed"), ("return_result", "returned"),
    ]  # fmt: skip
    assert journal.first_break(dossier) is None
    assert standing(dossier, now()) in (EARLY, ON_TIME)
    result = dossier.results.get()
    assert (result.approved_by, result.attached, bool(result.number)) == (head(), True, True)
    assert dossier.hand_overs.get().receiver_number == dossier.owner.identifier
    assert not dossier.slips.exists(), "no slip unless the person wants one"
    assert not dossier.tasks.filter(ended_at=None).exists()
    assert telling.untold(local(now()).date()) == []


def test_who_receives_does_not_sign_and_longer_procedures_have_no_such_way():
    drive, permit = people.submitted(MONDAY), people.submitted(MONDAY, code="1.013225")
    desk, file = people.desk_officer(), people.paper(drive.dossier.created_by)
    told = {"file": file, "receiver": "Huyền", "receiver_number": drive.dossier.owner_number}
    with pytest.raises(StepRefused, match="không phải người tiếp nhận"):
        at_once.give_at_once(dossier=drive.dossier, officer=desk, signer=desk, **told)
    with pytest.raises(StepRefused, match="giải quyết trong ngày"):
        at_once.give_at_once(dossier=permit.dossier, officer=desk, signer=head(), **told)
    assert Dossier.objects.get(pk=drive.dossier.pk).state == State.REGISTERED
    assert drive.dossier.slips.count() == 0
