"""After a resolution: the same change in many procedures, looked at, drafted, announced, failures told."""

from datetime import date, timedelta

import pytest
from django.template import engines
from django.urls import reverse

from portal.accounts.models import User
from portal.agencies.queries import today
from portal.web.show import NBSP
from procedures.drafts import change_draft
from procedures.fees import fee_sum
from procedures.life import copy_to_draft, discard
from procedures.queries import by_code, current_version, definition, draft_of
from procedures.revising.change import Change, revised
from procedures.revising.services import draft_all, preview, publish_all, run

pytestmark = pytest.mark.django_db
NQ = "Nghị quyết 27/2026/NQ-HĐND"


def next_month():
    return today() + timedelta(days=30)


@pytest.fixture
def lan(db):
    return User.objects.create_superuser("lan@so.example", "x", full_name="Lê Thị Lan")


def change(**facts):
    made = {"how": "set", "value": 12_000, "source": NQ, "starts_on": next_month(), "fee_name": "cấp bản sao"}
    return Change(**(made | facts))


def fee(vnd=8000, **facts):
    return {"id": "f", "name": "Lệ phí", "kind": "le_phi", "amount": {"per": "case", "vnd": vnd}} | facts


def after(document_fee, **facts):
    facts = {"fee_name": "", "starts_on": date(2027, 1, 1)} | facts
    copy, told = revised({"fees": [document_fee]}, change(**facts))
    return copy["fees"][0], told


def test_a_percent_scales_steps_cap_and_channels_to_whole_dong():
    pages = {
        "per": "page",
        "question": "n",
        "steps": [{"to": 2, "vnd": 2000}, {"vnd": 1001}],
        "cap_vnd": 200000,
    }
    made, (row,) = after(
        fee(amount=pages, by_channel={"online": {"per": "case", "vnd": 7}}), how="percent", value=50
    )
    assert [one["vnd"] for one in made["amount"]["steps"]] == [1000, 501]
    assert (made["amount"]["cap_vnd"], made["by_channel"]["online"]["vnd"], made["source"]) == (
        100_000,
        4,
        NQ,
    )
    assert row.before.replace(NBSP, " ") == "2.000 đ, 1.001 đ, nhiều nhất 200.000 đ; trực tuyến 7 đ"


def test_a_new_amount_takes_the_place_of_those_by_channel_and_tiers_are_left_alone():
    made, _ = after(fee(by_channel={"online": {"per": "case", "vnd": 1}}))
    assert (made["amount"]["vnd"], "by_channel" in made) == (12_000, False)
    same, (row,) = after(fee(amount={"per": "page", "question": "n", "steps": [{"vnd": 1}]}))
    assert "source" not in same and "nhiều bậc" in row.why_not


def test_a_reduction_is_added_and_what_has_ended_is_not_met():
    made, _ = after(fee(), how="reduce", value=50, channels=("online",), ends_on=date(2027, 12, 31))
    assert made["reduced"] == [
        {"id": "nghi_quyet_1", "label": "Nộp trực tuyến", "percent": 50, "source": NQ, "from": "2027-01-01",
         "channels": ["online"], "to": "2027-12-31"}
    ]  # fmt: skip
    assert after(fee(to="2026-12-31"))[1] == []


def test_a_reduction_says_what_stays_and_what_is_then_paid():
    _, (row,) = after(fee(), how="reduce", value=50, channels=("online",), ends_on=date(2027, 12, 31))
    assert row.before.replace(NBSP, " ") == "8.000 đ"
    assert row.after.replace(NBSP, " ") == (
        "8.000 đ; nộp trực tuyến giảm 50%, còn 4.000 đ, từ 01/01/2027 đến hết 31/12/2027"
    )
    said = drawn(row.before, row.after)
    assert said.startswith("8.000 đ giữ nguyên; <ins>thêm: nộp trực tuyến giảm 50%") and "<del>" not in said
    assert drawn("8.000 đ", "9.000 đ") == "<del>8.000 đ</del> <ins>9.000 đ</ins>"


def drawn(before, after):
    page = engines["jinja2"].from_string(
        '{% from "procedures/revising/_change.html" import change with context %}{{ change(row) }}'
    )
    return page.render({"row": {"before": before, "after": after}}).replace(NBSP, " ").strip()


def test_the_preview_names_every_procedure_with_such_a_fee():
    shown = {one.procedure.code: one for one in preview(change())}
    assert {"1.000656", "1.000894", "1.001193", "2.000635"} <= set(shown)
    row = shown["1.001193"].rows[0]
    assert (row.before.replace(NBSP, " "), row.after.replace(NBSP, " ")) == ("8.000 đ", "12.000 đ")
    field = by_code("1.001193").field_id
    assert {one.procedure.field_id for one in preview(change(), fields={field})} == {field}
    assert "1.001193" not in {one.procedure.code for one in preview(change(), level="province")}


