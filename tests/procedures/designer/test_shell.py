"""The designer's shell: who sees a version, who may change it, which tabs stand above it."""

from datetime import date

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.accounts.models import User
from portal.web.refusals import StepRefused
from procedures.designer import doors
from procedures.models import Procedure, ProcedureVersion
from procedures.services import field_of, publish, save_draft
from tests.procedures.building import document

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> ProcedureVersion:
    procedure = Procedure.objects.create(code="9.000003", name="Thủ tục thử", field=field_of("G99", "Thử"))
    return save_draft(procedure=procedure, document=document(code="9.000003"))


def somebody(login: str) -> User:
    return User.objects.get(email=f"{login}@quang-ninh.example")


CONTROLLER, SYSTEM, DESK = (
    "kiemsoat1.van-phong-ubnd-tinh",
    "hethong.trung-tam-tinh",
    "motcua1.trung-tam-phuong-ha-long",
)


def asked_by(login: str):
    request = RequestFactory().get("/")
    request.user = somebody(login)
    return request


def overview(draft: ProcedureVersion) -> str:
    return reverse("admin:designer_overview", args=[draft.pk])


def test_the_controller_opens_the_overview(draft: ProcedureVersion, client: Client) -> None:
    client.force_login(somebody(CONTROLLER))
    page = client.get(overview(draft)).content.decode()
    assert "Nháp, bản 1" in page and "Tổng quan" in page and "Chưa được giao quyền sửa" not in page


def test_who_may_only_look_is_told_so(draft: ProcedureVersion, client: Client) -> None:
    client.force_login(somebody(SYSTEM))
    assert "chưa được giao quyền sửa" in client.get(overview(draft)).content.decode()
    with pytest.raises(StepRefused, match="chưa được giao quyền sửa"):
        doors.draft_for(asked_by(SYSTEM), draft.pk)


def test_for_others_the_version_does_not_exist(draft: ProcedureVersion, client: Client) -> None:
    client.force_login(somebody(DESK))
    assert client.get(overview(draft)).status_code in (302, 403, 404)
    with pytest.raises(Http404):
        doors.version_for(asked_by(DESK), draft.pk)
    with pytest.raises(Http404):
        doors.version_for(asked_by(CONTROLLER), draft.pk + 1000)


def test_a_published_version_is_only_looked_at(draft: ProcedureVersion, client: Client) -> None:
    publish(version=draft, decision="1/QĐ", effective_from=date(2026, 1, 1), by=None)
    client.force_login(somebody(CONTROLLER))
    assert "đã công bố thì không sửa được nữa" in client.get(overview(draft)).content.decode()
    with pytest.raises(StepRefused, match="không sửa được nữa"):
        doors.draft_for(asked_by(CONTROLLER), draft.pk)


@pytest.mark.parametrize(
    "broken", [[], {"form": 3}, {"form": {"pages": [1, {"questions": None}]}, "fees": {}}]
)
def test_a_document_of_any_shape_is_shown(draft: ProcedureVersion, client: Client, broken: object) -> None:
    ProcedureVersion.objects.filter(pk=draft.pk).update(definition=broken)
    client.force_login(somebody(CONTROLLER))
    assert client.get(overview(draft)).status_code == 200


def test_a_tab_is_shown_when_its_screen_exists(draft: ProcedureVersion, client: Client) -> None:
    client.force_login(somebody(CONTROLLER))
    page = client.get(overview(draft)).content.decode()
    tabs = page.split('aria-label="Các phần của phiên bản"')[1].split("</nav>")[0]
    assert 'aria-current="page"' in tabs and overview(draft) in tabs
