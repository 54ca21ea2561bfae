"""The demo's scenes can be played under the regulation of every province, not only of the one tested most."""

import pytest

from dossiers.demo.scenes import supplement_during
from dossiers.states import State
from portal.agencies.loading.profiles import shipped
from portal.agencies.models import Profile
from portal.agencies.queries import profile
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
TERMS = ("receipt_minutes", "lookup_keys", "vault_mode", "attachment_policy", "supplement_by_leader")


def under(code: str) -> None:
    """The tested province takes over the terms of this profile."""
    told, wanted = profile(), shipped(code)
    for term in TERMS:
        setattr(told, term, getattr(wanted, term))
    told.save()


@pytest.mark.parametrize("code", ["quang-ninh", "dak-lak"])
def test_a_request_during_the_work_is_out_and_where_asked_a_leader_approved_it(code):
    under(code)
    drive = supplement_during(people.submitted(MONDAY))
    drive.dossier.refresh_from_db()
    assert drive.dossier.state == State.SUPPLEMENT_REQUIRED
    verbs = set(drive.dossier.journal.values_list("verb", flat=True))
    assert ("approve_supplement" in verbs) == Profile.objects.get(is_active=True).supplement_by_leader
