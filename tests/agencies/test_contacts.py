"""Anybody finds an agency with its address, hours and people, and what the post does and costs."""

import pytest
from django.test import Client

from payments.models import PostRate
from portal.agencies.models import Agency
from portal.agencies.queries import profile
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db


@pytest.mark.article("ST-4.7", "HG-4.6", "DL-5.7", "ST-24.7", "DL-12-agency")
def test_owner_hotline_and_the_people_of_each_desk_are_public():
    desk, officer = people.desk(), people.desk_officer()
    listed = Client().get("/co-quan/").content.decode()
    assert desk.name in listed and profile().system_owner in listed
    assert desk.name in Client().get("/co-quan/", {"tim": desk.name.lower()}).content.decode()
    assert "Không có nơi nào khớp" in Client().get("/co-quan/", {"tim": "xyzzy"}).content.decode()
    page = Client().get(f"/co-quan/{desk.slug}/").content.decode()
    assert officer.user.full_name in page and officer.title in page and "Giờ làm việc" in page
    assert officer.user.email not in page
    assert 'href="/tim-kiem/"' in page, "each agency tells what can be done on line"
    ended = Agency.objects.create(
        code="H49.99.1", name="Quầy cũ", short_name="Quầy cũ", slug="quay-cu", kind="centre", successor=desk,
        valid_to=hanoi("2025-06-30 00:00").date(),
    )  # fmt: skip
    assert f"/co-quan/{desk.slug}/" in Client().get(f"/co-quan/{ended.slug}/").content.decode()
    assert ended.name not in Client().get("/co-quan/").content.decode()


@pytest.mark.article("HG-4.8", "DL-5.9")
def test_what_the_post_does_and_costs_is_public(settings):
    settings.POST_URL = ""
    page = Client().get("/buu-chinh/").content.decode()
    assert "chưa nối với bưu chính" in page and "Trang hồ sơ báo cước" in page
    settings.POST_URL = "http://127.0.0.1:9"
    for day, vnd in (("2026-01-01", 22_000), ("2026-06-01", 23_500), ("2099-01-01", 99_000)):
        PostRate.objects.create(
            zone="in_province", up_to_g=100, vnd=vnd, valid_from=hanoi(f"{day} 00:00").date()
        )
    page = Client().get("/buu-chinh/").content.decode()
    assert "23.500" in page and "22.000" not in page and "99.000" not in page and "chưa nối" not in page
