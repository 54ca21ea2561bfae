"""Rights end with the service."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from portal.accounts.models import User
from portal.agencies.models import Agency, AgencyKind, Duty, Officer
from portal.agencies.queries import (
    agency_by_slug,
    current_officer,
    officers_of,
    profile,
    today,
)
from portal.web.refusals import NotYours


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


@pytest.fixture
def desk_officer(quang_ninh):
    return Officer.objects.filter(agency__slug="trung-tam-phuong-ha-long", duties__contains=["desk_officer"])[
        0
    ]


def test_an_officer_in_service_is_known(desk_officer):
    assert current_officer(request_of(desk_officer.user)) == desk_officer


def test_strangers_and_citizens_are_refused(quang_ninh):
    with pytest.raises(NotYours, match="đăng nhập"):
        current_officer(request_of(AnonymousUser()))
    citizen = User.objects.create_user("hoa@nguoi-dan.example", None, full_name="Lê Thị Hoa")
    with pytest.raises(NotYours, match="dành cho cán bộ"):
        current_officer(request_of(citizen))


@pytest.mark.article("QN-12.1")
def test_leaving_takes_every_right_away_at_once(desk_officer):
    assert desk_officer in officers_of(desk_officer.agency, Duty.DESK_OFFICER)
    desk_officer.valid_to = today() - timedelta(days=1)
    desk_officer.save()
    with pytest.raises(NotYours, match="hết hạn"):
        current_officer(request_of(desk_officer.user))
    assert desk_officer not in officers_of(desk_officer.agency, Duty.DESK_OFFICER)


def test_the_last_day_still_counts_and_the_first_does(desk_officer):
    desk_officer.valid_from = desk_officer.valid_to = today()
    desk_officer.save()
    assert current_officer(request_of(desk_officer.user)) == desk_officer


def test_a_closed_account_is_refused(desk_officer):
    desk_officer.user.is_active = False
    desk_officer.user.save()
    with pytest.raises(NotYours):
        current_officer(request_of(desk_officer.user))


def test_the_demo_desk_has_two_officers(quang_ninh):
    desk = agency_by_slug("trung-tam-phuong-ha-long")
    assert officers_of(desk, Duty.DESK_OFFICER).count() == 2
    assert officers_of(desk, Duty.CLERK).count() == 0


@pytest.mark.parametrize(
    "path",
    [
        "dia-ban/?q=ha+long",
        "co-quan/?q=H49.31",
        "co-quan/?q=cong+an+ha+long",
        "can-bo/?nhiem-vu=clerk",
        "cau-hinh-tinh/",
        "uy-nhiem/",
    ],
)
def test_the_administration_opens(quang_ninh, client, path):
    client.force_login(User.objects.get(email="hethong.trung-tam-tinh@quang-ninh.example"))
    answer = client.get(f"/quan-tri/{path}")
    assert answer.status_code == 200


def test_an_agency_administrator_sees_only_their_own_staff(quang_ninh, client):
    client.force_login(User.objects.get(email="quantri.phuong-ha-long@quang-ninh.example"))
    page = client.get("/quan-tri/can-bo/?all=").content.decode()
    assert "phường Hạ Long" in page
    assert "Bình Liêu" not in page


def test_an_agency_administrator_may_not_change_the_profile(quang_ninh, client):
    client.force_login(User.objects.get(email="quantri.phuong-ha-long@quang-ninh.example"))
    profile = f"/quan-tri/cau-hinh-tinh/{quang_ninh.pk}/sua/"
    answer = client.post(profile, {"feedback_answer_days": 99})
    assert answer.status_code == 403


def test_duties_are_ticked(quang_ninh, client, desk_officer):
    client.force_login(User.objects.get(email="hethong.trung-tam-tinh@quang-ninh.example"))
    change = f"/quan-tri/can-bo/{desk_officer.pk}/sua/"
    page = client.get(change).content.decode()
    assert 'type="checkbox" name="duties" value="cashier"' in page
    client.post(
        change,
        {
            "user": desk_officer.user_id,
            "agency": desk_officer.agency_id,
            "title": desk_officer.title,
            "duties": ["desk_officer", "cashier"],
        },
    )
    desk_officer.refresh_from_db()
    assert desk_officer.duties == ["desk_officer", "cashier"]


def test_the_regulations_terms_are_changed_on_screen(quang_ninh, client):
    client.force_login(User.objects.get(email="hethong.trung-tam-tinh@quang-ninh.example"))
    change = f"/quan-tri/cau-hinh-tinh/{quang_ninh.pk}/sua/"
    form = client.get(change).context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value is not None}
    answer = client.post(change, data | {"feedback_answer_days": 12, "lookup_keys": ["code", "qr"]})
    assert answer.status_code == 302
    assert profile().feedback_answer_days == 12
    assert profile().lookup_keys == ["code", "qr"]


def test_centres_belong_to_their_communes(quang_ninh):
    for centre in Agency.objects.filter(kind=AgencyKind.CENTRE).select_related("parent"):
        assert centre.code == f"{centre.parent.code}.1"
