"""An officer puts a signed result on paper; the paper tells what it is, and anybody can ask what it is worth today."""

import io
import subprocess
import zipfile

import pypdfium2
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dossiers import letters
from dossiers.demo.driving import somebody
from dossiers.services import copying, corrections, papers
from portal.agencies.models import Duty
from portal.audit.models import AccessLog
from portal.calendars.now import now
from portal.copies import services, tasks
from portal.copies.models import Conversion
from portal.documents import store
from portal.web.refusals import StepRefused
from tests import people
from tests.dossiers.citizen.walking import text
from tests.dossiers.officer.desk import address, at_work, press

pytestmark = pytest.mark.django_db
BOOK = "/lam-viec/ban-sao/"


@pytest.fixture
def dossier():
    drive = people.completed(now(), user=people.citizen("Đinh Thị Ngọc Huyền"))
    letters.draw_result(drive.dossier.results.get())
    return drive.dossier


@pytest.fixture
def conversion(dossier):
    made = copying.convert_to_paper(
        dossier=dossier, officer=people.desk_officer(), name="result", purpose="Nộp ngân hàng"
    )
    tasks.draw(made.pk)
    made.refresh_from_db()
    return made


def words(content: bytes, tmp_path) -> str:
    paper = tmp_path / "ban-giay.pdf"
    paper.write_bytes(content)
    return subprocess.run(["pdftotext", "-layout", str(paper), "-"], capture_output=True, text=True).stdout


@pytest.mark.article("ST-15")
def test_each_sheet_says_that_it_was_converted_from_what_when_by_whom(dossier, conversion, tmp_path):
    result = dossier.results.get()
    content = store.read(conversion.file)
    shown = words(content, tmp_path)
    sheets = shown.strip("\f\n").split("\f")
    assert len(sheets) == result.file.pages + 1 == conversion.file.pages
    for sheet in sheets:
        assert conversion.serial in sheet and result.file.sha256 in sheet.replace("\n", "")
    assert "VĂN BẢN GIẤY CHUYỂN ĐỔI TỪ VĂN BẢN ĐIỆN TỬ" in sheets[0] and "KHAI SINH" in sheets[0].upper()
    last = " ".join(sheets[-1].split())
    assert people.desk_officer().user.full_name in last and result.number in last and "Nộp ngân hàng" in last
    entry = dossier.journal.order_by("-number").first()
    assert (entry.verb, entry.data["serial"]) == ("convert_to_paper", conversion.serial)
    with pypdfium2.PdfDocument(content) as book:
        for page in book:
            codes = {code.text for code in zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())}
            assert any(f"/xac-minh/{conversion.key}/" in code for code in codes)


@pytest.mark.article("ST-15")
def test_the_first_print_is_the_paper_later_ones_are_marked_and_each_is_in_the_book(
    dossier, conversion, tmp_path
):
    client = at_work(people.desk_officer())
    page = f"{BOOK}chuyen-doi/{conversion.pk}/"
    assert client.post(page).content == store.read(conversion.file)
    again = client.post(page)
    assert "IN LẠI LẦN 1" in words(again.content, tmp_path)
    assert "In lại lần 1" in client.get(page).content.decode()
    assert dossier.journal.order_by("-number").first().verb == "reprint_conversion"
    listed = client.get(BOOK).content.decode()
    assert conversion.serial in listed and "in 2 lần" in listed
    sheet = zipfile.ZipFile(io.BytesIO(b"".join(client.get(f"{BOOK}?xlsx=1")))).read(
        "xl/worksheets/sheet1.xml"
    )
    assert conversion.source.sha256 in sheet.decode()
    other = at_work(people.stranger())
    assert conversion.serial not in other.get(BOOK).content.decode()
    assert other.post(page).status_code == 404


def test_numbers_follow_one_another_in_each_agencys_book(dossier, conversion):
    second = copying.convert_to_paper(dossier=dossier, officer=people.desk_officer(), name="result")
    elsewhere = copying.convert_to_paper(
        dossier=dossier, officer=somebody(people.ward(), Duty.CLERK), name="result"
    )
    assert (second.number, elsewhere.number) == (conversion.number + 1, 1)


@pytest.mark.article("ST-15")
def test_scanning_the_paper_tells_what_the_electronic_one_is_worth_today(dossier, conversion):
    page = text(Client().get(f"/xac-minh/{conversion.key}/"))
    assert conversion.serial in page and conversion.source.sha256 in page and "Huyền" not in page
    head = somebody(people.ward(), Duty.AGENCY_LEADER)
    corrections.correct_result(dossier=dossier, officer=head, reason="Sai ngày sinh.", fields={})
    assert "đã bị thu hồi" in text(Client().get(f"/xac-minh/{conversion.key}/"))


@pytest.mark.article("ST-24.6")
def test_an_officer_checks_a_paper_that_was_brought_beside_its_electronic_pages(dossier, conversion):
    officer = people.stranger()
    client = at_work(officer)
    for typed in (conversion.key, f"https://x.example/xac-minh/{conversion.key}/"):
        page = client.get("/lam-viec/kiem-tra-giay/", {"ma": typed}).content.decode()
        assert "đang có giá trị" in page and "Đinh Thị Ngọc Huyền" in page and conversion.serial in page
    assert client.get(f"/lam-viec/kiem-tra-giay/{conversion.key}/trang/1/").status_code == 200
    look = AccessLog.objects.filter(user_id=officer.user_id, party_id=dossier.owner_id).last()
    assert look is not None and look.act == "Kiểm tra giấy mang đến"
    assert "Không có giấy tờ nào" in client.get("/lam-viec/kiem-tra-giay/", {"ma": "x" * 24}).content.decode()
    own = store.read(dossier.results.get().file)
    for content, said in (
        (own, "đang có giá trị"),
        (own + b"\n%", "Tệp khác bản đã cấp"),
        (b"GIF89a", "Không đọc"),
    ):
        file = SimpleUploadedFile("giay.pdf", content, "application/pdf")
        assert said in client.post("/lam-viec/kiem-tra-giay/", {"tep": file}).content.decode()
    assert Client().get("/lam-viec/kiem-tra-giay/").status_code == 403


def test_what_cannot_be_converted_is_said_and_a_stranger_converts_nothing(dossier):
    with pytest.raises(StepRefused, match="Chọn giấy tờ"):
        copying.convert_to_paper(dossier=dossier, officer=people.desk_officer(), name="khong-co")
    with pytest.raises(StepRefused, match="cán bộ một cửa"):
        copying.convert_to_paper(dossier=dossier, officer=people.stranger(), name="result")
    assert Conversion.objects.filter(about=dossier.shown_code).count() == 0
    papers.build_pdf(dossier.items.get(paper_id="giay_chung_sinh"))
    client = at_work(people.desk_officer())
    assert press(client, dossier, "chuyen-doi", name="", purpose="").status_code == 422
    answer = press(client, dossier, "chuyen-doi", name="giay_chung_sinh", purpose="Lưu tại bệnh viện")
    made = Conversion.objects.get(about=dossier.shown_code)
    assert answer["Location"] == f"{BOOK}chuyen-doi/{made.pk}/"
    assert "đang được tạo" in client.get(answer["Location"]).content.decode()
    with pytest.raises(StepRefused, match="đang được tạo"):
        services.print_sheets(conversion=made, officer=people.desk_officer())
    assert tasks.draw_waiting() == 0
    assert "Chuyển đổi sang giấy" in client.get(address(dossier)).content.decode()
