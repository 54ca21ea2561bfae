"""Fees on the screen: a council's resolution typed in and tried out, line by line, without script."""

import re

import pytest
from django.urls import reverse

from portal.accounts.models import User
from procedures.definition import parse
from procedures.drafts import change_draft
from procedures.fees import fee_sum
from procedures.queries import by_code
from procedures.services import save_draft

pytestmark = pytest.mark.django_db
SETS = {f"{prefix}-{key}": value for prefix in ("mien", "giam") for key, value in
        (("TOTAL_FORMS", "1"), ("INITIAL_FORMS", "0"))}  # fmt: skip


@pytest.fixture
def controller(client):
    user = User.objects.create_superuser("tran.kiem@so.example", "x", full_name="Trần Thị Kiểm")
    client.force_login(user)
    return user


def draft_of(code):
    procedure = by_code(code)
    return save_draft(procedure=procedure, document=procedure.versions.get(number=1).definition)


def url(name, *args):
    return reverse(f"admin:{name}", args=args)


def page(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode().replace("\xa0", " ")


def filled(**changes):
    return (
        SETS
        | {
            "name": "Lệ phí đăng ký hộ kinh doanh",
            "kind": "le_phi",
            "timing": "at_receipt",
            "per": "case",
            "vnd": "100000",
            "account": "commune",
            "source": "Nghị quyết 27/2025/NQ-HĐND",
        }
        | changes
    )


def fee_of(draft, key):
    draft.refresh_from_db()
    return next(fee for fee in draft.definition["fees"] if fee["id"] == key)


def test_the_council_lowers_the_fee_and_halves_it_on_line(client, controller):
    draft = draft_of("1.001612")
    address = url("designer_fee", draft.pk, "le_phi")
    assert 'value="150000"' in page(client.get(address))
    half = {"giam-0-label": "Nộp trực tuyến", "giam-0-percent": "50", "giam-0-channels": ["online"],
            "giam-0-ends_on": "2027-12-31", "giam-0-source": "Nghị quyết 27/2025/NQ-HĐND"}  # fmt: skip
    poor = {"mien-0-label": "Hộ nghèo", "mien-0-proof": "Giấy chứng nhận hộ nghèo", "mien-0-percent": "100"}
    assert client.post(address, filled(**half, **poor, seen=draft.revision)).status_code == 302
    fee = fee_of(draft, "le_phi")
    assert fee["reduced"][0]["channels"] == ["online"] and fee["exempt"][0]["id"] == "ho_ngheo"
    told = parse(draft.definition)
    assert fee_sum(told, {}, "online").total_vnd == 50_000
    assert fee_sum(told, {}, "in_person").total_vnd == 100_000
    assert fee_sum(told, {}, "online", exemption="ho_ngheo").total_vnd == 0
    text = page(client.get(url("designer_fees", draft.pk)))
    assert "100.000 đ" in text and "Giảm 50%: Nộp trực tuyến" in text and "Giấy chứng nhận hộ nghèo" in text


def test_pages_in_tiers_with_a_cap_go_through_the_form_unchanged(client, controller):
    draft = draft_of("2.000815")
    address = url("designer_fee", draft.pk, "phi_chung_thuc")
    before = fee_of(draft, "phi_chung_thuc")["amount"]
    text = page(client.get(address))
    boxes = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', text))
    same = {key: boxes.get(key, "") for key in ("tier_1_to", "tier_1_vnd", "tier_last_vnd", "cap_vnd")}
    form = filled(
        name="Phí chứng thực", kind="phi", per="page", vnd="", question="so_trang", copies="so_ban", **same
    )
    assert client.post(address, form).status_code == 302
    assert fee_of(draft, "phi_chung_thuc")["amount"] == before


def test_the_tester_says_the_sum_and_the_line_that_caused_it(client, controller):
    draft = draft_of("2.000815")
    address = url("designer_fees", draft.pk)
    assert 'name="q-so_trang"' in page(client.get(address))
    text = page(client.get(address, {"q-so_trang": "10", "q-so_ban": "2", "kenh": "in_person"}))
    assert "Tổng: 24.000 đ" in text and 'href="#khoan-phi_chung_thuc"' in text
    assert "Số lượng 10" in text


def test_the_tester_says_why_a_fee_is_not_charged(client, controller):
    draft = draft_of("3.000347")
    text = page(client.get(url("designer_fees", draft.pk), {"kenh": "online", "ngay": "2026-01-01"}))
    assert "Tổng: 135.000 đ" in text and "Không thu: Chỉ thu đến 31/12/2025." in text


def test_the_facts_include_what_decides_whether_a_question_is_asked(client, controller):
    draft = draft_of("1.001193")
    text = page(client.get(url("designer_fees", draft.pk), {"q-xin_ban_sao": "1", "q-so_ban_sao": "3"}))
    assert "Tổng: 24.000 đ" in text


def test_a_fee_is_added_moved_and_taken_away(client, controller):
    draft = draft_of("1.001612")
    client.post(url("designer_fee_add", draft.pk), filled(name="Phí cấp bản sao", kind="phi", when="ten = "))
    draft.refresh_from_db()
    assert len(draft.definition["fees"]) == 1, "a formula that cannot be read keeps nothing"
    client.post(url("designer_fee_add", draft.pk), filled(name="Phí cấp bản sao", kind="phi"))
    client.post(url("designer_fee_move", draft.pk, "phi_cap_ban_sao"), {})
    draft.refresh_from_db()
    assert [fee["id"] for fee in draft.definition["fees"]] == ["phi_cap_ban_sao", "le_phi"]
    assert "Xóa khoản “Phí cấp bản sao”?" in page(
        client.get(url("designer_fee_delete", draft.pk, "phi_cap_ban_sao"))
    )
    client.post(url("designer_fee_delete", draft.pk, "phi_cap_ban_sao"), {})
    draft.refresh_from_db()
    assert [fee["id"] for fee in draft.definition["fees"]] == ["le_phi"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Nhập tên khoản"),
        ({"vnd": ""}, "Nhập mức thu"),
        ({"vnd": "8.5"}, "Số tiền là số nguyên"),
        ({"per": "copy"}, "Chọn câu hỏi cho biết số bản"),
        ({"tier_1_to": "2", "tier_1_vnd": "5"}, "Chỉ khoản thu theo trang có bậc"),
        ({"starts_on": "2026-02-01", "ends_on": "2026-01-01"}, "Ngày cuối phải từ ngày bắt đầu"),
        ({"giam-0-label": "A", "giam-0-percent": "120"}, "Từ 1 đến 100"),
    ],
)
def test_what_is_wrong_is_said(client, controller, wrong, words):
    draft = draft_of("1.001612")
    assert words in page(client.post(url("designer_fee_add", draft.pk), filled(**wrong)), 422)


