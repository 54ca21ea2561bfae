"""Every letter: on paper, in official layout, with its QR codes readable and its words extractable."""

import datetime as dt
import io
import re
import socket
import unicodedata

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from portal.documents import drawing, fonts, words
from portal.documents.facts import KINDS, ReceiptFacts, complete
from tests.documents import pdfa

QR = (
    "H49.12-261109-0004|1.013225|036196012345|Giấy tiếp nhận hồ sơ và hẹn trả kết quả|Hệ thống thông tin "
    "giải quyết thủ tục hành chính tỉnh Quảng Ninh|2026-11-09T08:41:00+07:00|2026-11-25T17:00:00+07:00|"
)
LOOK_UP = "https://motcua.invalid/tra-cuu/?ma=H49.12-261109-0004"
FACTS = {
    "superior_name": "Ủy ban nhân dân phường Hạ Long",
    "agency_name": "Trung tâm Phục vụ hành chính công phường Hạ Long",
    "desk_name": "Trung tâm Phục vụ hành chính công phường Hạ Long",
    "place_name": "Hạ Long",
    "issued_on": "2026-11-09",
    "code": "H49.12-261109-0004",
    "procedure_code": "1.013225",
    "procedure_name": "Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV và nhà ở riêng lẻ",
    "owner_name": "Đinh Thị Ngọc Huyền",
    "submitter_name": "Đinh Thị Ngọc Huyền",
    "address": "tổ 5, khu 2, phường Hạ Long, tỉnh Quảng Ninh",
    "phone": "0912345678",
    "email": "huyen@thu.example",
    "id_number": "036196012345",
    "officer_name": "Trần Thị Kiều Oanh",
    "received_at": "2026-11-09T01:40:00+00:00",
    "due_at": "2026-11-25T10:00:00+00:00",
    "limit_text": "15 ngày",
    "papers": [
        {
            "title": f"Giấy tờ số {n} của hồ sơ",
            "originals": 1,
            "certified": 0,
            "photocopies": 0,
            "electronic": True,
        }
        for n in range(1, 5)
    ],
    "items": [{"title": "Giấy chứng sinh", "note": "Trang 2 thiếu dấu bệnh viện"}],
    "reason": "Thửa đất chưa có giấy chứng nhận",
    "rows": [["Họ, chữ đệm, tên", "Đinh Thị Ngọc Huyền"], ["Ngày sinh", "1996-02-03"], ["Bỏ trống", ""]],
    "fields": {"ho_ten": "Đinh Bảo Ngọc", "ngay_sinh": "2026-04-05", "me_nam_sinh": "1996-04-21"},
    "sections": [{"title": "Chủ đầu tư", "rows": [["Họ tên", "Đinh Thị Ngọc Huyền"]]}],
    "signer_name": "Nguyễn Văn Thắng",
    "signer_title": "Phó Chủ tịch UBND phường Hạ Long",
    "qr_text": QR,
    "lookup_url": LOOK_UP,
}
RESULTS = ["birth_certificate", "marital_status", "extract_copy", "business_certificate", "building_permit",
           "generic_result", "negative_result", "marriage_certificate", "civil_extract",
           "mediation_record", "book_copy", "certified_copy"]  # fmt: skip


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as book:
        text = " ".join(page.get_textpage().get_text_range() for page in book)
    return unicodedata.normalize("NFC", " ".join(text.split()))


