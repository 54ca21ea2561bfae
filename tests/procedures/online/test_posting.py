"""Services on line reach the national portal by themselves, once, with time and fees, and leave it again."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.accounts.models import User
from portal.calendars.now import pretend
from portal.integrations import http, national_portal
from portal.integrations.sandbox.registers import TOKEN, Registers, started
from procedures.drafts import change_draft
from procedures.life import copy_to_draft
from procedures.online import posting
from procedures.online.records import NationalPosting
from procedures.queries import current_version
from procedures.retiring import retire
from procedures.services import publish
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
BIRTH, COUNTER_ONLY = "1.001193", "1.012812"
NOVEMBER = hanoi("2026-11-16 09:00")


@pytest.fixture
def portal(settings, monkeypatch):
    """The national portal over HTTP, with three services to be told so that a round is short."""
    known = Registers([])
    address, server = started(known)
    settings.NATIONAL_PORTAL_URL, settings.NATIONAL_PORTAL_TOKEN = address, TOKEN
    whole = posting.wanted
    few = {BIRTH, "2.000815", "1.001612", COUNTER_ONLY}
    monkeypatch.setattr(
        posting, "wanted", lambda: {key: row for key, row in whole().items() if row[0].code in few}
    )
    cache.clear()
    with pretend(NOVEMBER):
        yield known
    server.shutdown()
    server.server_close()
    http.wake(national_portal.NAME)
    cache.clear()


@pytest.fixture
def kiem():
    return User.objects.create_superuser("ks@so.example", "x", full_name="Trần Thị Kiểm")


def dearer(kiem):
    """Birth registration becomes a part of the net only, and its copies dearer, from December on."""
    version = copy_to_draft(version=current_version(people.procedure(), date(2026, 11, 16)), by=kiem)

    def edit(document):
        document["fees"][0]["amount"]["vnd"] = 15000
        document["online"] = "partial"
        for test in document["tests"]:
            test["expect"].pop("fee_vnd", None)

    version = change_draft(version=version, seen=version.revision, by=kiem, act="Đổi mức", edit=edit)
    publish(version=version, decision="1207/QĐ-UBND", effective_from=date(2026, 12, 1), by=kiem)


@pytest.mark.article("ST-20.2c", "QN-11.3")
def test_a_service_goes_up_once_changes_with_its_version_and_comes_down_with_it(portal, kiem):
    assert posting.post_due() == 2
    services = portal.listing.services
    assert (set(services), services[BIRTH]["MucDo"]) == ({BIRTH, "1.001612"}, "toàn trình")
    assert posting.post_due() == 0 and portal.listing.told == 2
    cache.clear()
    assert posting.post_due() == 0 and portal.listing.told == 2  # also when what is kept is forgotten
    dearer(kiem)
    assert posting.post_due() == 0  # not yet in force
    with pretend(hanoi("2026-12-01 00:05")):
        assert posting.post_due() == 1
        assert services[BIRTH]["MucDo"] == "một phần" and "15.000" in str(services[BIRTH]["PhiLePhi"])
    retire(procedure=people.procedure("1.001612"), on=date(2026, 12, 3), successor=None, by=kiem, why="1300")
    with pretend(hanoi("2026-12-03 00:05")):
        assert posting.post_due() == 1 and set(services) == {BIRTH}


@pytest.mark.article("QN-9.2")
def test_one_service_is_one_procedure_with_its_time_and_fees_open_to_everybody(portal, client):
    """Each service on line speaks of exactly one procedure, whose page tells time and fees without signing in."""
    rows = list(posting.wanted().values())
    assert len({said["MaTTHC"] for _, said in rows}) == len(rows) > 0
    for procedure, said in rows:
        assert said["MaTTHC"] == procedure.code and said["ThoiHanGiaiQuyet"]
        page = client.get(said["DiaChi"].removeprefix("http://testserver").split("/", 3)[-1].join(["/", ""]))
        shown = page.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")
        assert said["ThoiHanGiaiQuyet"] in shown
        for fee in said["PhiLePhi"]:
            assert fee["MucThu"].split(",")[0] in shown


def test_a_portal_that_is_down_is_asked_again_and_a_refusal_waits_for_somebody(portal, kiem, client):
    portal.fails = 2  # the first service and its second try
    assert posting.post_due() == 0
    waiting = NationalPosting.objects.get()
    assert "sẽ gửi lại" in waiting.problem
    assert posting.post_due() == 2
    portal.listing.answer = lambda what, body: {}  # answers that say nothing are no numbers
    posting.send_again([BIRTH])
    assert posting.post_due() == 0
    client.force_login(kiem)
    page = client.get(reverse("admin:online_national")).content.decode()
    assert "Còn 1 dịch vụ" in page and "sẽ gửi lại" in page and "15 phút" not in page
    del portal.listing.answer
    client.post(reverse("admin:online_national"), {"ma": BIRTH})
    assert posting.post_due() == 1
    assert "Còn 0 dịch vụ" in client.get(reverse("admin:online_national")).content.decode()


def test_an_unset_portal_is_told_nothing_and_the_page_says_so(client, kiem, settings):
    settings.NATIONAL_PORTAL_URL = ""
    assert posting.post_due() == 0 and not NationalPosting.objects.exists()
    client.force_login(kiem)
    assert "Chưa nối với Cổng" in client.get(reverse("admin:online_national")).content.decode()
