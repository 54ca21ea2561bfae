"""What people type is understood as far as it can be; what cannot be read is kept and explained."""

import unicodedata
from datetime import date

import pytest
from django.http import QueryDict

from procedures import eform
from procedures.definition.shapes import KINDS
from tests.procedures.building import definition, eq, page, question


def asked(kind, **facts):
    return definition(page("p", question("a", kind, **facts)))


def typed(told, posted, before=None):
    """The answers after the only page was posted, and what is wrong with it."""
    only = told.form.pages[0]
    answers = eform.read_page(only, posted, before or {})
    return answers, eform.page_problems(told, only, answers, eform.given(today=FACTS.today))


LONG = "Lý do phải từ 500 ký tự trở xuống — hiện có 612"
FACTS = eform.Given(date(2026, 11, 21))


def read_day(day="", month="", year="", **facts):
    told = asked("date", label="Ngày sinh", **facts)
    answers, problems = typed(told, {"a-ngay": day, "a-thang": month, "a-nam": year})
    return answers.get("a"), problems.get("a")


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        (("14", "11", "2026"), "2026-11-14"),
        ((" 1", "3 ", "1987"), "1987-03-01"),
        (("１４", "１１", "２０２０"), "2020-11-14"),
        (("14", "tháng 3", "2020"), "2020-03-14"),
        (("27/3/2020", "", ""), "2020-03-27"),
        (("ngày 27 tháng 3 năm 2020", "", ""), "2020-03-27"),
        (("2020-03-27", "", ""), "2020-03-27"),
        (("29", "2", "2024"), "2024-02-29"),
    ],
)
def test_a_day_is_understood(parts, day):
    assert read_day(*parts) == (day, None)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("", "", ""), "Nhập ngày sinh"),
        (("14", "11", ""), "Ngày sinh phải có năm"),
        (("14", "", ""), "Ngày sinh phải có tháng và năm"),
        (("29", "2", "2025"), "Tháng 2 năm 2025 chỉ có 28 ngày"),
        (("31", "4", "2026"), "Tháng 4 năm 2026 chỉ có 30 ngày"),
        (("0", "4", "2026"), "Ngày phải từ 1 trở lên"),
        (("1", "13", "2026"), "Tháng phải từ 1 đến 12"),
        (("1", "1", "87"), "Năm phải có đủ 4 chữ số, ví dụ 1987"),
        (("mai", "1", "2020"), "Ngày phải là số"),
        (("22", "11", "2026"), "Ngày sinh phải là hôm nay hoặc trước hôm nay"),
    ],
)
def test_a_wrong_day_is_told_exactly(parts, sentence):
    assert read_day(*parts, not_future=True)[1] == sentence


def test_a_wrong_day_stays_in_its_boxes():
    kept, _ = read_day("31", "2", "2025")
    assert kept == {"_raw": {"ngay": "31", "thang": "2", "nam": "2025"}}


def test_a_minimum_age_counts_full_years():
    assert read_day("22", "11", "2008", min_age=18)[1] == "Ngày sinh cho thấy chưa đủ 18 tuổi"
    assert read_day("21", "11", "2008", min_age=18)[1] is None


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("id_number", "001 099-012.345", "001099012345"),
        ("id_number", "００１０９９０１２３４５", "001099012345"),
        ("tax_code", "0100109106 001", "0100109106-001"),
        ("tax_code", "001099012345", "001099012345"),
        ("phone", "+84 912 345 678", "0912345678"),
        ("phone", "84912345678", "0912345678"),
        ("phone", "0912.345.678", "0912345678"),
        ("phone", "(0203) 3 825 678", "02033825678"),
        ("name", "  Nguyễn   Thị\u200b Đẹp ", "Nguyễn Thị Đẹp"),
        ("name", unicodedata.normalize("NFD", "Nguyễn Thị Đẹp"), "Nguyễn Thị Đẹp"),
        ("name", "H'Hen Niê", "H'Hen Niê"),
        ("text", "a\x00b\x07", "ab"),
        ("long_text", "một\r\nhai  ba\r\n\r\n", "một\nhai ba"),
        ("number", "1.234", 1234),
        ("money", "1.500.000 đ", 1500000),
        ("money", "1,500,000", 1500000),
        ("money", "2000 đồng", 2000),
        ("time", "8h30", "08:30"),
        ("time", "17 giờ", "17:00"),
        ("yes_no", "khong", False),
        ("country", "VN", "VN"),
        ("ethnicity", "Tày", "Tày"),
    ],
)
def test_other_kinds_are_understood(kind, text, value):
    answers, problems = typed(asked(kind), {"a": text})
    assert (answers["a"], problems) == (value, {})


