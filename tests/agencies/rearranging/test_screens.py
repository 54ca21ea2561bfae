"""The guided act in the administration: begun, drawn up with what was typed kept, tried, approved, taken back."""

import pytest
from django.urls import reverse

from portal.accounts.models import User
from portal.agencies.models import Agency
from portal.agencies.rearranging.records import Rearrangement
from portal.calendars.now import pretend
from tests import people
from tests.conftest import hanoi

pytestmark = [pytest.mark.django_db, pytest.mark.article("QN-7.5")]
BEGIN = {"name": "Nhập hai sở", "decision": "Nghị quyết 12/NQ-HĐND", "effective_from": "2026-12-01"}


@pytest.fixture
def khue(client):
    client.force_login(User.objects.create_superuser("khue@so.example", "x", full_name="Phạm Minh Khuê"))
    with pretend(hanoi("2026-11-23 08:00")):
        yield client


def page(answer, status=200):
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def test_two_departments_become_one_and_back(khue):
    one, two = Agency.objects.filter(kind="department").order_by("code")[:2]
    assert "Chưa có đợt nào" in page(khue.get(reverse("admin:rearrangements")))
    assert "Nhập tên đợt" in page(khue.post(reverse("admin:rearrangements"), {}), 422)
    khue.post(reverse("admin:rearrangements"), BEGIN)
    record = Rearrangement.objects.get()
    here, add = (reverse(f"admin:rearrangement{name}", args=[record.pk]) for name in ("", "_agency"))
    assert "Đợt này chưa có việc nào" in page(khue.get(here))
    typed = {"cq-act": "merge", "cq-sources": [one.code], "cq-by_field": "G17 H49", "cq-new_code": "h49"}
    told = page(khue.post(add, typed), 422)
    assert "Dòng 1 chưa có dạng" in told and "H49.37" in told and 'value="h49"' in told
    chosen = {"cq-act": "merge", "cq-sources": [one.code], "cq-heir": two.code, "cq-staff_follow": "on"}
    khue.post(add, chosen)
    assert "đã có trong đợt này" in page(khue.post(add, chosen), 422)
    told = page(khue.get(here))
    assert f"{one} ({one.code}) → {two} ({two.code})" in told and "giữ nhiệm vụ" in told
    khue.post(reverse("admin:rearrangement_approve", args=[record.pk]))
    one.refresh_from_db()
    assert one.successor == two and "Tự thực hiện từ 0 giờ ngày 01/12/2026" in page(khue.get(here))
    undo = reverse("admin:rearrangement_undo", args=[record.pk])
    assert "Nhập lý do hủy duyệt" in page(khue.post(undo, {}), 422)
    khue.post(undo, {"why": "Nghị quyết lùi ngày"})
    one.refresh_from_db()
    assert one.successor is None and one.valid_to is None
    discard = reverse("admin:rearrangement_discard", args=[record.pk])
    asked = page(khue.get(discard))
    assert "Bỏ đợt “Nhập hai sở”?" in asked and f"Nhập vào: {one}" in asked and Rearrangement.objects.exists()
    khue.post(discard)
    assert not Rearrangement.objects.exists()


def test_a_split_names_all_its_heirs(khue):
    """The other heirs are kept as codes; people read names."""
    ward, other, heir = Agency.objects.filter(kind="commune").order_by("code")[:3]
    khue.post(reverse("admin:rearrangements"), {**BEGIN, "name": "Chia phường"})
    record = Rearrangement.objects.get()
    here, unit, agency = (
        reverse(f"admin:rearrangement{name}", args=[record.pk]) for name in ("", "_unit", "_agency")
    )
    said = {
        "act": "split",
        "sources": [ward.admin_unit_id],
        "heir": heir.admin_unit_id,
        "others": [other.admin_unit.code],
    }
    khue.post(unit, {f"db-{key}": value for key, value in said.items()})
    said = {
        "act": "split",
        "sources": [ward.code],
        "heir": heir.code,
        "others": [other.code],
        "by_place": "on",
    }
    khue.post(agency, {f"cq-{key}": value for key, value in said.items()})
    told = page(khue.get(here))
    assert f"→ {heir.admin_unit} và {other.admin_unit}" in told and f"→ {heir} và {other.name}" in told
    assert f"{ward.admin_unit} chia cho {heir.admin_unit}, {other.admin_unit}: người khai" in told


def test_a_new_ward_is_founded_with_its_desk_and_divisions(khue):
    khue.post(reverse("admin:rearrangements"), BEGIN)
    record, ward = Rearrangement.objects.get(), people.ward()
    unit = {
        "db-act": "merge",
        "db-sources": [ward.admin_unit_id],
        "db-new_code": "07999",
        "db-new_name": "Hồng Hà",
    }
    khue.post(reverse("admin:rearrangement_unit", args=[record.pk]), unit)
    founded = record.lines.get().heir_unit
    typed = {
        "cq-act": "merge", "cq-sources": [ward.code], "cq-new_code": "H49.999",
        "cq-new_name": "Ủy ban nhân dân phường Hồng Hà", "cq-unit": founded.pk, "cq-staff_follow": "on",
    }  # fmt: skip
    khue.post(reverse("admin:rearrangement_agency", args=[record.pk]), typed)
    made = Agency.objects.get(code="H49.999")
    assert made.children.count() == ward.children.count() and made.admin_unit == founded
    assert made.short_name == "UBND phường Hồng Hà"
    old = ward.admin_unit.in_text
    for one in made.children.all():
        assert old not in f"{one.name} {one.short_name}" and one.place_name == "Hồng Hà", one.short_name
    assert "Còn" not in page(khue.get(reverse("admin:rearrangement", args=[record.pk]))).split("Chạy thử")[0]
    khue.post(reverse("admin:rearrangement_discard", args=[record.pk]))
    assert not Agency.objects.filter(code__startswith="H49.999").exists()


def test_an_agency_administrator_has_no_part_in_it(client):
    client.force_login(people.desk_officer().user)
    assert client.get(reverse("admin:rearrangements")).status_code in (302, 403, 404)
    assert client.post(reverse("admin:rearrangements"), BEGIN).status_code in (302, 403, 404)
    assert not Rearrangement.objects.exists()
