"""The screens of a version's life, as Trần Thị Kiểm of the procedure control works with them."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.accounts.models import User
from portal.agencies.queries import today
from portal.web.show import day
from procedures import queries
from procedures.drafts import change_draft
from procedures.models import Procedure, VersionState
from procedures.publishing.golive import POINTS
from procedures.services import field_of, publish, save_draft
from tests import people
from tests.procedures.building import document, eq, page, question

pytestmark = pytest.mark.django_db
CONTROLLER, LOOKER = "kiemsoat1.van-phong-ubnd-tinh", "hethong.trung-tam-tinh"
FORM = page(
    "p",
    question("ten", "name", label="Họ tên"),
    question("loai", "choice", label="Loại giấy"),
    question("so_ban", "number", label="Số bản", when=eq("loai", "hai"), hint="Bằng số"),
)
MORE = {
    "plain_name": "Xin giấy thử",
    "papers": [{"id": "don", "name": "Đơn"}],
    "fees": [
        {
            "id": "le_phi",
            "name": "Lệ phí",
            "kind": "le_phi",
            "timing": "at_receipt",
            "amount": {"per": "case", "vnd": 8000},
        }
    ],
}


def somebody(login):
    return User.objects.get(email=f"{login}@quang-ninh.example")


@pytest.fixture
def kiem():
    return somebody(CONTROLLER)


@pytest.fixture
def control(client, kiem):
    client.force_login(kiem)
    return client


@pytest.fixture
def draft():
    procedure = Procedure.objects.create(code="9.000001", name="Thủ tục thử", field=field_of("G99", "Thử"))
    return save_draft(procedure=procedure, document=document(FORM, **MORE))


def at(name, version, *more):
    return reverse(f"admin:designer_{name}", args=[version.pk, *more])


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def said(answer):
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))


def typed(version, **changes):
    boxes = {
        "seen": version.revision,
        "hst-name": "Chị Huyền xin một loại",
        "hst-channel": "online",
        "hst-received": "2026-11-16T08:30",
        "hst-given": ["don"],
        "ten": "Đinh Thị Ngọc Huyền",
        "loai": "mot",
        "hst-look_fee": "on",
        "hst-fee": "8000",
        "hst-q_so_ban": "not_asked",
    }
    return boxes | changes


@pytest.mark.article("QN-19.6d-đ", "DL-13-14")
def test_a_test_dossier_is_added_run_and_the_draft_tried(control, draft):
    answer = control.post(at("trial_add", draft), typed(draft))
    assert answer.status_code == 302, text(answer)
    draft.refresh_from_db()
    (case,) = draft.definition["tests"]
    assert case["id"] == "chi_huyen_xin_mot_loai"
    assert case["answers"] == {"ten": "Đinh Thị Ngọc Huyền", "loai": "mot"}
    assert case["expect"] == {"not_asked": ["so_ban"], "fee_vnd": 8000}
    told = text(control.get(at("trial", draft)))
    assert "Chị Huyền xin một loại" in told and "đều đạt" in told
    assert "Bản nháp đã được thử" in said(control.post(at("trial_run", draft), follow=True))
    draft.refresh_from_db()
    assert draft.state == VersionState.TRIED


def test_what_comes_is_shown_before_it_is_kept_and_may_be_taken_over(control, draft):
    boxes = typed(draft, loai="hai", so_ban="3", lay="1")
    page_text = control.post(at("trial_add", draft), boxes).content.decode()
    assert 'value="8000"' in page_text and "Bước soan → Bước duyet → Bước phat" in page_text
    assert re.search(r'<option value="asked" selected>', page_text)
    draft.refresh_from_db()
    assert "tests" not in draft.definition


def test_a_test_dossier_also_says_what_officers_answer(control, draft, kiem):
    """Whether more time is given hangs on a question that citizens never see."""
    asked = question("phai_xac_minh", "yes_no", label="Phải xác minh", required=False, officer_only=True)

    def edit(told):
        told["form"]["pages"][0]["questions"].append(asked)

    draft = change_draft(version=draft, seen=draft.revision, by=kiem, act="Thêm câu", edit=edit)
    assert 'data-q="phai_xac_minh"' in control.get(at("trial_add", draft)).content.decode()
    control.post(at("trial_add", draft), typed(draft, phai_xac_minh="co"))
    draft.refresh_from_db()
    assert draft.definition["tests"][0]["answers"]["phai_xac_minh"] is True


def test_a_case_that_fails_says_what_was_expected_and_what_came(control, draft):
    control.post(at("trial_add", draft), typed(draft, **{"hst-fee": "5000"}))
    told = text(control.get(at("trial", draft)))
    assert "1 sai" in told and "5.000" in told and "8.000" in told
    assert "Chị Huyền" in said(control.post(at("trial_run", draft), follow=True))


def test_a_case_is_edited_and_dropped(control, draft):
    control.post(at("trial_add", draft), typed(draft))
    draft.refresh_from_db()
    key = draft.definition["tests"][0]["id"]
    shown = control.get(at("trial_case", draft, key)).content.decode()
    assert "Đinh Thị Ngọc Huyền" in shown
    control.post(at("trial_case", draft, key), typed(draft, **{"hst-name": "Chị Huyền", "hst-fee": "9000"}))
    draft.refresh_from_db()
    assert [(one["id"], one["name"]) for one in draft.definition["tests"]] == [(key, "Chị Huyền")]
    asked = text(control.get(at("trial_delete", draft, key)))
    assert "Bỏ hồ sơ thử “Chị Huyền”" in asked and "Thôi" in asked
    draft.refresh_from_db()
    assert len(draft.definition["tests"]) == 1
    control.post(at("trial_delete", draft, key), {"seen": draft.revision})
    draft.refresh_from_db()
    assert draft.definition["tests"] == []
    assert control.get(at("trial_case", draft, key)).status_code == 404


def test_the_second_of_two_keeps_what_was_typed_and_reads_who_was_first(control, draft):
    dan = User.objects.create_user("dan@so.example", "x", full_name="Lý Văn Dần")
    change_draft(version=draft, seen=1, by=dan, act="Đổi mô tả", edit=lambda d: d.update(summary="Của Dần."))
    answer = control.post(at("trial_add", draft), typed(draft))
    told = answer.content.decode()
    assert "Lý Văn Dần" in told and "Đổi mô tả" in told and "Chị Huyền xin một loại" in told
    draft.refresh_from_db()
    assert "tests" not in draft.definition
    assert 'name="seen" value="2"' in told  # told of the change, the same press keeps both
    control.post(at("trial_add", draft), typed(draft, seen=2))
    draft.refresh_from_db()
    assert (draft.definition["summary"], len(draft.definition["tests"])) == ("Của Dần.", 1)


def test_answers_of_the_preview_become_a_case(control, draft):
    answers = '{"loai": "hai", "_nguon": {"ten": "party.name"}}'
    shown = control.post(
        at("trial_add", draft), {"tra-loi": answers, "trang": "p", "ten": "Lò Thị Mai"}
    ).content.decode()
    assert "Lò Thị Mai" in shown
    assert control.post(at("trial_add", draft), {"tra-loi": "{hỏng"}).status_code == 200


def decided(version, **changes):
    told = {
        "seen": version.revision,
        "decision": "3105/QĐ-UBND",
        "decision_on": today().isoformat(),
        "effective_from": (today() + timedelta(days=40)).isoformat(),
        "why": "Nghị quyết của Hội đồng nhân dân tỉnh",
    }
    return told | changes


def test_publishing_shows_reasons_impact_and_points_then_announces_for_a_day_to_come(control, draft, kiem):
    told = text(control.get(at("publish", draft)))
    assert "Phải sửa trước khi công bố không có" in told
    assert "hồ sơ đang xử lý giữ phiên bản cũ" in told and "bản nháp của người dân sẽ chuyển" in told
    assert "0 / 11" in told and "0 hồ sơ thử" in told
    control.post(at("vouch", draft), {"diem": [POINTS[0].id, POINTS[3].id]})
    assert "2 / 11" in text(control.get(at("publish", draft)))
    photo = SimpleUploadedFile("qd.jpg", people.photo(), "image/jpeg")
    assert (
        "phải là tệp PDF" in control.post(at("publish", draft), decided(draft, file=photo)).content.decode()
    )
    paper = SimpleUploadedFile("qd.pdf", one_page(), "application/pdf")
    answer = control.post(at("publish", draft), decided(draft, file=paper))
    assert answer.status_code == 302, text(answer)
    draft.refresh_from_db()
    assert (draft.state, draft.published_by, draft.decision) == (VersionState.PUBLISHED, kiem, "3105/QĐ-UBND")
    assert draft.decision_file is not None
    shown = text(control.get(at("publish", draft)))
    assert f"Tự có hiệu lực từ 0 giờ ngày {day(today() + timedelta(days=40))}" in shown
    assert queries.current_version(draft.procedure, today()) is None
    assert queries.current_version(draft.procedure, today() + timedelta(days=40)) == draft
    control.post(at("cancel", draft), {"huy-why": "Hội đồng hoãn"})
    draft.refresh_from_db()
    assert draft.state == VersionState.WITHDRAWN


def one_page():
    import io

    from weasyprint import HTML

    made = io.BytesIO()
    HTML(string="<p>Quyết định</p>").write_pdf(made)
    return made.getvalue()


def test_a_fault_is_told_and_nothing_typed_is_lost(control, draft):
    broken = save_draft(
        procedure=draft.procedure, document=document(FORM, **MORE, result={"name": "x", "template": "la"})
    )
    answer = control.post(at("publish", broken), decided(broken))
    told = answer.content.decode()
    assert "Không có mẫu kết quả “la”" in told and "3105/QĐ-UBND" in told
    assert (
        "phải từ ngày quyết định"
        in control.post(at("publish", broken), decided(broken, effective_from="2020-01-01")).content.decode()
    )


def test_what_was_edited_after_looking_is_not_published(control, draft, kiem):
    old = decided(draft)
    change_draft(version=draft, seen=1, by=kiem, act="Sửa", edit=lambda d: d.update(summary="Khác."))
    assert "vừa được sửa" in control.post(at("publish", draft), old).content.decode()


def test_a_version_in_force_is_ended_with_a_reason(control, draft, kiem):
    publish(version=draft, decision="1/QĐ", effective_from=date(2026, 1, 1), by=kiem)
    assert "Thôi dùng phiên bản 1" in text(control.get(at("publish", draft)))
    assert "lý do" in control.post(at("end", draft), {"dung-last_day": "2099-12-31"}).content.decode().lower()
    control.post(at("end", draft), {"dung-last_day": "2099-12-31", "dung-why": "Nghị định mới"})
    draft.refresh_from_db()
    assert draft.effective_to == date(2099, 12, 31)


def test_two_versions_are_compared_in_sentences(control, draft, kiem):
    publish(version=draft, decision="1/QĐ", effective_from=date(2026, 1, 1), by=kiem)
    dearer = [{**MORE["fees"][0], "amount": {"per": "case", "vnd": 12000}}]
    other = save_draft(procedure=draft.procedure, document=document(FORM, **{**MORE, "fees": dearer}))
    told = text(control.get(at("compare", other)))
    assert "Phiên bản 1 so với phiên bản 2: 1 chỗ khác" in told
    assert "Đổi khoản “Lệ phí”: mức thu." in told and "8.000" in told and "12.000" in told
    assert "Không đổi:" in told
    assert "1 chỗ khác" in text(control.get(at("compare", draft) + "?voi=2"))
    assert "giống nhau" in text(
        control.get(at("compare", save_draft(procedure=draft.procedure, document=draft.definition)))
    )


def test_the_history_names_who_what_and_why(control, draft, kiem):
    change_draft(
        version=draft,
        seen=1,
        by=kiem,
        act="Đổi mô tả",
        why="Góp ý của Sở Tư pháp",
        edit=lambda d: d.update(summary="Rõ hơn."),
    )
    told = text(control.get(at("history", draft)))
    assert kiem.full_name in told and "Góp ý của Sở Tư pháp" in told
    assert "Để thử." in told and "Rõ hơn." in told
    assert "(phiên bản 1)" in text(control.get(at("history", draft) + "?tat-ca=1"))


def test_from_the_overview_a_draft_is_made_copied_and_thrown_away(control, draft, kiem):
    publish(version=draft, decision="1/QĐ", effective_from=date(2026, 1, 1), by=kiem)
    assert "Làm bản nháp từ bản này" in text(control.get(at("overview", draft)))
    control.post(at("draft", draft))
    made = queries.draft_of(draft.procedure)
    assert made.number == 2
    assert "làm dở" in said(control.post(at("draft", draft), follow=True))
    control.post(at("discard", made), {"seen": made.revision, "why": "Làm lại"})
    assert queries.draft_of(draft.procedure) is None
    control.post(at("copy", draft), {"code": "9.000009", "name": "Cấp lại giấy thử"})
    assert Procedure.objects.get(code="9.000009").versions.get().state == VersionState.DRAFT
    assert (
        "đã có" in control.post(at("copy", draft), {"code": "9.000009", "name": "Lần nữa"}).content.decode()
    )


def test_who_may_only_look_changes_nothing(client, draft):
    client.force_login(somebody(LOOKER))
    for name in ("trial", "compare", "publish", "history", "overview"):
        assert client.get(at(name, draft)).status_code == 200
    client.post(at("trial_add", draft), typed(draft))
    client.post(at("trial_run", draft))
    client.post(at("publish", draft), decided(draft))
    client.post(at("vouch", draft), {"diem": ["luat"]})
    client.post(at("discard", draft), {"seen": draft.revision})
    client.post(at("draft", draft))
    client.post(at("copy", draft), {"code": "9.000009", "name": "Lén"})
    before = draft.sha256
    draft.refresh_from_db()
    assert (draft.state, draft.sha256, draft.confirmations.count()) == (VersionState.DRAFT, before, 0)
    assert not Procedure.objects.filter(code="9.000009").exists()
    assert client.post(at("end", draft), {}).status_code == 404
    assert client.post(at("cancel", draft), {}).status_code == 404


def test_a_broken_draft_opens_on_every_screen(control, draft):
    broken = save_draft(procedure=draft.procedure, document={"schema": 1, "code": "9.000001", "name": "x"})
    for name in ("trial", "compare", "publish", "history", "overview"):
        assert control.get(at(name, broken)).status_code == 200
    assert control.get(at("trial_add", broken)).status_code == 302
    assert "Chưa có" in text(control.get(at("publish", broken)))