@pytest.mark.parametrize(
    ("text", "value"), [("72,5", 72.5), ("72.5", 72.5), ("1.234,56", 1234.56), ("100 m²", 100)]
)
def test_an_area_is_understood(text, value):
    answers, problems = typed(asked("number", decimals=2, unit="m²"), {"a": text})
    assert (answers["a"], problems) == (value, {})


@pytest.mark.parametrize(
    ("kind", "facts", "text", "sentence"),
    [
        ("name", {"label": "Họ, chữ đệm và tên của con"}, "", "Nhập họ, chữ đệm và tên của con"),
        ("name", {}, "Nguyễn Văn 2", "Họ tên không có chữ số"),
        ("id_number", {}, "00109901234", "Số định danh phải có 12 chữ số — bạn đã nhập 11"),
        ("id_number", {}, "0010990123A", "Số định danh chỉ gồm chữ số"),
        (
            "id_number",
            {},
            "012345678",
            "Nhập số định danh 12 chữ số trên thẻ căn cước, không phải số CMND 9 chữ số",
        ),
        ("tax_code", {}, "0100109107", "Mã số thuế có chữ số gõ nhầm. Xem lại trên giấy đăng ký"),
        ("phone", {}, "12345", "Nhập số di động 10 chữ số, ví dụ 0912 345 678"),
        ("email", {}, "ten@", "Nhập thư điện tử có dạng ten@vidu.vn"),
        (
            "long_text",
            {"label": "Lý do", "max_length": 500},
            "x" * 612,
            LONG,
        ),
        (
            "money",
            {"label": "Vốn kinh doanh"},
            "mười triệu",
            "Vốn kinh doanh phải viết bằng chữ số, ví dụ 1.500.000",
        ),
        ("number", {"label": "Số bản", "min": 1}, "0", "Số bản phải từ 1 trở lên"),
        (
            "number",
            {"label": "Diện tích", "max": 1000, "unit": "m²"},
            "2000",
            "Diện tích phải từ 1.000 m² trở xuống",
        ),
        ("time", {"label": "Giờ mất"}, "25:00", "Giờ mất phải là giờ và phút, ví dụ 8:30"),
        ("choice", {"label": "Nơi bạn muốn nhận kết quả"}, "", "Chọn nơi bạn muốn nhận kết quả"),
        ("choice", {"label": "Nơi nhận"}, "không có trong danh sách", "Chọn nơi nhận"),
        ("yes_no", {"label": "Có bản gốc"}, "", "Chọn Có hoặc Không: có bản gốc"),
        ("text", {"label": "Bạn ở đâu?"}, "", "Trả lời câu hỏi “Bạn ở đâu?”"),
        ("text", {"missing": "Ghi nơi bạn làm việc"}, "", "Ghi nơi bạn làm việc"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(kind, facts, text, sentence):
    _, problems = typed(asked(kind, **facts), {"a": text})
    assert problems == {"a": sentence}


def test_no_sentence_blames_or_begs():
    told = definition(page("p", *[question(kind, kind) for kind in PLAIN_KINDS]))
    for sentence in typed(told, {})[1].values():
        assert not any(word in sentence.lower() for word in ("vui lòng", "không hợp lệ", "xin lỗi", "!"))


PLAIN_KINDS = sorted(KINDS - {"group", "computed", "statement", "file"})


def test_a_field_the_page_did_not_carry_stays():
    told = definition(page("p", question("a"), question("b")))
    assert typed(told, {"a": "mới"}, {"a": "cũ", "b": "giữ"})[0] == {"a": "mới", "b": "giữ"}


def test_an_emptied_field_removes_its_answer():
    assert typed(asked("text"), {"a": " "}, {"a": "cũ"})[0] == {}


def test_ticks_can_be_taken_away():
    told = asked("choices")
    posted = QueryDict("a-co=1&a=hai&a=mot&a=la")
    assert typed(told, posted)[0] == {"a": ["mot", "hai"]}
    assert typed(told, QueryDict("a-co=1"), {"a": ["mot"]})[0] == {}


def test_other_asks_for_its_words():
    told = asked("choice", label="Nghề nghiệp", other=True)
    assert typed(told, {"a": "khac", "a_khac": ""})[1] == {"a_khac": "Ghi rõ nghề nghiệp khác"}
    answers, problems = typed(told, {"a": "khac", "a_khac": "Nuôi ong"})
    assert not problems
    assert eform.effective(told, answers) == {"a": "khac", "a_khac": "Nuôi ong"}
    assert eform.effective(told, answers | {"a": "mot"}) == {"a": "mot"}


GROUP = question(
    "con",
    "group",
    label="Các con",
    item_label="Người con",
    min=1,
    max=3,
    questions=[
        question("ten", "name", label="Họ tên"),
        question("song", "yes_no", label="Còn sống"),
        question("mat", "date", label="Ngày mất", when=eq("song", False)),
    ],
)


def test_items_of_a_group_are_added_and_removed_without_script():
    told = definition(page("p", GROUP))
    answers, _ = typed(told, {"con-so": "1", "con-0-ten": "Lê An", "con-0-song": "co", "lam": "them:con"})
    assert answers == {"con": [{"ten": "Lê An", "song": True}, {}]}
    assert eform.stays({"lam": "them:con"}) and not eform.stays({})
    answers, _ = typed(
        told, {"con-so": "2", "con-0-ten": "Lê An", "con-1-ten": "Lê Bình", "lam": "xoa:con:0"}, answers
    )
    assert answers == {"con": [{"ten": "Lê Bình"}]}


def test_a_group_stays_within_its_limits():
    told = definition(page("p", GROUP))
    answers, _ = typed(told, {"con-so": "99999999999"})
    assert answers.get("con", []) == []
    answers, _ = typed(told, {"con-so": "3", "lam": "them:con"})
    assert len(answers["con"]) == 3
    assert typed(told, {"con-so": "1", "lam": "xoa:con:9"})[0] == {"con": [{}]}
    assert typed(told, {})[1] == {"con": "Thêm ít nhất một người con"}


def test_faults_inside_a_group_name_their_item():
    told = definition(page("p", GROUP))
    _, problems = typed(
        told, {"con-so": "2", "con-0-ten": "Lê An", "con-0-song": "khong", "con-1-song": "co"}
    )
    assert problems == {"con-0-mat": "Nhập ngày mất", "con-1-ten": "Nhập họ tên"}


PLACE = [("commune", "a", lambda value: value), ("address", "a-xa", lambda value: value["commune"])]


@pytest.mark.parametrize(("kind", "field", "code"), PLACE)
def test_a_place_is_found_as_it_is_typed(db, kind, field, code):
    told = asked(kind, scope="province")
    for text in (
        "Hồng Gai",
        "hong gai",
        "phường Hồng Gai",
        "P. Hong Gai",
        "Phường Hồng Gai, tỉnh Quảng Ninh",
        "06685",
    ):
        answers, problems = typed(told, {field: text, "a-duong": "số 1"})
        assert not problems, (text, problems)
        assert eform.text_of(told.question("a"), answers).endswith("hường Hồng Gai, tỉnh Quảng Ninh")
        assert len(code(answers["a"])) == 5


def test_a_name_borne_by_many_is_chosen_from_them(db):
    told = asked("commune")
    answers, problems = typed(told, {"a": "Tân An"})
    options = answers["a"]["options"]
    assert len(options) > 1 and f"Có {len(options)} nơi tên “Tân An”" in problems["a"]
    answers, problems = typed(told, {"a": "Tân An", "a-chon": options[1]}, answers)
    assert (answers, problems) == ({"a": options[1]}, {})
    again, _ = typed(told, {"a": eform.text_of(told.question("a"), answers)}, answers)
    assert again == answers


def test_a_place_outside_the_province_is_not_taken_where_it_must_be_inside(db):
    _, problems = typed(asked("commune", scope="province"), {"a": "phường Hoàn Kiếm"})
    assert "Không thấy xã, phường, đặc khu của tỉnh này" in problems["a"]
    _, problems = typed(asked("commune"), {"a": "phường Hoàn Kiếm, Hà Nội"})
    assert not problems


def test_an_unknown_place_stays_as_typed(db):
    answers, problems = typed(asked("address"), {"a-xa": "Xứ Nào Đó", "a-duong": "số 3"})
    assert answers["a"]["_raw"] == {"xa": "Xứ Nào Đó", "duong": "số 3"}
    assert "tên “Xứ Nào Đó”" in problems["a"]
