"""The level of an online service follows from the version's facts, is shown with reasons and never claimed higher."""

import pytest
from django.urls import reverse

from portal.accounts.models import User
from procedures.definition import parse, problems_of
from procedures.level import level_of
from procedures.models import Procedure
from procedures.publishing.completeness import completeness
from procedures.services import field_of, save_draft
from tests.procedures.building import document, page, question

pytestmark = [pytest.mark.django_db, pytest.mark.article("QN-10.1", "QN-10.2", "QN-10.3")]
CARD = {"id": "the", "name": "Thẻ đã cấp", "bring_original": True}
BOTH = {"id": "hai_ben", "kind": "presence", "why": "hai bên ký vào sổ", "source": "Luật Hộ tịch Điều 18"}


def notes(told):
    return [(note.level, note.text) for note in completeness(parse(told)) if note.path == "online"]


@pytest.mark.parametrize(
    ("changes", "value", "why"),
    [
        ({}, "full", ""),
        ({"papers": [CARD]}, "partial", "Thẻ đã cấp"),
        (
            {"papers": [{**CARD, "when": {"op": "eq", "args": [{"q": "a"}, {"v": "x"}]}}]},
            "full",
            "một số trường hợp",
        ),
        ({"in_person": [BOTH]}, "partial", "Phải có mặt: hai bên ký vào sổ (Luật Hộ tịch Điều 18)"),
        ({"in_person": [{**BOTH, "kind": "field_check"}]}, "partial", "kiểm tra tại hiện trường"),
    ],
)
def test_the_level_follows_from_the_facts(changes, value, why):
    found = level_of(parse(document(**changes)))
    assert found.value == value
    assert why in " ".join(one.why for one in found.lacking)


def test_a_form_only_for_officers_is_information_only():
    told = document(page("p", question("a", officer_only=True)))
    assert level_of(parse(told)).value == "none"


def test_a_claim_that_does_not_hold_is_not_published():
    assert notes(document()) == []
    (level, text), *_ = notes(document(papers=[CARD]))
    assert level == "refuse" and "toàn trình” nhưng chỉ đạt" in text and "Thẻ đã cấp" in text
    (level, text), *_ = notes(document(online="partial"))
    assert level == "warn" and "nêu việc phải gặp mặt" in text


def test_presence_needs_its_reason():
    paths = [path for path, _ in problems_of(document(in_person=[{**BOTH, "why": ""}]))]
    assert paths == ["in_person[hai_ben].why"]


@pytest.mark.article("HGi-e-gov")
def test_citizens_and_administrators_see_why(client):
    page = client.get(reverse("procedure", args=["1.013225"])).content.decode()
    assert "Dịch vụ công trực tuyến một phần" in page and "phải mang bản gốc để đối chiếu" in page
    client.force_login(User.objects.create_superuser("ks@so.example", "x", full_name="Trần Thị Kiểm"))
    made = Procedure.objects.create(code="9.000001", name="Thủ tục thử", field=field_of("G99", "Thử"))
    draft = save_draft(procedure=made, document=document(in_person=[BOTH]))
    shown = client.get(reverse("admin:designer_overview", args=[draft.pk])).content.decode()
    assert "Thông tin chung ghi mức cao hơn" in shown and "hai bên ký vào sổ" in shown
