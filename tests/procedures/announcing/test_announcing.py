"""Quyết định 1207: what it names is posted in time or stands out, and somebody compares it afterwards."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.accounts.models import User
from portal.agencies.models import Agency
from portal.calendars.now import pretend
from portal.web.show import stamp
from procedures.announcing import services
from procedures.announcing.records import AnnouncedProcedure, Announcement
from procedures.life import copy_to_draft
from procedures.models import Procedure
from procedures.queries import current_version
from procedures.retiring import retire
from procedures.services import field_of, publish
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
BIRTH, DEATH = "1.001193", "1.000656"


@pytest.fixture
def kiem(client):
    client.force_login(User.objects.create_superuser("ks@so.example", "x", full_name="Trần Thị Kiểm"))
    cache.clear()
    with pretend(hanoi("2026-11-16 09:00")):
        yield client
    cache.clear()


def by_kiem():
    return User.objects.get(email="ks@so.example")


def typed(**more):
    agency = Agency.objects.filter(kind="department").first()
    return {
        "decision": "1207/QĐ-UBND", "decided_on": "2026-11-13", "agency": agency.pk, "days": "5",
        "new": "9.000777", "changed": BIRTH, "ended": "9.000888", **more,
    }  # fmt: skip


@pytest.fixture
def noted(kiem):
    Procedure.objects.create(code="9.000888", name="Thủ tục sắp bãi bỏ", field=field_of("G99", "Thử"))
    kiem.post(reverse("admin:announcements"), typed())
    return Announcement.objects.get()


def text(answer, status=200):
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


@pytest.mark.article("QN-11.4")
def test_the_term_runs_in_working_days_from_the_day_after_the_decision():
    friday, wednesday = date(2026, 11, 13), date(2026, 11, 18)
    assert stamp(services.update_due(friday, 5)).endswith("20/11/2026")  # 14 and 15 are free
    assert stamp(services.update_due(wednesday, 5)).endswith("26/11/2026")  # and so is 24, a holiday


@pytest.mark.article("QN-11.4", "HG-5.3", "ST-24.3", "HG-14.1-3")
def test_what_a_decision_names_is_late_until_it_is_posted_under_its_number(kiem, noted):
    page = reverse("admin:announcement", args=[noted.pk])
    before = text(kiem.get(page))
    assert "Còn 3 thủ tục chưa đăng" in before and "Chưa có thủ tục này" in before and "Chưa bãi bỏ" in before
    with pretend(hanoi("2026-11-20 09:00")):
        assert "3 thủ tục đến hạn cập nhật" in text(kiem.get("/quan-tri/"))
    procedure = people.procedure(BIRTH)
    draft = copy_to_draft(version=current_version(procedure, date(2026, 11, 16)), by=by_kiem())
    assert "Đang là bản nháp" in text(kiem.get(page))
    publish(
        version=draft, decision="Quyết định số 1207/qđ-ubnd", effective_from=date(2026, 12, 1), by=by_kiem()
    )
    retire(
        procedure=Procedure.objects.get(code="9.000888"),
        on=date(2026, 12, 1),
        successor=None,
        by=by_kiem(),
        why="1207/QĐ-UBND",
    )
    with pretend(hanoi("2026-11-23 09:00")):
        after = text(kiem.get(page))
        assert "Còn 1 thủ tục chưa đăng" in after and "quá hạn" in after
        assert "1 thủ tục quá hạn cập nhật" in text(kiem.get("/quan-tri/"))
        assert "chậm" in text(kiem.get(reverse("admin:announcements")))


@pytest.mark.article("HG-5.3", "QN-19.6d-đ")
def test_only_what_is_posted_is_compared_and_who_did_it_stands_there(kiem, noted):
    page = reverse("admin:announcement", args=[noted.pk])
    line = noted.lines.get(code=BIRTH)
    refused = kiem.post(page, {"line": line.pk, "found": "Khớp"}, follow=True)
    assert "Đăng rồi mới đối chiếu được" in text(refused)
    draft = copy_to_draft(version=current_version(people.procedure(BIRTH), date(2026, 11, 16)), by=by_kiem())
    publish(version=draft, decision="1207/QĐ-UBND", effective_from=date(2026, 12, 1), by=by_kiem())
    told = text(kiem.post(page, {"line": line.pk, "found": "Khớp, trừ số bản sao"}, follow=True))
    assert "Trần Thị Kiểm đối chiếu" in told and "Khớp, trừ số bản sao" in told
    assert AnnouncedProcedure.objects.get(pk=line.pk).checked_by == by_kiem()


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"decided_on": "2026-11-17"}, "không thể sau hôm nay"),
        ({"new": "", "changed": "", "ended": ""}, "Nhập từ 1 đến 1000 mã"),
        ({"new": BIRTH}, "được nhập hai lần"),
        ({"ended": "<script>"}, "không phải mã thủ tục"),
        ({}, "đã được ghi"),
    ],
)
def test_a_decision_that_cannot_be_noted_says_why(kiem, noted, more, why):
    assert why in text(kiem.post(reverse("admin:announcements"), typed(**more)), 422)
    assert Announcement.objects.count() == 1


def test_only_those_who_keep_the_catalogue_come_in(client, kiem, noted):
    client.force_login(people.desk_officer().user)
    for address in (reverse("admin:announcements"), reverse("admin:announcement", args=[noted.pk])):
        assert client.get(address).status_code in (302, 403, 404)
        assert client.post(address, {"line": 1}).status_code in (302, 403, 404)
