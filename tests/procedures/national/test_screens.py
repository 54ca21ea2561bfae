"""The administration's screens of the catalogue: hand in a file, read the report, decide a difference."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.accounts.models import User
from procedures.models import ProcedureVersion
from procedures.national.importing import Taking
from procedures.national.lines import lines
from procedures.national.records import CatalogueImport, CatalogueSource
from procedures.national.uploading import run_waiting
from tests.procedures.national.making import file_of, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(User.objects.create_superuser("ks@so.example", "x", full_name="Trần Thị Kiểm"))
    return client


@pytest.fixture
def reader(client, django_user_model):
    from django.contrib.auth.models import Permission

    person = User.objects.create_user("xem@so.example", "x", full_name="Lê Văn Xem", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_procedureversion"))
    client.force_login(person)
    return client


def url(name, *args):
    return reverse(f"admin:{name}", args=args)


def words(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def hand_in(client, *rows, name="danh-muc.jsonl.gz"):
    file = SimpleUploadedFile(name, file_of(*rows, packed=True).getvalue())
    return client.post(url("national_imports"), {"file": file}, follow=True)


def take(*rows):
    Taking().run(lines(file_of(*rows)), lambda told: None)


def test_a_file_handed_in_is_taken_in_by_a_worker_and_told_line_by_line(
    admin, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        hand_in(admin, row(), row("9.100002", level="Cấp bộ"), "{")
    record = CatalogueImport.objects.get()
    assert (record.state, record.lines, record.by.full_name) == ("done", 3, "Trần Thị Kiểm")
    assert not default_storage.exists(record.path)
    page = words(admin.get(url("national_import", record.pk)))
    assert "Bản nháp mới" in page and "Dòng bị cắt giữa chừng." in page and "9.100002" in page
    only = words(admin.get(url("national_import", record.pk), {"nghi-van": "level"}))
    assert "9.100002" in only and "9.100001" not in only
    assert "9.100001" in words(
        admin.get(url("national_import", record.pk), {"tim": "trồng sen", "ket-qua": "draft"})
    )
    assert ProcedureVersion.objects.get(procedure__code="9.100001").events.get().by == record.by


def test_progress_is_shown_without_a_script_and_a_waiting_file_is_started_by_the_sweep(admin):
    hand_in(admin, row())
    record = CatalogueImport.objects.get()
    page = words(admin.get(url("national_import", record.pk)))
    assert 'http-equiv="refresh"' in page and "<progress" in page
    CatalogueImport.objects.update(created_at="2026-01-01T00:00Z")
    run_waiting()
    record.refresh_from_db()
    assert record.state == "done"


@pytest.mark.parametrize("file", [None, SimpleUploadedFile("rong.jsonl", b"")])
def test_no_file_or_an_empty_one(admin, file):
    page = words(admin.post(url("national_imports"), {"file": file} if file else {}))
    assert "Chọn tệp danh mục" in page or "Tệp rỗng" in page


def test_a_difference_is_read_side_by_side_and_accepted(admin):
    take(row())
    take(row(channels="Trực tiếp5 Ngày làm việcMiễn phí"))
    assert "9.100001" in words(admin.get(url("national_differences")))
    page = words(admin.get(url("national_source", "9.100001")))
    assert "3 ngày làm việc" in page and "5 ngày làm việc" in page
    seen = CatalogueSource.objects.get().offered_sha256
    answer = admin.post(url("national_decide", "9.100001"), {"quyet-dinh": "nhan", "seen": seen}, follow=True)
    assert "Đã nhận vào bản nháp" in words(answer)
    draft = ProcedureVersion.objects.get(procedure__code="9.100001")
    assert draft.definition["limits"]["processing"]["value"] == 5
    answer = admin.post(url("national_decide", "9.100001"), {"quyet-dinh": "giu", "seen": seen}, follow=True)
    assert "đã được quyết định" in words(answer)


def test_doubts_stand_beside_the_original_words(admin):
    take(row(channels="Trực tiếp20Miễn phí(Mức thu do Hội đồng nhân dân tỉnh quyết định)"))
    page = words(admin.get(url("national_source", "9.100001")))
    assert (
        "không kèm đơn vị" in page and "20 ngày làm việc" in page and "Mức thu do Hội đồng nhân dân" in page
    )


def test_who_may_only_look(reader):
    take(row())
    take(row(name="Tên khác"))
    for address in (url("national_imports"), url("national_differences"), url("national_source", "9.100001")):
        page = words(reader.get(address))
        assert "Nhận vào bản nháp" not in page and 'type="file"' not in page
    assert reader.post(url("national_decide", "9.100001"), {"quyet-dinh": "nhan"}).status_code == 403
    assert hand_in(reader, row()).status_code == 403


def test_others_find_nothing(client):
    client.force_login(
        User.objects.create_user("khac@so.example", "x", full_name="Ngô Văn Khác", is_staff=True)
    )
    assert client.get(url("national_imports")).status_code == 404
    client.logout()
    assert client.get(url("national_imports")).status_code == 302
