"""The steps are drawn up on the screen, without script: added, branched, joined, moved, taken away."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from procedures.definition import parse, problems_of
from procedures.drafts import change_draft
from procedures.graph_checks import check_graph
from procedures.queries import by_code
from procedures.services import save_draft
from tests.procedures.building import STEPS, document
from tests.procedures.designer.building import Hand, Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def controller(client):
    user = User.objects.create_superuser("tran.kiem@so.example", "x", full_name="Trần Thị Kiểm")
    client.force_login(user)
    return user


@pytest.fixture
def draft(db):
    procedure = by_code("1.013225")
    return save_draft(procedure=procedure, document=procedure.versions.get(number=1).definition)


def url(name, *args):
    return reverse(f"admin:{name}", args=args)


def page(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def filled(**changes):
    return {
        "name": "Kiểm tra thực địa",
        "kind": "work",
        "place": "unit",
        "specialty": "construction",
        "duty": "case_officer",
        "share": "1",
        "unit": "480",
        "produces": "report",
        "output": "Biên bản kiểm tra thực địa",
    } | changes


def graph_of(draft):
    draft.refresh_from_db()
    return {row["id"]: row.get("after", []) for row in draft.definition["steps"]}


def test_the_screen_shows_picture_time_and_list(client, controller, draft):
    text = page(client.get(url("designer_steps", draft.pk)))
    assert '<svg class="graph"' in text and "Thêm song song" in text
    assert text.count('id="buoc-') == 7
    assert "Vạch đứng là thời hạn" in text
    assert not re.search(r"style=|onclick=|<script>", text)


def test_a_step_is_added_after_another_and_the_rest_waits_for_it(client, controller, draft):
    address = url("designer_step_add", draft.pk) + "?sau=kiem_tra"
    assert "Sau “Kiểm tra hồ sơ, xem thực địa”" in page(client.get(address))
    answer = client.post(address, filled(seen=draft.revision, papers=["giay_to_dat"]))
    assert answer.status_code == 302, answer.content.decode()
    graph = graph_of(draft)
    assert graph["kiem_tra_thuc_dia"] == ["kiem_tra"]
    assert graph["y_kien_dat"] == graph["y_kien_pccc"] == ["kiem_tra_thuc_dia"]
    row = next(row for row in draft.definition["steps"] if row["id"] == "kiem_tra_thuc_dia")
    assert (row["agency"], row["minutes"], row["output"]) == (
        "unit:construction",
        480,
        "Biên bản kiểm tra thực địa",
    )
    assert row["papers"] == ["giay_to_dat"]


def test_a_branch_runs_beside_and_is_joined(client, controller, draft):
    address = url("designer_step_add", draft.pk) + "?canh=y_kien_dat"
    form = filled(name="Ý kiến môi trường", kind="consult", place="department", specialty="environment",
                  duty="consultee", produces="opinion", output="")  # fmt: skip
    client.post(address, form)
    graph = graph_of(draft)
    assert graph["y_kien_moi_truong"] == ["kiem_tra"]
    assert graph["tham_dinh"] == ["y_kien_dat", "y_kien_pccc", "y_kien_moi_truong"]
    assert check_graph(parse(draft.definition)) == []


def test_a_step_is_edited_with_a_condition_in_words_and_keeps_what_the_form_does_not_know(
    client, controller, draft
):
    address = url("designer_step", draft.pk, "y_kien_pccc")
    text = page(client.get(address))
    assert "Ý kiến về phòng cháy" in text
    form = filled(name="Ý kiến PCCC", kind="consult", place="department", specialty="fire", duty="consultee",
                  produces="opinion", output="", after=["kiem_tra"], when='loai = "nha_o"')  # fmt: skip
    assert client.post(address, form).status_code == 302
    draft.refresh_from_db()
    row = next(row for row in draft.definition["steps"] if row["id"] == "y_kien_pccc")
    assert row["when"] == {"op": "eq", "args": [{"q": "loai"}, {"v": "nha_o"}]}
    assert "nha_o" in page(client.get(address))


def test_a_condition_that_cannot_be_read_is_told_and_nothing_typed_is_lost(client, controller, draft):
    address = url("designer_step", draft.pk, "tham_dinh")
    text = page(client.post(address, filled(name="Thẩm định kỹ", when="mau = xanh", after=["kiem_tra"])), 422)
    assert "mau" in text and "Thẩm định kỹ" in text
    assert "tham_dinh" in graph_of(draft)


def test_a_step_is_taken_away_and_nothing_is_cut_off(client, controller, draft):
    text = page(client.get(url("designer_step_delete", draft.pk, "kiem_tra")))
    assert "Xóa bước “Kiểm tra hồ sơ, xem thực địa”?" in text
    client.post(url("designer_step_delete", draft.pk, "kiem_tra"), {"seen": draft.revision})
    graph = graph_of(draft)
    assert "kiem_tra" not in graph and graph["y_kien_dat"] == []


def test_two_steps_of_a_chain_change_places(client, controller, draft):
    client.post(url("designer_step_move", draft.pk, "phat_hanh"), {"seen": draft.revision})
    graph = graph_of(draft)
    assert (graph["phat_hanh"], graph["ky_duyet"]) == (["ra_soat"], ["phat_hanh"])
    text = page(client.get(url("designer_steps", draft.pk)))
    assert "Trước bước phát hành phải có bước duyệt." in text and 'data-s="late"' in text


def test_a_join_is_not_moved_but_told_how(client, controller, draft):
    answer = client.post(url("designer_step_move", draft.pk, "tham_dinh"), {}, follow=True)
    assert "nhập nhiều nhánh" in page(answer)


def test_two_people_at_once_the_second_is_told_and_loses_nothing(client, controller, draft):
    seen = draft.revision
    lan = User.objects.create_superuser("lan@so.example", "x", full_name="Lê Thị Lan")
    change_draft(
        version=draft, seen=seen, by=lan, act="Sửa tóm tắt", edit=lambda d: d.update(summary="Khác.")
    )
    address = url("designer_step", draft.pk, "ra_soat")
    text = page(client.post(address, filled(name="Rà soát lại", seen=seen, after=["tham_dinh"])), 422)
    assert "Lê Thị Lan" in text and "Rà soát lại" in text
    assert f'name="seen" value="{seen + 1}"' in text, "told of the change, one more press saves"
    client.post(address, filled(name="Rà soát lại", seen=seen + 1, after=["tham_dinh"]))
    draft.refresh_from_db()
    assert next(one for one in draft.definition["steps"] if one["id"] == "ra_soat")["name"] == "Rà soát lại"
    assert draft.definition["summary"] == "Khác."


def test_what_is_wrong_in_the_form_tells_of_nobody_elses_change(client, controller, draft):
    lan = User.objects.create_superuser("lan@so.example", "x", full_name="Lê Thị Lan")
    seen = draft.revision
    change_draft(version=draft, seen=seen, by=lan, act="Sửa", edit=lambda d: d.update(summary="Khác."))
    text = page(client.post(url("designer_step", draft.pk, "ra_soat"), filled(name="", seen=seen)), 422)
    assert f'name="seen" value="{seen}"' in text and "Lê Thị Lan" not in text


def test_a_published_version_is_shown_and_not_changed(client, controller):
    version = by_code("1.013225").versions.get(number=1)
    text = page(client.get(url("designer_steps", version.pk)))
    assert "Thêm song song" not in text and "không sửa được nữa" in text
    answer = client.post(url("designer_step_delete", version.pk, "kiem_tra"), {}, follow=True)
    assert "không sửa được nữa" in page(answer)
    version.refresh_from_db()
    assert version.definition["steps"][0]["id"] == "kiem_tra"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Nhập tên bước"),
        ({"share": "0"}, "Thời gian phải từ 1"),
        ({"specialty": ""}, "Chọn chuyên môn"),
        ({"place": "agency", "agency_code": "H00.9"}, "Không có cơ quan mang mã H00.9"),
        ({"place": "chosen", "among": ["unit:land"]}, "Chọn ít nhất hai nơi"),
        ({"place": "place"}, "Chọn câu hỏi nêu nơi có việc"),
    ],
)
def test_what_is_missing_is_said(client, controller, draft, wrong, words):
    address = url("designer_step_add", draft.pk)
    assert words in page(client.post(address, filled(**wrong)), 422)


@pytest.mark.parametrize(
    "broken", [None, [], "x", [1, {"name": "a"}], [{"id": "a", "after": "b", "minutes": "x"}]]
)
def test_a_draft_of_any_shape_is_shown(client, controller, draft, broken):
    change_draft(version=draft, seen=draft.revision, by=controller, act="Nhập",
                 edit=lambda d: d.update(steps=broken))  # fmt: skip
    page(client.get(url("designer_steps", draft.pk)))


def test_from_nothing_a_whole_graph_is_built_by_hand(client, controller):
    procedure = by_code("1.013225")
    draft = save_draft(procedure=procedure, document=document(code="1.013225", steps=[]))
    add = url("designer_step_add", draft.pk)
    client.post(add, filled(name="Soạn", produces="result", output="", lead="on"))
    client.post(
        f"{add}?sau=soan", filled(name="Duyệt", kind="approve", duty="agency_leader", produces="", output="")
    )
    client.post(
        f"{add}?sau=duyet", filled(name="Phát hành", kind="issue", duty="clerk", produces="", output="")
    )
    draft.refresh_from_db()
    assert graph_of(draft) == {"soan": [], "duyet": ["soan"], "phat_hanh": ["duyet"]}
    assert check_graph(parse(draft.definition)) == []
    assert len(STEPS) == 3


ADDRESSES = [
    ("designer_steps", ()),
    ("designer_step_add", ()),
    ("designer_step", ("kiem_tra",)),
    ("designer_step_delete", ("kiem_tra",)),
    ("designer_fees", ()),
    ("designer_fee_add", ()),
    ("designer_fee", ("le_phi_nha",)),
    ("designer_fee_delete", ("le_phi_nha",)),
    ("designer_simulations", ()),
]


@pytest.mark.parametrize(("name", "more"), ADDRESSES)
def test_who_may_not_see_versions_does_not_find_the_screens(client, draft, name, more):
    address = url(name, draft.pk, *more)
    assert client.get(address).status_code in (302, 404)
    client.force_login(User.objects.create_user("an@thu.example", "x", full_name="Lê An"))
    assert client.get(address).status_code in (302, 403, 404)
    assert client.post(address).status_code in (302, 403, 404)


@pytest.mark.parametrize(("name", "more"), ADDRESSES)
def test_who_may_only_look_changes_nothing(client, draft, name, more):
    reader = User.objects.create_user("doc@so.example", "x", full_name="Vũ Đọc", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_procedureversion"))
    client.force_login(reader)
    page(client.get(url(name, draft.pk, *more)))
    before = draft.definition
    client.post(url(name, draft.pk, *more), filled(seen=draft.revision, most="3", factor="60"))
    draft.refresh_from_db()
    assert draft.definition == before


def test_a_duty_that_an_office_has_given_to_nobody_is_told_at_its_step(client, controller, draft):
    def change(document):
        document["steps"][0]["duty"] = "postal_agent"

    change_draft(version=draft, seen=draft.revision, by=controller, act="Đổi người làm", edit=change)
    text = page(client.get(url("designer_steps", draft.pk)))
    assert "chưa ai giữ nhiệm vụ “Nhân viên bưu chính”" in text


def test_a_paper_taken_away_is_taken_out_of_steps_and_test_dossiers_and_comes_back(controller, draft):
    def name_it(document):
        document["steps"][0]["papers"] = ["ban_ve"]
        document["steps"][1]["papers"] = ["ban_ve", "giay_to_dat"]

    change_draft(version=draft, seen=draft.revision, by=controller, act="Giao giấy tờ", edit=name_it)
    hand = Hand(client_of(controller), draft)
    told = hand.client.get(url("designer_papers", draft.pk), {"chon": "papers/ban_ve", "hoi": "xoa"})
    boxes = Page(page(told)).form("xoa:papers/ban_ve")
    answer = hand.client.post(
        url("designer_papers", draft.pk), boxes | {"lam": "xoa:papers/ban_ve"}, follow=True
    )
    assert "bỏ khỏi bước “Kiểm tra hồ sơ, xem thực địa”" in page(answer) and "hồ sơ thử" in page(answer)
    draft.refresh_from_db()
    before = draft.definition
    assert "papers" not in before["steps"][0] and before["steps"][1]["papers"] == ["giay_to_dat"]
    assert all("ban_ve" not in one["expect"].get("papers", []) for one in before["tests"])
    assert not [path for path, _ in problems_of(before)]
    hand.post("papers", "lay-lai")
    after = draft_now(draft)
    assert after["steps"][0]["papers"] == ["ban_ve"] and set(after["steps"][1]["papers"]) == {
        "ban_ve",
        "giay_to_dat",
    }
    assert "ban_ve" in after["tests"][0]["expect"]["papers"]


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def draft_now(draft):
    draft.refresh_from_db()
    return draft.definition
