"""After one changed paper and fee every test dossier comes out otherwise: seen in one list, accepted in one act."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.web.show import NBSP
from procedures.drafts import change_draft
from procedures.models import ProcedureVersion
from procedures.queries import by_code, definition
from procedures.services import save_draft
from procedures.trials import run_trials

pytestmark = pytest.mark.django_db
CODE = "1.001612"


@pytest.fixture
def kiem(client: Client) -> User:
    user = User.objects.get(email="kiemsoat1.van-phong-ubnd-tinh@quang-ninh.example")
    client.force_login(user)
    return user


@pytest.fixture
def draft(kiem: User) -> ProcedureVersion:
    procedure = by_code(CODE)
    version = save_draft(procedure=procedure, document=procedure.versions.get(number=1).definition)

    def edit(document: dict) -> None:
        document["papers"].append({"id": "ban_do", "name": "Bản đồ chỉ đường", "required": True})
        document["fees"][0]["amount"]["vnd"] = 175000
        document["tests"][0]["papers"] = document["tests"][0]["expect"]["papers"]

    return change_draft(version=version, seen=version.revision, by=kiem, act="Đổi giấy, phí", edit=edit)


def mark(html: str) -> str:
    found = re.search(r'name="thay" value="(\w+)"', html)
    return found[1] if found else ""


def test_all_differences_are_shown_and_accepted_at_once(client: Client, draft: ProcedureVersion) -> None:
    here = reverse("admin:designer_trial", args=[draft.pk])
    accept = reverse("admin:designer_trial_accept", args=[draft.pk])
    shown = client.get(here).content.decode()
    count = len(draft.definition["tests"])
    assert f"Nhận các chỗ khác này cho {count} hồ sơ" in shown
    assert "nộp thêm Bản đồ chỉ đường" in shown and "175.000 đ" in shown.replace(NBSP, " ")
    client.post(accept, {"seen": draft.revision, "thay": "x"})
    draft.refresh_from_db()
    assert not all(trial.passed for trial in run_trials(definition(draft))), (
        "what was not shown is not accepted"
    )
    client.post(accept, {"seen": draft.revision, "thay": mark(shown)})
    draft.refresh_from_db()
    told = definition(draft)
    assert all(trial.passed for trial in run_trials(told))
    assert all(
        "ban_do" in (case.expect.papers or ()) for case in told.tests if case.expect.papers is not None
    )
    last = draft.procedure.events.order_by("-pk").first()
    assert last is not None and last.act == f"Nhận kết quả mới của {count} hồ sơ thử"
    assert "Ra khác điều mong đợi" not in client.get(here).content.decode()


def test_a_dossier_that_lacks_an_answer_is_left_to_a_person(
    client: Client, kiem: User, draft: ProcedureVersion
) -> None:
    def edit(document: dict) -> None:
        new = {
            "id": "ly_do_moi",
            "kind": "text",
            "label": "Lý do mới",
            "required": True,
            "example": "Mở quán",
        }
        document["form"]["pages"][0]["questions"].append(new)

    draft = change_draft(version=draft, seen=draft.revision, by=kiem, act="Thêm câu", edit=edit)
    shown = client.get(reverse("admin:designer_trial", args=[draft.pk])).content.decode()
    assert not mark(shown) and "Hồ sơ này chưa nộp được" in shown
