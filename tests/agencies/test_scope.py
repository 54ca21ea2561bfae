"""QN-12: an agency's administrator configures what belongs to the agency; leaving ends every right."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.accounts.models import User
from portal.agencies import services
from portal.agencies.models import Agency, AgencyKind, Delegation, Duty, Officer
from portal.agencies.queries import current_officer, today
from portal.agencies.scope import own_agencies
from portal.calendars.models import Calendar
from portal.calendars.now import now
from portal.web.admin import limits
from portal.web.refusals import NotYours, StepRefused
from procedures.models import ProcedureVersion
from procedures.services import save_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quang_ninh")]
HERS = "quantri.phuong-ha-long@quang-ninh.example"


@pytest.fixture
def ha_long(client: Client) -> Client:
    """The administrator of one ward signed in."""
    client.force_login(User.objects.get(email=HERS))
    return client


def ward() -> Agency:
    return Agency.objects.get(slug="phuong-ha-long")


def staff(agency: Agency, duty: str = "") -> Officer:
    found = Officer.objects.filter(agency=agency).exclude(user__email=HERS)
    return (found.filter(duties__contains=[duty]) if duty else found)[0]


def asked_by(user: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


def change(row: object) -> str:
    opts = row._meta  # type: ignore[attr-defined]
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])  # type: ignore[attr-defined]


@pytest.mark.article("QN-12.1")
def test_own_agencies_are_the_ward_its_desk_and_its_divisions() -> None:
    own = own_agencies(asked_by(User.objects.get(email=HERS)))
    assert own == set(Agency.objects.filter(pk=ward().pk).values_list("pk", flat=True)) | set(
        Agency.objects.filter(parent=ward()).values_list("pk", flat=True)
    )
    chief = User.objects.get(email="hethong.trung-tam-tinh@quang-ninh.example")
    assert own_agencies(asked_by(chief)) is None


@pytest.mark.article("QN-12.1")
def test_officers_of_another_agency_do_not_exist_here(ha_long: Client) -> None:
    stranger = staff(Agency.objects.filter(kind=AgencyKind.COMMUNE).exclude(pk=ward().pk)[0])
    for name in ("change", "leave", "history"):
        address = reverse(f"admin:agencies_officer_{name}", args=[stranger.pk])
        answer = ha_long.get(address, follow=True)
        assert answer.status_code in (403, 404) or stranger.user.full_name not in answer.content.decode()
    ha_long.post(
        reverse("admin:agencies_officer_leave", args=[stranger.pk]), {"last_day": "01/01/2026", "heir": ""}
    )
    ha_long.post(
        "/quan-tri/can-bo/", {"action": "end_service", "_selected_action": [stranger.pk], "confirmed": "1"}
    )
    stranger.refresh_from_db()
    assert stranger.valid_to is None


def test_an_agency_cannot_give_or_take_what_the_province_gives(ha_long: Client) -> None:
    colleague = staff(ward())
    page = ha_long.get(change(colleague)).content.decode()
    assert 'value="case_officer"' in page and 'value="system_admin"' not in page
    ha_long.post(
        change(colleague),
        {
            "agency": str(colleague.agency_id),
            "title": "Chuyên viên",
            "duties": ["system_admin"],
            "valid_from": "",
        },
    )
    colleague.refresh_from_db()
    assert "system_admin" not in colleague.duties
    Officer.objects.filter(pk=colleague.pk).update(duties=["procedure_controller"])
    assert ha_long.post(change(colleague), {"title": "x"}).status_code == 403
    assert ha_long.get(reverse("admin:agencies_officer_leave", args=[colleague.pk])).status_code == 403


def test_address_and_calendar_are_the_agencys_own_name_and_code_the_provinces(ha_long: Client) -> None:
    page = ha_long.get(change(ward())).content.decode()
    assert 'name="phone"' in page and 'name="code"' not in page and 'name="parent"' not in page
    other = Agency.objects.get(code="H49")
    assert 'name="phone"' not in ha_long.get(change(other)).content.decode()
    assert ha_long.post(change(other), {"phone": "1"}).status_code == 403


def test_a_calendar_that_others_use_is_only_looked_at(ha_long: Client) -> None:
    own = Calendar.objects.create(code="ha-long", name="Lịch phường Hạ Long")
    Agency.objects.filter(pk=ward().pk).update(calendar=own)
    shared = Calendar.objects.exclude(pk=own.pk)[0]
    assert 'name="name"' in ha_long.get(change(own)).content.decode()
    assert 'name="name"' not in ha_long.get(change(shared)).content.decode()
    assert ha_long.post(change(shared), {"name": "Khác"}).status_code == 403
    Agency.objects.filter(code="H49").update(calendar=own)
    assert ha_long.post(change(own), {"name": "Khác"}).status_code == 403


def test_a_department_prepares_the_procedures_of_its_field_and_does_not_publish() -> None:
    user = User.objects.get(email=HERS)
    department = Agency.objects.filter(kind=AgencyKind.DEPARTMENT).exclude(specialty="")[0]
    published = ProcedureVersion.objects.filter(definition__competence__kind="commune")[0]
    version = save_draft(procedure=published.procedure, document=published.definition)
    assert not limits.may_change(asked_by(user), version)
    Officer.objects.filter(user=user).update(agency=department)
    assert not limits.may_change(asked_by(user), version)
    theirs = published.definition | {"competence": {"kind": "department", "specialty": department.specialty}}
    version = save_draft(procedure=published.procedure, document=theirs)
    assert limits.may_change(asked_by(user), version)
    client = Client()
    client.force_login(user)
    publish = reverse("admin:designer_publish", args=[version.pk])
    assert "việc của người kiểm soát thủ tục" in client.get(publish).content.decode()
    form = {"decision": "1/QĐ", "effective_from": "01/12/2030", "seen": str(version.revision)}
    client.post(publish, form)
    assert client.post(reverse("admin:designer_end", args=[published.pk])).status_code == 404
    version.refresh_from_db()
    assert version.state == "draft"


@pytest.mark.article("QN-12.1")
def test_an_administrator_who_left_enters_no_more(ha_long: Client) -> None:
    assert ha_long.get("/quan-tri/").status_code == 200
    officer = Officer.objects.get(user__email=HERS)
    services.leave(officer=officer, last_day=today() - timedelta(days=1))
    assert ha_long.get("/quan-tri/").status_code != 200
    with pytest.raises(NotYours):
        current_officer(asked_by(officer.user))


def test_somebody_is_taken_on_with_an_account_and_a_password_for_once(ha_long: Client) -> None:
    form = {"full_name": "Trịnh Thị Mới", "email": "moi.ha-long@quang-ninh.example", "agency": str(ward().pk)}
    form |= {"title": "Chuyên viên", "duties": ["agency_admin"]}
    page = ha_long.post(reverse("admin:agencies_officer_hire"), form, follow=True).content.decode()
    officer = Officer.objects.get(user__email=form["email"])
    password = page.split("Mật khẩu lần đầu: ")[1].split(".")[0]
    assert officer.user.check_password(password) and officer.user.must_change_password
    assert officer.user.is_staff and officer.user.groups.get().name == "Quản trị đơn vị"
    again = ha_long.post(reverse("admin:agencies_officer_hire"), form).content.decode()
    assert "đã là của cán bộ Trịnh Thị Mới" in again and "Chuyên viên" in again
    elsewhere = form | {"email": "x@quang-ninh.example", "agency": str(Agency.objects.get(code="H49").pk)}
    ha_long.post(reverse("admin:agencies_officer_hire"), elsewhere)
    assert not User.objects.filter(email="x@quang-ninh.example").exists()


def test_duties_taken_away_close_the_administration() -> None:
    officer = Officer.objects.get(user__email=HERS)
    officer.duties = [Duty.CASE_OFFICER]
    officer.save()
    services.grant(officer)
    officer.user.refresh_from_db()
    assert not officer.user.is_staff and not officer.user.groups.exists()


def test_leaving_ends_what_was_delegated() -> None:
    giver, taker = Officer.objects.filter(agency=ward()).exclude(user__email=HERS)[:2]
    duty, hour = Duty.CASE_OFFICER, timedelta(hours=1)
    runs = Delegation.objects.create(
        giver=giver, taker=taker, duty=duty, starts_at=now() - hour, ends_at=now() + hour
    )
    Delegation.objects.create(
        giver=giver, taker=taker, duty=duty, starts_at=now() + hour, ends_at=now() + 2 * hour
    )
    services.leave(officer=giver, last_day=today() - timedelta(days=1))
    runs.refresh_from_db()
    assert runs.ends_at <= now() and Delegation.objects.filter(giver=giver).count() == 1


def test_work_is_not_given_to_the_leaver_or_to_strangers() -> None:
    officer = staff(ward())
    stranger = Officer.objects.exclude(agency=ward())[0]
    for heir, words in ((officer, "người khác"), (stranger, "không ở cùng đơn vị")):
        with pytest.raises(StepRefused, match=words):
            services.leave(officer=officer, last_day=today(), heir=heir)


def test_what_reaches_every_procedure_is_not_for_one_agency(ha_long: Client) -> None:
    for name in ("national_imports", "packages", "fee_revisions"):
        address = reverse(f"admin:{name}")
        assert 'type="file"' not in ha_long.get(address).content.decode(), name
    for name in ("national_imports", "package_receive"):
        assert ha_long.post(reverse(f"admin:{name}"), {}).status_code in (403, 404, 405, 409), name
