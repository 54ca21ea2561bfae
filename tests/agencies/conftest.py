from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db.models import F, Value
from django.db.models.functions import Concat

from portal.agencies.loading.agencies import load_agencies
from portal.agencies.loading.profiles import load_profiles
from portal.agencies.models import Agency, Profile


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The demo province; loading it again changes nothing."""
    with django_db_blocker.unblock():
        call_command("load_province", profile="quang-ninh", demo=True, verbosity=0)


@pytest.fixture
def quang_ninh(db):
    """The province whose portal the tests run in, with its staff."""
    yield Profile.objects.get(is_active=True)
    cache.delete(Profile.cache_key())


@pytest.fixture
def soc_trang(db):
    """The same database as if it had always served Sóc Trăng: the other province's agencies are long gone."""
    yield move_to("soc-trang")
    cache.delete(Profile.cache_key())


def move_to(code: str) -> Profile:
    Agency.objects.update(slug=Concat(Value("cu-"), F("slug")), valid_to=date(2020, 1, 1))
    profile = load_profiles(code)
    load_agencies(profile)
    return profile
