"""The home page lists what people of this province really ask for."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from dossiers import popular
from dossiers.models import Dossier
from dossiers.tasks import count_popular
from portal.calendars.now import now
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_list(db: None) -> Iterator[None]:
    Dossier.objects.update(is_test=True)
    yield
    cache.delete(popular.key())


def test_the_most_asked_stands_first_and_old_or_test_dossiers_do_not_count() -> None:
    moment = now()
    for code in ("1.001193", "2.000815", "2.000815"):
        people.submitted(moment, code=code)
    old = people.submitted(moment, code="1.000656").dossier
    Dossier.objects.filter(pk=old.pk).update(submitted_at=moment - timedelta(days=40))
    tried = people.submitted(moment, code="1.000894").dossier
    Dossier.objects.filter(pk=tried.pk).update(is_test=True)
    assert count_popular() == 2
    assert popular.codes() == ["2.000815", "1.001193"]


def test_the_page_shows_what_was_counted_and_does_not_count(
    client: Client, django_assert_num_queries: Any
) -> None:
    cache.set(popular.key(), ["2.000815"])
    page = client.get("/").content.decode()
    listed = page.split('<th scope="row">')[1:]
    assert len(listed) == 1 and "/thu-tuc/2.000815/" in listed[0]
    with django_assert_num_queries(0):
        popular.codes()


def test_before_the_first_count_the_usual_ones_stand_there(client: Client) -> None:
    cache.delete(popular.key())
    assert popular.codes() == []
    assert '<th scope="row">' in client.get("/").content.decode()
