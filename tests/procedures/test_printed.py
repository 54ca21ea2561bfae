"""The printed declaration: the layout of the issued form, filled; nothing that was asked is left out (QN-16.3đ)."""

import io

import pypdfium2
import pytest

from portal.documents import drawing
from procedures import eform, printed
from procedures.definition import problems_of
from procedures.definition.layout import left_out
from procedures.designer.references import rename, users
from procedures.eform import view
from procedures.printed.composing import compose
from procedures.publishing.completeness import completeness
from tests.procedures.building import definition, document, page, question
from tests.procedures.packages import PATHS, fresh_document, shipped

CODES = [path.stem for path in PATHS]
AROUND = printed.Around(
    "Ủy ban nhân dân phường Ẩm Hà", "Ẩm Hà", "ngày 05 tháng 11 năm 2026", "Đỗ Thị Ưu", "H49-1"
)
MEMBERS = question(
    "thanh_vien",
    "group",
    item_label="Người",
    min=0,
    questions=[question("tv_ten", "name"), question("tv_tuoi", "number")],
)
QUESTIONS = (
    question("ho_ten", "name"),
    question("sinh", "date"),
    question("so", "id_number"),
    question("viec", "choice", other=True),
    question("dong_y", "yes_no"),
    question("von", "money"),
    question("gio", "time"),
    MEMBERS,
)
ANSWERS = {
    "ho_ten": "Đỗ Thị Ưu",
    "sinh": "1990-05-03",
    "so": "022090001308",
    "viec": "khac",
    "viec_khac": "Việc riêng",
    "dong_y": False,
    "von": 1500000,
    "gio": "07:45",
    "thanh_vien": [{"tv_ten": "Lê Ổn", "tv_tuoi": 7}],
}


def laid(*lines: str, unprinted: tuple[str, ...] = ()) -> dict:
    made = document(page("p", *QUESTIONS))
    made["form"]["layout"] = {"lines": list(lines), "unprinted": list(unprinted)}
    return made


def filled(*lines: str, answers: dict = ANSWERS) -> list[str]:
    """Each block as plain words: values in brackets, boxes as x or o."""
    told = definition(form=laid(*lines)["form"])
    return [
        " | ".join("".join(shown(part) for part in cell) for cell in block["cells"])
        for block in printed.facts(told, answers, AROUND)["blocks"]
    ]


def shown(part: dict) -> str:
    match part["k"]:
        case "text":
            return part["v"]
        case "value":
            return f"[{part['v']}]".replace("\u00a0", " ")
        case "tick":
            return ("x" if part["on"] else "o") + (f" {part['near']}" if part["near"] else "")
        case "boxes":
            return "/".join(part["v"])
    return "…"


@pytest.mark.article("QN-16.3")
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Họ tên: {ho_ten:hoa}", "Họ tên: [ĐỖ THỊ ƯU]…"),
        (
            "Sinh {sinh:ngay}/{sinh:nam}, {sinh:chu}",
            "Sinh [03]/[1990], [Ngày ba tháng năm năm một nghìn chín trăm chín mươi]…",
        ),
        ("Số: {so:o12}", "Số: 0/2/2/0/9/0/0/0/1/3/0/8"),
        ("Đồng ý: Có {dong_y=co} Không {dong_y=khong}", "Đồng ý: Có o Không x"),
        ("{viec:chon}", "o Một    o Hai    x Khác: Việc riêng    "),
        ("Vốn {von} ({von:chu})", "Vốn [1.500.000 đ] ([Một triệu năm trăm nghìn đồng])"),
        ("> Kính gửi: {@co_quan}", "Kính gửi: [Ủy ban nhân dân phường Ẩm Hà]"),
        ("**Nội dung:** {viec}", "Nội dung: [Khác: Việc riêng]…"),
        ("Lúc {gio:gio} giờ {gio:phut} phút", "Lúc [07] giờ [45] phút"),
        ("| Tên | {ho_ten} | {@giay_to}", "Tên | [Đỗ Thị Ưu] | "),
        ("+ {@stt}. {tv_ten}, {tv_tuoi} tuổi", "[1]. [Lê Ổn], [7] tuổi"),
        ("+ {tv_ten}, nhà {ho_ten}", "[Lê Ổn], nhà [Đỗ Thị Ưu]…"),
        ("**1. Tên:** {ho_ten}", "1. Tên: [Đỗ Thị Ưu]…"),
    ],
)
def test_a_line_is_filled(line: str, words: str) -> None:
    assert filled(line) == [words]


