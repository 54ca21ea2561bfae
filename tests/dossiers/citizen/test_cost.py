"""What each screen costs: statements and bytes of HTML (promise P11, budgets of ux.md §2)."""

import gzip

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.calendars.now import pretend
from tests import people
from tests.conftest import hanoi
from tests.dossiers.citizen.walking import signed_in

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
HOT, MOST = 8, 12


@pytest.fixture
def huyen():
    return people.citizen("Đinh Thị Ngọc Huyền")


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/nop/1.001193/", HOT),
        ("/nop/{draft}/con/", HOT),
        ("/nop/{draft}/me/", HOT),
        ("/nop/{draft}/giay-to/giay_chung_sinh/", HOT),
        ("/nop/{draft}/nhan-ket-qua/", HOT + 1),
        ("/nop/{draft}/kiem-tra/", MOST),
        ("/nop/{draft}/nhiem-vu/", HOT),
        ("/ho-so/", HOT),
        ("/ho-so/{sent}/", HOT + 1),
        ("/ho-so/{sent}/da-gui/", HOT),
        ("/ho-so/{sent}/tin-da-gui/", HOT),
        ("/ho-so/{sent}/rut/", HOT),
    ],
)
def test_a_screen_asks_little_of_the_database(
    huyen, address, most, django_assert_max_num_queries: DjangoAssertNumQueries
):
    draft = people.drafted(MONDAY, huyen, answers={"co_giay_chung_sinh": True}).dossier
    sent = people.processing(MONDAY, user=huyen).dossier
    url = address.format(draft=draft.reference, sent=sent.shown_code)
    browser = signed_in(huyen)
    with pretend(MONDAY):
        browser.get(url)
        with django_assert_max_num_queries(most):
            answer = browser.get(url)
    assert answer.status_code == 200
    assert len(gzip.compress(answer.content)) < 20_000


def test_the_number_of_statements_does_not_grow_with_dossiers_or_pages(
    huyen, django_assert_max_num_queries: DjangoAssertNumQueries
):
    browser = signed_in(huyen)
    for _ in range(12):
        people.submitted(MONDAY, huyen)
    with django_assert_max_num_queries(HOT):
        browser.get("/ho-so/?nhom=dang")


def test_the_public_look_up_is_cheap(huyen, django_assert_max_num_queries: DjangoAssertNumQueries):
    sent = people.submitted(MONDAY, huyen).dossier
    with django_assert_max_num_queries(HOT):
        answer = Client().post("/tra-cuu/", {"ma": sent.reference, "so": sent.owner_number[-4:]})
    assert answer.status_code == 200