@pytest.mark.article("NV-6.2", "NV-6.3-M02")
@pytest.mark.parametrize("name", [*KINDS, *RESULTS])
def test_a_letter_is_an_archivable_pdf_that_says_its_facts(name):
    pdf = drawing.draw(f"letters/{name}.html", FACTS)
    assert len(pdf) <= 120_000
    assert pdfa.problems(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as book:
        assert "/StructTreeRoot" in book.Root
        sides = [float(x) for x in book.pages[0].mediabox][2:]
        if name == "money_report":  # lies across
            sides.reverse()
        assert sides == pytest.approx([595.28, 841.89], abs=0.1)
        for page in book.pages:
            for font in page.Resources.get("/Font", {}).values():
                assert "Tinos" in str(font.BaseFont)
    text = text_of(pdf)
    if name != "fee_receipt":  # a receipt has its form's own head (NĐ 123/2020)
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
        assert "Độc lập - Tự do - Hạnh phúc" in text
    assert "None" not in text
    assert "Undefined" not in text


@pytest.mark.parametrize("name", [*KINDS, *RESULTS])
def test_a_letter_with_few_facts_still_has_its_form(name):
    assert text_of(drawing.draw(name, {"code": "T-1"}))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("extract_copy", "được trích từ sổ hộ tịch"),
        ("book_copy", "được cấp từ sổ gốc đang lưu tại"),
        ("certified_copy", "đúng với bản chính đã được xuất trình"),
    ],
)
def test_a_copy_says_where_it_was_taken_from_and_from_nowhere_else(name, words):
    text = text_of(drawing.draw(name, FACTS))
    assert words in text and ("sổ hộ tịch" in text) is (name == "extract_copy")


@pytest.mark.article("NV-6.3-M01")
def test_the_receipt_has_the_fields_of_form_01_on_one_sheet():
    """Mẫu số 01 of TT 03/2025/TT-VPCP (domain.md §6.3)."""
    pdf = drawing.draw("receipt", ReceiptFacts(**complete("receipt", FACTS)))
    assert len(pdf) <= 60_000
    with pypdfium2.PdfDocument(pdf) as book:
        assert len(book) == 1
    text = text_of(pdf)
    for words_ in [
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mã hồ sơ: H49.12-261109-0004",
        "Hạ Long, ngày 09 tháng 11 năm 2026",
        "4. Thời gian nhận hồ sơ: 08 giờ 40 phút, ngày 09 tháng 11 năm 2026",
        "5. Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 25 tháng 11 năm 2026",
        "3. Thời gian giải quyết hồ sơ theo quy định là: 15 ngày",
        "Số điện thoại: 0912 345 678",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ]:
        assert words_ in text


OLD_WORDS = {
    "receipt_2018": ["Số: 0004/TNHS", "Thành phần hồ sơ nộp gồm:", "số 1 của hồ sơ (bản điện tử): 1 bản chính"],
    "supplement_2018": ["Hồ sơ của: Đinh Thị", "1. Giấy chứng sinh: Trang 2 thiếu dấu", "nếu có vướng mắc"],
    "refusal_2018": ["Bộ phận tiếp nhận và trả kết quả: Trung tâm", "biết và thực hiện./."],
    "apology_2018": ["Sự chậm trễ này đã gây phiền hà", "08 giờ 00 phút, ngày 30 tháng 11 năm 2026"],
}  # fmt: skip


@pytest.mark.article("NV-6.1", "DL-25-26")
def test_papers_of_the_old_rule_set_keep_their_own_layout():
    """Forms 01 to 04 of TT 01/2018/TT-VPCP for what was issued before 15/9/2025 (domain.md §6)."""
    facts = FACTS | {"entry_no": "0004", "new_due_at": "2026-11-30T01:00:00+00:00"}
    for name, said in OLD_WORDS.items():
        text = " ".join(re.sub(r"<[^>]+>", "", drawing.page(name, facts)).split())
        assert [words_ for words_ in said if words_ not in text] == []
        assert "None" not in text
    assert OLD_WORDS["receipt_2018"][1] in text_of(drawing.draw("receipt_2018", facts))


def test_a_receipt_of_twelve_papers_still_fits_one_sheet():
    many = [
        {"title": f"Bản sao giấy tờ chứng minh số {n}", "originals": 0, "certified": 1} for n in range(12)
    ]
    with pypdfium2.PdfDocument(drawing.draw("receipt", FACTS | {"papers": many})) as book:
        assert len(book) == 1