def test_test_dossiers_follow_the_new_fee_and_say_so():
    shown = {one.procedure.code: one for one in preview(change())}
    trials = [row for row in shown["1.001193"].rows if row.name.startswith("Hồ sơ thử")]
    assert [(row.before.replace(NBSP, " "), row.after.replace(NBSP, " ")) for row in trials] == [
        ("16.000 đ", "24.000 đ")
    ]


def test_drafts_are_made_published_together_and_live_from_their_day(lan):
    codes = {"1.001193", "1.000894"}
    made = draft_all(change=change(), procedures=codes, by=lan)
    assert {line.procedure.code for line in made.lines.all()} == codes
    assert draft_of(by_code("1.000656")) is None
    publish_all(revision=made, by=lan)
    assert {line.state for line in made.lines.all()} == {"published"}
    answers = {"xin_ban_sao": True, "so_ban_sao": 2}
    birth = by_code("1.001193")
    for on, vnd in ((next_month() - timedelta(days=1), 16_000), (next_month(), 24_000)):
        told = definition(current_version(birth, on))
        assert fee_sum(told, answers, on=on).total_vnd == vnd


def test_what_cannot_be_published_is_told_and_the_rest_goes_on(lan):
    codes = {"1.001193", "1.000894", "1.000656"}
    made = draft_all(change=change(), procedures=codes, by=lan)
    birth, marriage = (draft_of(by_code(code)) for code in ("1.001193", "1.000894"))
    change_draft(
        version=birth, seen=birth.revision, by=lan, act="Sửa", edit=lambda d: d.update(summary="Khác.")
    )
    discard(version=marriage, seen=marriage.revision, by=lan)
    publish_all(revision=made, by=lan)
    said = {line.procedure.code: (line.state, line.reason) for line in made.lines.all()}
    assert said["1.000656"] == ("published", "")
    assert said["1.001193"][0] == "failed" and "sửa thêm" in said["1.001193"][1]
    assert said["1.000894"] == ("failed", "Bản nháp đã bị bỏ.")
    run(made.pk, lan)
    assert made.lines.filter(state="published").count() == 1, "the second time changes nothing"


def test_an_open_draft_is_never_overwritten(lan):
    version = current_version(by_code("1.001193"), today())
    copy_to_draft(version=version, by=lan)
    shown = {one.procedure.code: one for one in preview(change())}
    assert "làm dở" in shown["1.001193"].why_not and not shown["1.001193"].fits
    made = draft_all(change=change(), procedures={"1.001193", "1.000894"}, by=lan)
    assert [line.procedure.code for line in made.lines.all()] == ["1.000894"]


def said(**facts):
    made = {
        "source": NQ,
        "starts_on": next_month().isoformat(),
        "fee_name": "cap ban sao",
        "how": "set",
        "vnd": "12.000",
    }
    return made | facts


def page(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode().replace(NBSP, " ")


def test_on_the_screen_from_the_resolution_to_the_report(client, lan):
    client.force_login(lan)
    address = reverse("admin:fee_revisions")
    text = page(client.get(address, said()))
    assert "<del>8.000 đ</del> <ins>12.000 đ</ins>" in text and 'value="1.001193" checked' in text
    answer = client.post(address, said(chon=["1.001193", "1.000894"]))
    text = page(client.get(answer.url))
    assert "Công bố tất cả (2 thủ tục)" in text
    done = page(client.post(f"{answer.url}cong-bo/", follow=True))
    assert "Mọi thủ tục đã được công bố" in done
    assert NQ in page(client.get(address))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"source": ""}, "Nhập nghị quyết"),
        ({"vnd": ""}, "Nhập mức mới"),
        ({"how": "reduce"}, "Nhập số phần trăm"),
        ({"how": "reduce", "percent": "120"}, "Giảm nhiều nhất 100%"),
        ({"starts_on": "2020-01-01"}, "Chọn một ngày sau hôm nay"),
        ({"how": ""}, "Chọn thay đổi"),
    ],
)
def test_what_is_missing_is_said(client, lan, wrong, words):
    client.force_login(lan)
    assert words in page(client.get(reverse("admin:fee_revisions"), said(**wrong)), 422)


def test_nothing_chosen_makes_nothing(client, lan):
    client.force_login(lan)
    assert "Không còn thủ tục nào" in page(client.post(reverse("admin:fee_revisions"), said()), 422)


def test_a_stranger_does_not_find_it(client, db):
    client.force_login(User.objects.create_user("an@thu.example", "x", full_name="Lê An"))
    assert client.get(reverse("admin:fee_revisions")).status_code in (302, 403, 404)
