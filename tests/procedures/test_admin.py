"""The catalogue in the administration: drafts are mended with every fault told, what is published stays."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.accounts.models import User
from procedures.models import Procedure, ProcedureVersion, SearchMiss, VersionState
from procedures.services import publish, save_draft
from tests.procedures.building import document

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(User.objects.create_superuser("ks@so.example", "x", full_name="Trần Thị Kiểm"))
    return client


@pytest.fixture
def draft(db):
    from procedures.services import field_of

    procedure = Procedure.objects.create(code="9.000001", name="Thủ tục thử", field=field_of("G99", "Thử"))
    return save_draft(procedure=procedure, document=document(unverified=["limits.processing"]))


def url(name, *args):
    return reverse(f"admin:procedures_procedureversion_{name}", args=args)


def words(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def put(client, draft, text, **options):
    return client.post(url("change", draft.pk), {"text": text, "seen": draft.revision}, **options)


def test_a_draft_is_saved_with_its_faults_and_they_are_told(admin, draft):
    page = words(put(admin, draft, json.dumps(document(steps=[])), follow=True))
    page = words(admin.get(url("change", draft.pk)))
    assert "steps" in page and "Phải có ít nhất 1 mục." in page
    draft.refresh_from_db()
    assert draft.definition["steps"] == []


def test_the_second_editor_keeps_the_text_and_reads_who_was_first(admin, draft):
    put(admin, draft, json.dumps(document(summary="Bản của Kiểm.")))
    page = words(put(admin, draft, json.dumps(document(summary="Bản của Dần."), ensure_ascii=False)))
    assert "Trần Thị Kiểm" in page and "Sửa nội dung (JSON)" in page and "Bản của Dần." in page
    draft.refresh_from_db()
    assert (draft.definition["summary"], draft.revision) == ("Bản của Kiểm.", 2)
    assert "khác bản hiện có ở: summary" in page and 'name="seen" value="2"' in page
    put(admin, draft, json.dumps(document(summary="Bản của Dần.")))
    draft.refresh_from_db()
    assert (draft.definition["summary"], draft.revision) == ("Bản của Dần.", 3)
    assert draft.events.filter(kind="edit").count() == 2


@pytest.mark.parametrize(
    ("text", "words_told"),
    [
        ('{"schema": 1,\n "code" "x"}', "dòng 2, cột 9 (thiếu dấu hai chấm)"),
        ("[]", "phải là một đối tượng"),
        ('{"a": "\\u0000"}', "ký tự rỗng"),
        ("[" * 100_000, "Chưa phải JSON|lồng nhau quá sâu|phải là một đối tượng"),
    ],
)
def test_what_is_no_json_is_told_by_line_and_kept_in_the_box(admin, draft, text, words_told):
    page = words(put(admin, draft, text))
    assert any(told in page for told in words_told.split("|"))
    draft.refresh_from_db()
    assert draft.definition["schema"] == 1


def test_what_is_unverified_is_shown_with_its_content(admin, draft):
    page = words(admin.get(url("change", draft.pk)))
    assert "chưa kiểm chứng" in page.lower() and "working_day" in page
    assert "1 mục" in words(
        admin.get(reverse("admin:procedures_procedureversion_changelist") + "?q=9.000001")
    )


def test_what_is_published_is_only_looked_at(admin, draft):
    publish(version=draft, decision="12/QĐ-UBND", effective_from=date(2026, 12, 1), by=None)
    assert admin.post(url("change", draft.pk), {"text": "{}"}).status_code == 403
    assert admin.post(url("delete", draft.pk), {"post": "yes"}).status_code == 403
    assert '<pre class="doc">' in words(admin.get(url("change", draft.pk)))


@pytest.mark.parametrize("act", ["cong-bo", "lam-nhap", "thoi-dung"])
def test_there_is_one_way_to_publish(admin, draft, act):
    assert admin.post(f"/quan-tri/phien-ban/{draft.pk}/{act}/").status_code == 404


def test_a_document_is_imported_as_a_draft_of_a_new_procedure(admin):
    file = SimpleUploadedFile("x.json", json.dumps(document(code="9.000007")).encode())
    page = words(admin.post(reverse("admin:procedures_procedure_import"), {"file": file}, follow=True))
    assert "Đã nhập thành bản nháp" in page
    assert ProcedureVersion.objects.get(procedure__code="9.000007").state == VersionState.DRAFT


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Chọn tệp hoặc dán nội dung"),
        ({"text": "{}"}, "phải có mã thủ tục"),
        ({"file": SimpleUploadedFile("x.json", b"\xff\xfe\x00")}, "UTF-8"),
    ],
)
def test_what_cannot_be_imported_is_told(admin, sent, told):
    assert told in words(admin.post(reverse("admin:procedures_procedure_import"), sent))


def test_other_pages_open(admin, draft):
    SearchMiss.objects.create(query_fold="quang rac", count=7)
    page = words(admin.get(reverse("admin:procedures_searchmiss_changelist")))
    assert "said=quang+rac" in page
    words(admin.get(reverse("admin:procedures_synonym_add") + "?said=quang+rac"))
    words(admin.get(reverse("admin:procedures_procedure_changelist") + "?q=khai+sinh"))
    words(admin.get(reverse("admin:procedures_procedure_change", args=[draft.procedure_id])))
    words(admin.get(reverse("admin:procedures_procedurefield_changelist")))


def test_strangers_stay_outside(client, draft):
    for address in (
        url("change", draft.pk),
        reverse("admin:procedures_procedure_retire", args=[draft.procedure_id]),
        reverse("admin:procedures_procedure_import"),
    ):
        assert client.get(address).status_code == 302
        assert client.post(address, {}).status_code == 302
