"""The home page offers to go on with what was begun."""

import pytest
from django.test import Client

from portal.calendars.now import now
from tests import people

pytestmark = pytest.mark.django_db


def test_a_draft_waits_on_the_home_page_of_its_person_only():
    user = people.citizen()
    draft = people.drafted(now(), user).dossier
    mine, other = Client(), Client()
    mine.force_login(user)
    other.force_login(people.citizen("Lò Văn Páo"))
    assert draft.reference in mine.get("/").content.decode()
    assert draft.reference not in other.get("/").content.decode()
    assert draft.reference not in Client().get("/").content.decode()