def test_what_was_not_answered_is_a_dotted_place_and_a_table_keeps_two_rows() -> None:
    assert filled("Họ tên: {ho_ten}", "|* {@stt} | {tv_ten}", answers={}) == ["Họ tên: …", " | ", " | "]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{la}", "Dòng 1: không có câu hỏi “la”"),
        ("{ho_ten", "Dòng 1: dấu { } chưa đóng"),
        ("{viec=ba}", "không có lựa chọn “ba”"),
        ("{ho_ten:to}", "không có cách ghi “to”"),
        ("{@ai}", "“@ai” phải là một trong"),
        ("Người: {tv_ten}", "chỉ đặt ở dòng lặp"),
        ("+ không có gì", "đúng một nhóm lặp"),
        ("{Họ tên}", "không đọc được “{Họ tên}”"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_by_its_number(line: str, words: str) -> None:
    (fault,) = [text for path, text in problems_of(laid(line)) if path == "form.layout.lines"]
    assert words in fault


@pytest.mark.django_db
@pytest.mark.article("QN-16.3")
def test_a_question_with_no_place_on_the_paper_keeps_the_version_from_being_published() -> None:
    def refused(made: dict) -> str:
        notes = completeness(definition(form=made["form"]))
        return " ".join(note.text for note in notes if note.path == "form.layout" and note.level == "refuse")

    most = "{ho_ten} {sinh} {so} {viec} {von} {gio}"
    assert "“Mục dong_y”, “Mục thanh_vien”" in refused(laid(most))
    assert "Mục tv_tuoi" in refused(laid(most, "+ {tv_ten}", unprinted=("dong_y",)))
    assert refused(laid(most, "+ {tv_ten} {tv_tuoi}", unprinted=("dong_y",))) == ""
    assert refused(laid(most, "Thành viên: {thanh_vien}", unprinted=("dong_y",))) == ""


def test_a_renamed_question_is_followed_onto_the_paper_and_into_the_test_dossiers() -> None:
    made = laid("{ho_ten} {ho_ten:hoa} {ho_ten_cha}", "+ {tv_ten}", unprinted=("viec",))
    made["tests"] = [
        {
            "id": "a",
            "answers": dict(ANSWERS),
            "papers": ["don", "anh-1"],
            "expect": {"asked": ["ho_ten"], "papers": ["anh"]},
        }
    ]
    assert users(made, "tv_ten") == ["mẫu in"]
    for old, new in (("ho_ten", "ten"), ("tv_ten", "nguoi"), ("viec", "xin"), ("anh", "hinh")):
        rename(made, old, new)
    layout, test = made["form"]["layout"], made["tests"][0]
    assert layout == {"lines": ["{ten} {ten:hoa} {ho_ten_cha}", "+ {nguoi}"], "unprinted": ["xin"]}
    assert test["answers"]["ten"] == "Đỗ Thị Ưu" and test["answers"]["thanh_vien"][0]["nguoi"] == "Lê Ổn"
    assert test["answers"]["xin"] == "khac" and test["answers"]["xin_khac"] == "Việc riêng"
    assert test["expect"] == {"asked": ["ten"], "papers": ["hinh"]} and test["papers"] == ["don", "hinh-1"]


@pytest.mark.article("QN-16.3")
@pytest.mark.parametrize("code", CODES)
def test_a_shipped_form_prints_everything_it_asks(code: str) -> None:
    """In the layout of its regulation, or in one composed from the form, no question is without a place."""
    told = shipped(code)
    if told.form.layout is not None:
        assert told.form.layout.source
        assert left_out(told.form.layout, told.by_id) == []
        assert not set(told.form.layout.unprinted) & told.form.layout.printed()
    made = fresh_document(code)
    made["form"]["layout"] = {"lines": compose(told)}
    assert problems_of(made) == []


@pytest.mark.django_db
@pytest.mark.article("QN-16.3")
def test_the_paper_reads_like_the_issued_form() -> None:
    told = shipped("1.001193")
    answers = told.tests[0].answers | {"con_noi_sinh": {"line": "số 7"}}
    pdf = drawing.draw("printed_form", {"title": "Tờ khai"} | printed.facts(told, answers, AROUND))
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as paper:
        width, height = paper[0].get_size()
        words, *overleaf = (" ".join(page.get_textpage().get_text_bounded().split()) for page in paper)
    assert (round(width), round(height)) == (595, 842)  # A4
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc TỜ KHAI ĐĂNG KÝ KHAI SINH Kính gửi: (1)",
        "Đề nghị cơ quan đăng ký khai sinh cho người dưới đây: Họ, chữ đệm, tên: LÊ GIA AN",
        "ghi bằng chữ: Ngày hai tháng mười một năm hai nghìn không trăm hai mươi sáu",
        "chịu hoàn toàn trách nhiệm trước pháp luật về nội dung cam đoan của mình",
        "Người yêu cầu (Ký, ghi rõ họ, chữ đệm, tên)",
        "1.001193/TK-KS",
    ):
        assert said in words, (said, words)
    assert len(overleaf) <= 1 and not any("Người yêu cầu (Ký" in page for page in overleaf)


@pytest.mark.parametrize(
    ("facts", "value", "words"),
    [
        ({"min": 1950, "max": 2100}, 2004, "2004"),
        ({"max": 5000}, 2004, "2.004"),
        ({"min": 1990, "max": 2100, "unit": "kg"}, 2004, "2.004 kg"),
    ],
)
def test_a_year_has_no_dot(facts: dict, value: int, words: str) -> None:
    """On paper, in the summary, and when it comes back into its box."""
    told = definition(page("p", question("nam", "number", **facts)))
    assert eform.text_of(told.by_id["nam"], {"nam": value}).replace("\u00a0", " ") == words
    (box,) = view.fields(told, told.form.pages[0], {"nam": value}, {}, eform.given())
    assert box.value == words.split()[0]