@pytest.mark.parametrize(
    "broken", [None, "x", [1, {"name": "a"}], [{"id": "a", "amount": [], "exempt": "x"}]]
)
def test_a_draft_of_any_shape_is_shown(client, controller, broken):
    draft = draft_of("1.001612")
    change_draft(version=draft, seen=draft.revision, by=controller, act="Nhập",
                 edit=lambda d: d.update(fees=broken))  # fmt: skip
    page(client.get(url("designer_fees", draft.pk)))
    if isinstance(broken, list) and len(broken) == 1:
        page(client.get(url("designer_fee", draft.pk, "a")))


def test_a_published_version_can_be_tried_but_not_changed(client, controller):
    version = by_code("1.001612").versions.get(number=1)
    text = page(client.get(url("designer_fees", version.pk), {"kenh": "online"}))
    assert "Tổng: 150.000 đ" in text and "Thêm khoản thu" not in text
    answer = client.post(url("designer_fee", version.pk, "le_phi"), filled())
    assert "không sửa được nữa" in page(answer, 422)


@pytest.mark.parametrize("said", ["8000", "8.000", " 8 000 đ ", "8.000 đồng"])
def test_money_is_read_as_people_write_it(client, controller, said):
    draft = draft_of("1.001612")
    client.post(url("designer_fee", draft.pk, "le_phi"), filled(vnd=said))
    assert fee_of(draft, "le_phi")["amount"] == {"per": "case", "vnd": 8000}
