"""Two people at one draft: whatever one of them throws away, the words that the other has typed are shown once more."""

import pytest
from django.urls import reverse

from portal.accounts.models import User
from procedures import life
from procedures.drafts import change_draft
from procedures.models import Procedure
from procedures.services import field_of, save_draft
from tests.procedures.building import document, page, question

pytestmark = pytest.mark.django_db
FEE = {"id": "phi", "name": "Phí", "kind": "phi", "timing": "at_receipt", "amount": {"per": "case", "vnd": 5}}
TRIAL = {
    "id": "thu",
    "name": "Thử",
    "channel": "online",
    "received": "2026-11-16T08:30",
    "answers": {},
    "expect": {"fee_vnd": 5},
}
WORDS = "Lời gõ đã lâu, chưa lưu"
PLACES = {
    "form": ([], {"lam": "luu:cau:a", "chon": "cau:a", "label": WORDS}, ("form", "pages", 0, "questions")),
    "papers": ([], {"lam": "luu:papers/don", "chon": "papers/don", "name": WORDS}, ("papers",)),
    "fee": (["phi"], {"name": WORDS}, ("fees",)),
    "step": (["soan"], {"name": WORDS}, ("steps",)),
    "trial_case": (["thu"], {"hst-name": WORDS}, ("tests",)),
}


@pytest.fixture
def keeper(client):
    user = User.objects.create_superuser("kiem@so.example", "x", full_name="Trần Thị Kiểm")
    client.force_login(user)
    return user


@pytest.fixture
def draft(keeper):
    procedure = Procedure.objects.create(code="9.700001", name="Thử", field=field_of("G99", "Thử"))
    told = document(
        page("p", question("a"), question("b")),
        code=procedure.code,
        papers=[{"id": "don", "name": "Đơn"}],
        fees=[FEE],
        tests=[TRIAL],
    )
    return save_draft(procedure=procedure, document=told)


@pytest.mark.parametrize("whole", [False, True], ids=["the part", "the draft"])
@pytest.mark.parametrize("place", PLACES)
def test_what_was_typed_for_a_thing_that_is_gone_is_shown_to_be_copied(client, keeper, draft, place, whole):
    keys, said, path = PLACES[place]
    address = reverse(f"admin:designer_{place}", args=[draft.pk, *keys])
    assert client.get(address).status_code == 200
    lan = User.objects.create_superuser("lan@so.example", "x", full_name="Lê Thị Lan")

    def drop(told):
        part = told
        for key in path:
            part = part[key]
        del part[0]

    if whole:
        life.discard(version=draft, seen=draft.revision, by=lan)
    else:
        change_draft(version=draft, seen=draft.revision, by=lan, act="Xóa", edit=drop)
    answer = client.post(address, {**said, "seen": draft.revision})
    text = answer.content.decode()
    assert answer.status_code == 409 and WORDS in text and "người khác đã bỏ phần này" in text
    for mark in ("luu:", "csrf", "papers/don"):
        assert mark not in text.partition("<main")[2].partition("</main")[0]


def test_who_may_change_nothing_and_who_typed_nothing_get_no_such_page(client, keeper, draft):
    address = reverse("admin:designer_fee", args=[draft.pk, "khong-co"])
    assert client.post(address, {"seen": 1}).status_code == 404
    assert client.get(address).status_code == 404
    client.force_login(User.objects.create_user("khach@dan.example", "x", is_staff=True))
    assert client.post(address, {"name": WORDS}).status_code == 404


def test_throwing_away_what_another_has_changed_asks_once_more(client, keeper, draft):
    lan = User.objects.create_superuser("lan@so.example", "x", full_name="Lê Thị Lan")
    seen = draft.revision
    change_draft(version=draft, seen=seen, by=lan, act="Sửa mô tả", edit=lambda d: d.update(summary="Khác."))
    address = reverse("admin:designer_discard", args=[draft.pk])
    text = client.post(address, {"seen": seen, "why": "thừa"}).content.decode()
    assert "Lê Thị Lan" in text and "Sửa mô tả" in text and "chưa bị bỏ" in text and "thừa" in text
    assert client.post(address, {"seen": seen + 1, "why": "thừa"}).status_code == 302
