from datetime import date

import pytest
from django.core.cache import cache
from django.db.models import F, Value
from django.db.models.functions import Concat

from portal.agencies.loading.agencies import load_agencies
from portal.agencies.loading.profiles import load_profiles
from portal.agencies.models import Agency, Profile


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
