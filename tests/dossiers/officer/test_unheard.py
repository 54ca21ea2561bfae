"""Somebody whom no message reaches: what they get in hand counts, for the rest the desk calls and writes it down."""

import pytest
from django.test import Client

from dossiers import telling
from dossiers.models import Dossier
from dossiers.services import counter, intake
from portal.accounts.models import Party
from portal.calendars.now import pretend
from portal.notifications.models import Message
from portal.web.refusals import NotYours, StepRefused
from tests import people
from tests.conftest import hanoi
from tests.dossiers.officer.desk import at_work

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
HERE = "/lam-viec/bao-tan-noi/"


def without_addresses() -> Dossier:
    """Bà Tằng A Sồi, who has no telephone, no e-mail and no account, sits at the counter; the officer types for her."""
    drive = people.drafted(MONDAY)
    party = drive.dossier.submitter
    Party.objects.filter(pk=party.pk).update(name="Tằng A Sồi", phone="", email="", user=None)
    Dossier.objects.filter(pk=drive.dossier.pk).update(
        contact_phone="", contact_email="", created_by=people.desk_officer().user, channel="in_person"
    )
    return Dossier.objects.get(pk=drive.dossier.pk)


def test_at_the_counter_the_slip_in_the_hand_is_how_they_heard():
    dossier, officer = without_addresses(), people.desk_officer()
    with pretend(MONDAY):
        counter.file_at_counter(dossier=dossier, officer=officer)
    rows = Message.objects.filter(about=dossier.reference, channel="desk")
    assert {row.template for row in rows} == {"submitted", "accepted"}
    assert all(row.words["by"] == officer.user.full_name and row.words["how"] == "met" for row in rows)
    assert telling.unheard_count(officer) == 0


@pytest.mark.article("QN-13.2b", "QN-13.2c")
def test_the_desk_sees_whom_to_call_says_how_it_went_and_it_is_in_the_log():
    dossier, officer = without_addresses(), people.desk_officer()
    with pretend(MONDAY):
        counter.submit_at_counter(dossier=dossier, officer=officer)
        dossier.refresh_from_db()
        intake.refuse(dossier=dossier, officer=officer, reason="Nộp ở nơi không có thẩm quyền")
    desk, elsewhere = at_work(officer), at_work(people.stranger())
    assert "1 người chưa được báo" in desk.get("/lam-viec/").content.decode()
    assert "người chưa được báo" not in elsewhere.get("/lam-viec/").content.decode()
    page = desk.get(HERE).content.decode()
    assert "Tằng A Sồi" in page and dossier.reference in page and "không có thẩm quyền" in page
    assert "Tằng A Sồi" not in elsewhere.get(HERE).content.decode()
    said = {
        "reference": dossier.reference,
        "person": dossier.submitter_id,
        "how": "paper",
        "note": "Thư bảo đảm",
    }
    assert elsewhere.post(HERE, said).status_code == 422
    assert desk.post(HERE, {**said, "how": "bồ câu"}).status_code == 422
    assert desk.post(HERE, said).status_code == 302
    row = Message.objects.get(about=dossier.reference, channel="desk", template="refused")
    assert row.delivered_at and row.words == {
        "how": "paper", "by": officer.user.full_name, "note": "Thư bảo đảm",
    }  # fmt: skip
    assert "Không có ai phải báo tận nơi" in desk.get(HERE).content.decode()
    with pytest.raises(StepRefused, match="đã được báo"):
        telling.tell_by_hand(
            officer=officer, reference=dossier.reference, party_id=dossier.submitter_id, how="phone", note=""
        )
    worker = people.driving.somebody(people.ward(), "agency_leader")
    with pytest.raises(NotYours):
        telling.unheard(worker)
    assert Client().get(HERE).status_code == 403