@pytest.mark.article("QN-13.4")
def test_both_codes_are_read_from_a_print_of_150_dots():
    """TT 01/2023/TT-VPCP Đ26: the eight facts, and the address where anybody may look."""
    with pypdfium2.PdfDocument(drawing.draw("receipt", FACTS)) as book:
        image = book[0].render(scale=150 / 72).to_pil()
    codes = {code.text: code.position.top_left for code in zxingcpp.read_barcodes(image)}
    assert set(codes) == {QR, LOOK_UP}
    assert codes[QR].x < image.width / 3
    assert codes[QR].y < image.height / 4


def test_what_people_type_stays_words_on_paper():
    """Markup in a name is shown, and nothing makes the drawing fetch an address."""
    nasty = '<img src="http://127.0.0.1/a"><b>Đinh</b> & <script>'
    assert nasty in text_of(drawing.draw("refusal", FACTS | {"owner_name": nasty}))


def test_a_letter_fetches_nothing(monkeypatch):
    """Even a template that names an address cannot make the drawing call it, nor read a file."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        address = f"http://127.0.0.1:{door.getsockname()[1]}/a.png"
        html = (
            f'<style>@import "{address}"; p {{ background: url({address}) }}</style>'
            f'<p>Xin chào</p><img src="{address}"><link rel=attachment href="file:///etc/hostname">'
        )
        monkeypatch.setattr(drawing, "page", lambda *args: html)
        door.settimeout(0.2)
        assert "Xin chào" in text_of(drawing.draw("refusal", {}))
        with pytest.raises(TimeoutError):
            door.accept()


def test_the_same_facts_draw_the_same_file():
    assert drawing.draw("refusal", FACTS) == drawing.draw("refusal", FACTS)


@pytest.mark.article("NV-6.2")
def test_a_deputy_signs_for_the_head():
    text = text_of(drawing.draw("marital_status", FACTS | {"agency_name": "Ủy ban nhân dân phường Hạ Long"}))
    assert "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH" in text


def test_the_birth_certificate_writes_the_day_in_words():
    text = text_of(drawing.draw("birth_certificate", FACTS))
    assert "ĐINH BẢO NGỌC" in text
    assert "Ngày năm tháng tư năm hai nghìn không trăm hai mươi sáu" in text
    assert "Năm sinh: 1996" in text


def test_the_font_of_letters_has_every_letter():
    assert fonts.problem() == ""
    assert len(fonts.vietnamese_letters()) == 135


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (55, "năm mươi lăm"),
        (101, "một trăm linh một"),
        (110, "một trăm mười"),
        (1005, "một nghìn không trăm linh năm"),
        (8000, "tám nghìn"),
        (1_115_000, "một triệu một trăm mười lăm nghìn"),
        (2_000_000_001, "hai tỷ không trăm linh một"),
        (3_000_015_000, "ba tỷ không trăm mười lăm nghìn"),
    ],
)
def test_numbers_in_words(number, said):
    assert words.number_in_words(number) == said


@pytest.mark.article("NV-6.3-extra")
def test_money_and_days_in_words():
    assert words.money_in_words(1_115_000) == "Một triệu một trăm mười lăm nghìn đồng"
    assert words.day_in_words(dt.date(2024, 2, 29)).startswith("Ngày hai mươi chín tháng hai năm hai nghìn")
    assert words.day_in_words("không rõ") == ""


PLACE = "Số nhà 118A, ngõ 42, đường Nguyễn Văn Cừ kéo dài, tổ dân phố số 15, phường Hồng Hải, tỉnh Quảng Ninh"
MARITAL = [
    ["Họ, chữ đệm, tên", "Nguyễn Thị Hoàng Phương Thảo"], ["Ngày, tháng, năm sinh", "1996-02-03"],
    ["Giới tính", "Nữ"], ["Dân tộc", "Kinh"], ["Quốc tịch", "Việt Nam"],
    ["Giấy tờ tùy thân", "Căn cước số 022196012345 do Bộ Công an cấp ngày 05/10/2024"], ["Nơi cư trú", PLACE],
    ["Tình trạng hôn nhân", "Từ ngày 03/02/2014 đến ngày 09/11/2026 chưa đăng ký kết hôn với ai"],
    ["Giấy này được dùng để", "Đăng ký kết hôn với ông Trần Quốc Bảo, sinh năm 1994, cư trú tại " + PLACE],
    ["Nội dung xác nhận", "Xác nhận tình trạng hôn nhân trong thời gian cư trú tại phường Hồng Hải"],
    ["Giá trị đến ngày", "2027-05-09"],
]  # fmt: skip
PERMIT = [
    ["Cấp cho", "Nguyễn Thị Hoàng Phương Thảo"], ["Địa chỉ", PLACE],
    ["Được phép xây dựng công trình", "Nhà ở riêng lẻ 04 tầng và 01 tum, khung bê tông cốt thép, mái bằng"],
    ["Địa điểm xây dựng", PLACE], ["Lô đất, thửa số", "218"], ["Tờ bản đồ số", "45"],
    ["Diện tích lô đất", "96,5 m²"], ["Diện tích xây dựng", "78,2 m²"], ["Tổng diện tích sàn (m²)", "331,7"],
    ["Chiều cao công trình", "16,8 m"], ["Số tầng", "04 và tum"], ["Cốt nền xây dựng", "+ 0,45 m so với vỉa hè"],
    ["Chỉ giới đường đỏ, chỉ giới xây dựng", "Trùng chỉ giới đường đỏ; ban công vươn ra không quá 0,9 m"],
    ["Mật độ xây dựng, hệ số sử dụng đất", "81 %; 3,44 lần"],
    ["Theo thiết kế do", "Công ty TNHH Tư vấn thiết kế và xây dựng Biển Xanh Hạ Long lập"],
    ["Yêu cầu đối với chủ đầu tư", "Che chắn công trình, không để vật liệu trên lòng đường, vỉa hè; giữ an toàn "
     "cho nhà liền kề; thu gom nước mặt vào hệ thống chung của khu phố"],
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "rows", "sheets"), [("marital_status", MARITAL, 1), ("building_permit", PERMIT, 2)]
)
def test_usual_words_fit_the_sheets_of_the_form(name, rows, sheets):
    facts = FACTS | {
        "rows": rows, "agency_name": "Ủy ban nhân dân phường Hồng Hải", "number": "118/UBND-XNTTHN",
        "superior_name": "Ủy ban nhân dân tỉnh Quảng Ninh", "fields": {"chu_dau_tu": "x", "gia_tri": "x"},
        "legal": ["Luật số 60/2014/QH13", "Nghị định 123/2015/NĐ-CP", "Nghị định 87/2020/NĐ-CP", "Thông tư 04/2020"],
        "verify_url": "https://motcua.quangninh.invalid/xac-minh/AbCdEfGhIjKlMnOpQrStUvWx/",
    }  # fmt: skip
    pdf = drawing.draw(name, facts)
    with pypdfium2.PdfDocument(pdf) as book:
        assert len(book) == sheets
    text = text_of(pdf)
    assert all(drawing.shown(value) in text for _, value in rows)


def test_short_neighbours_share_a_line_only_where_room_is_scarce():
    rows = [
        ["Giới tính", "Nữ"],
        ["Dân tộc", "Kinh"],
        ["Bỏ trống", ""],
        ["Nơi cư trú", PLACE],
        ["Số tầng", "4"],
    ]
    assert [len(line) for line in drawing.lines_of(rows)] == [1, 1, 1, 1]
    tight = drawing.lines_of(rows, 1)
    assert [[row.number for row in line] for line in tight] == [[1, 2], [3], [4]]
