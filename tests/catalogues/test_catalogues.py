"""The ten shared catalogues (QN-7.5): dated, open to anybody, kept by administrators, checked at publishing."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from portal.accounts.models import User
from portal.calendars.now import pretend
from portal.catalogues import queries, services
from portal.catalogues.models import Entry, Kind
from procedures.exchange import opening, packing, taking
from procedures.models import Procedure
from procedures.publishing import review
from procedures.services import field_of, save_draft
from tests.conftest import hanoi
from tests.procedures.building import document, page, question

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2027, 1, 1)
KNOWN = {
    "thu-tuc", "dich-vu-cong", "co-quan", "don-vi-hanh-chinh", "linh-vuc", "ket-qua", "tai-khoan", "khoan-thu",
    "ngan-hang", "giay-to", "trang-thai",
}  # fmt: skip


@pytest.fixture(autouse=True)
def november():
    with pretend(hanoi("2026-11-21 09:00")):
        yield


@pytest.fixture
def admin(client):
    client.force_login(User.objects.create_superuser("ks@so.example", "x", full_name="Trần Thị Kiểm"))
    return client


def draft(**changes):
    work = field_of("G99", "Thử")
    procedure, _ = Procedure.objects.get_or_create(code="9.000001", defaults={"name": "Thử", "field": work})
    return save_draft(procedure=procedure, document=document(page("p", question("a")), **changes))


def refused(version):
    return {note.path: note.text for note in review(version, offices=False, trials=False).refusals}


@pytest.mark.article("QN-7.1-2", "QN-7.5-6", "QN-11.1", "DL-5.2")
def test_all_are_there_for_anybody_and_hold_something(client):
    index = client.get(reverse("catalogues")).json()["catalogues"]
    assert {one["key"] for one in index} == KNOWN
    empty = [one["key"] for one in index if not client.get(one["href"]).json()["entries"]]
    assert empty in ([], ["tai-khoan"])  # accounts only where somebody has loaded money


@pytest.mark.parametrize("key", sorted(KNOWN - {"tai-khoan"}))
def test_pages_follow_each_other_without_gap_or_repeat(client, key):
    address = reverse("catalogue", args=[key])
    whole = [one["code"] for one in client.get(address, {"so": 40}).json()["entries"]]
    walked, after = [], ""
    while len(walked) < len(whole):
        got = client.get(address, {"so": 13, "sau": after}).json()
        walked += [one["code"] for one in got["entries"]]
        after = got["after"]
        if after is None:
            break
    assert walked[: len(whole)] == whole and len(set(whole)) == len(whole)


def test_a_question_that_makes_no_sense_is_answered_with_why(client):
    address = reverse("catalogue", args=["ket-qua"])
    for wrong in ({"ngay": "hôm nay"}, {"so": "0"}, {"so": "x"}, {"so": "9999"}):
        answer = client.get(address, wrong)
        assert answer.status_code == 400 and "phải" in answer.json()["error"]
    assert client.get(address, {"sau": "' OR 1=1"}).status_code == 200
    assert client.get(reverse("catalogue", args=["la"])).status_code == 404
    assert client.post(address).status_code == 405


def test_a_new_name_from_a_day_keeps_the_old_one_until_then(client, admin):
    paper = Entry.objects.get(kind=Kind.PAPER, code="GT.CHUNG-SINH")
    address = reverse("admin:catalogues_entry_rename", args=[paper.pk])
    assert "Nhập tên mới" in admin.post(address, {"name": paper.name, "on": "2027-01-01"}).content.decode()
    told = admin.post(address, {"name": "Giấy chứng sinh điện tử", "on": "2027-01-01"}, follow=True)
    assert "Từ 01/01/2027" in told.content.decode()

    def name_on(day):
        rows = client.get(reverse("catalogue", args=["giay-to"]), {"ngay": day, "so": 500}).json()["entries"]
        return [one["name"] for one in rows if one["code"] == "GT.CHUNG-SINH"]

    assert (name_on("2026-12-31"), name_on("2027-01-01")) == (
        ["Giấy chứng sinh"],
        ["Giấy chứng sinh điện tử"],
    )
    assert queries.names_of(Kind.PAPER, NEW_YEAR)["giay chung sinh"] == "GT.CHUNG-SINH"


def test_rows_of_one_code_never_overlap_and_nothing_is_deleted(admin):
    sent = {"kind": "khoan-thu", "code": "LE-PHI.HO-TICH", "name": "Lệ phí khác", "also": "", "source": ""}
    again = admin.post(reverse("admin:catalogues_entry_add"), sent)
    assert "đã có trong danh mục vào những ngày ấy" in again.content.decode()
    row = Entry.objects.get(code="LE-PHI.HO-TICH")
    assert admin.get(reverse("admin:catalogues_entry_delete", args=[row.pk])).status_code == 403
    page_ = admin.get(reverse("admin:catalogues_entry_change", args=[row.pk])).content.decode()
    assert 'name="code"' not in page_ and 'name="also"' in page_
    found = admin.get(reverse("admin:catalogues_entry_changelist"), {"q": "lệ phí hộ tịch"})
    assert "LE-PHI.HO-TICH" in found.content.decode()


@pytest.mark.article("QN-7.5-6")
def test_a_version_that_names_an_unknown_or_ended_code_is_not_published():
    version = draft(
        result={"name": "Giấy", "code": "KQ.G99.000001"},
        papers=[{"id": "don", "name": "Đơn", "kind": "GT.LA", "result_code": "KQ.G15.000031"}],
        fees=[{"id": "f", "name": "Phí", "kind": "phi", "timing": "at_receipt", "item": "PHI.CHUNG-THUC",
               "amount": {"per": "case", "vnd": 1000}}],
    )  # fmt: skip
    told = refused(version)
    assert "không có mã KQ.G99.000001" in told["result.code"]
    assert "loại giấy tờ không có mã GT.LA" in told["papers[don].kind"]
    assert "papers[don].result_code" not in told and "fees[f].item" not in told
    Entry.objects.filter(code="PHI.CHUNG-THUC").update(valid_to=date(2026, 11, 1), instead="PHI.KHAC")
    assert "thay bằng PHI.KHAC" in refused(version)["fees[f].item"]
    Entry.objects.create(kind=Kind.RESULT, code="KQ.G99.000001", name="Giấy")
    assert "result.code" not in refused(version)


def test_every_code_of_the_shipped_procedures_is_in_the_catalogues():
    names = queries.names_of(Kind.RESULT, date(2026, 11, 21))
    assert names["giay khai sinh"] == "KQ.G15.000031" and len(names) > 20


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Bản sao Giấy khai sinh của con", "GT.KHAI-SINH"),
        ("Tờ khai đăng ký kết hôn theo mẫu", "GT.DON"),
        ("01 bản chính giấy ủy quyền (nếu có)", "GT.UY-QUYEN"),
        ("Giấy chứng nhận đăng ký hộ kinh doanh", "GT.HKD"),
        ("Phiếu kết quả xét nghiệm nước", ""),
        ("Đơnvị", ""),
    ],
)
def test_a_paper_is_recognised_by_what_its_name_begins_with(said, code):
    assert queries.recognised(said, queries.names_of(Kind.PAPER, date(2026, 11, 21))) == code


def test_a_package_from_elsewhere_brings_its_results_along():
    version = draft(result={"name": "Giấy lạ", "code": "KQ.G98.000777"})
    package = opening.opened(json.dumps(packing.pack([version.procedure.code])).encode())
    Entry.objects.filter(code="KQ.G98.000777").delete()
    version.procedure.versions.all().delete()
    taking.take_in(package=package, by=None)
    row = Entry.objects.get(code="KQ.G98.000777")
    assert (row.name, row.checked) == ("Giấy lạ", False) and row.source.startswith("Gói của ")


def test_a_file_is_read_twice_with_its_faults_told(tmp_path):
    file = tmp_path / "khoan-thu.csv"
    file.write_text(
        "code,name,also,from,to\n9001,Khoản mới,tên khác;tên nữa,2026-07-01,\n,Thiếu mã,,,\n"
        "9002,Ngày sai,,hôm qua,\nPHI.CHUNG-THUC,Tên khác hẳn,,,\n",
        encoding="utf-8",
    )
    told = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("load_catalogue", "khoan-thu", file, stdout=io.StringIO(), stderr=told)
    assert ended.value.code == 3 and told.getvalue().count("Dòng") == 3
    assert Entry.objects.get(code="9001").also == "tên khác\ntên nữa"
    with file.open(encoding="utf-8") as opened:
        assert services.read_file(Kind.REVENUE, opened)[:2] == (0, 0)


def test_an_account_is_entered_with_a_bank_of_the_catalogue_and_then_offered(client, admin):
    from portal.agencies.models import Agency

    agency = Agency.objects.filter(kind="department").first()
    sent = {"agency": f"{agency.pk}", "kind": "phi", "bank": "999999", "number": "3713000123",
            "holder": "Kho bạc Nhà nước khu vực III", "valid_from": "", "valid_to": ""}  # fmt: skip
    address = reverse("admin:payments_budgetaccount_add")
    boxes = admin.get(address).content.decode()
    assert 'name="bank"' in boxes
    assert "Danh mục ngân hàng không có mã này" in admin.post(address, sent).content.decode()
    answer = admin.post(address, sent | {"bank": "970405"})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    rows = client.get(reverse("catalogue", args=["tai-khoan"])).json()["entries"]
    assert next(one["bank_name"] for one in rows if one["number"] == "3713000123").startswith(
        "Ngân hàng Nông nghiệp"
    )
