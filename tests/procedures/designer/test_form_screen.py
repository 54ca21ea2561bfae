"""The form in the designer: arranged, worded, tried out; nothing typed is lost, nobody overwrites anybody."""

import json
import re

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from portal.accounts.models import User
from portal.documents import drawing
from procedures import printed, speaking
from procedures.comparing import compare
from procedures.designer.english_screen import mark
from procedures.designer.outline import likely_kind
from procedures.models import Procedure, ProcedureVersion, SamplePicture
from procedures.queries import definition
from procedures.services import field_of, save_draft
from tests import people
from tests.procedures.building import document, eq, page, question
from tests.procedures.designer.building import Hand, Page

pytestmark = pytest.mark.django_db
CONTROLLER, DESK = "kiemsoat1.van-phong-ubnd-tinh", "motcua1.trung-tam-phuong-ha-long"
FEES = [
    {
        "id": "phi",
        "name": "Phí",
        "kind": "phi",
        "timing": "at_receipt",
        "amount": {"per": "copy", "vnd": 8000, "question": "so_ban"},
        "when": eq("ai", "mot"),
    }
]


def somebody(login: str) -> User:
    return User.objects.get(email=f"{login}@quang-ninh.example")


@pytest.fixture
def hand(client: Client) -> Hand:
    procedure = Procedure.objects.create(code="9.000008", name="Thủ tục thử", field=field_of("G99", "Thử"))
    made = document(
        page(
            "mot",
            question("ai", "choice", label="Bạn là ai?", missing="Chọn bạn là ai"),
            question("so_ban", "number", label="Số bản", when=eq("ai", "mot")),
        ),
        page("hai", question("ly_do", label="Lý do")),
        code="9.000008",
        fees=FEES,
        papers=[{"id": "don", "name": "Đơn", "when": eq("ai", "hai")}],
    )
    client.force_login(somebody(CONTROLLER))
    return Hand(client, save_draft(procedure=procedure, document=made))


def form_of(hand: Hand) -> list[dict]:
    return hand.version.definition["form"]["pages"]


def shown(hand: Hand, chosen: str = "", **more: str) -> str:
    address = reverse("admin:designer_form", args=[hand.version.pk])
    return hand.client.get(address, {"chon": chosen, **more}).content.decode()


def sent(hand: Hand, lam: str, chosen: str, **fields):
    """A page posted as it stands, with some boxes changed; whatever comes of it."""
    boxes = Page(shown(hand, chosen)).form(lam)
    return hand.client.post(
        reverse("admin:designer_form", args=[hand.version.pk]), {**boxes, **fields, "lam": lam}
    )


def test_a_pasted_list_becomes_questions_of_the_likely_kind(hand: Hand) -> None:
    labels = "Họ, chữ đệm và tên\nNgày sinh\n\nSố điện thoại\nBạn có con không?\nGhi chú khác"
    hand.post("form", "them-cau:trang:hai", chon="trang:hai", **{"cau-moi": labels})
    made = [(q["id"], q["kind"]) for q in form_of(hand)[1]["questions"][1:]]
    assert made == [
        ("ho_chu_dem_va_ten", "name"),
        ("ngay_sinh", "date"),
        ("so_dien_thoai", "phone"),
        ("ban_co_con_khong", "yes_no"),
        ("ghi_chu_khac", "text"),
    ]
    assert likely_kind("Dân tộc của mẹ") == "ethnicity"


def test_pages_and_questions_are_moved_copied_and_taken_to_another_page(hand: Hand) -> None:
    hand.post("form", "xuong:cau:so_ban", chon="cau:so_ban")
    assert [q["id"] for q in form_of(hand)[1]["questions"]] == ["so_ban", "ly_do"]
    hand.post("form", "den:cau:so_ban", chon="cau:so_ban", den="trang:mot")
    hand.post("form", "chep:trang:mot", chon="trang:mot")
    assert [p["id"] for p in form_of(hand)] == ["mot", "mot_2", "hai"]
    assert [q["id"] for q in form_of(hand)[1]["questions"]] == ["ai_2", "so_ban_2"]
    hand.post("form", "len:trang:hai", chon="trang:hai")
    assert [p["id"] for p in form_of(hand)] == ["mot", "hai", "mot_2"]


def test_deleting_asks_first_says_who_needs_it_and_can_be_undone(hand: Hand) -> None:
    ask = shown(hand, "cau:ai", hoi="xoa")
    assert "câu “Số bản”" in ask and "giấy tờ “Đơn”" in ask and "khoản thu “Phí”" in ask
    boxes = Page(ask).form("xoa:cau:ai")
    address = reverse("admin:designer_form", args=[hand.version.pk])
    assert hand.client.post(address, {**boxes, "lam": "xoa:cau:ai"}).status_code == 302
    hand.version.refresh_from_db()
    assert [q["id"] for q in form_of(hand)[0]["questions"]] == ["so_ban"]
    assert "Không có câu hỏi “ai”" in shown(hand)
    hand.post("form", "lay-lai")
    assert [q["id"] for q in form_of(hand)[0]["questions"]] == ["ai", "so_ban"]


def test_a_new_id_is_found_by_conditions_fees_and_papers(hand: Hand) -> None:
    hand.post("form", "luu:cau:ai", chon="cau:ai", id="quan_he")
    definition = hand.version.definition
    assert "quan_he" in json.dumps(form_of(hand)[0]["questions"][1]["when"])
    assert "quan_he" in json.dumps(definition["papers"]) and "quan_he" in json.dumps(definition["fees"])
    hand.post("form", "luu:cau:so_ban", chon="cau:so_ban", id="bao_nhieu")
    assert hand.version.definition["fees"][0]["amount"]["question"] == "bao_nhieu"


def test_a_formula_that_cannot_be_read_stays_typed_with_its_place(hand: Hand) -> None:
    answer = sent(hand, "luu:cau:ly_do", "cau:ly_do", when="so_bna > 2", label="Vì sao?")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Ký tự 1: Không có câu hỏi “so_bna” ở phía trước. Có phải “so_ban”?" in text
    assert "so_bna &gt; 2" in text and "Vì sao?" in text
    later = sent(hand, "luu:cau:ai", "cau:ai", when="so_ban > 2").content.decode()
    assert "đứng sau" in later


def test_a_formula_is_said_back_in_plain_words(hand: Hand) -> None:
    hand.post("form", "luu:cau:ly_do", chon="cau:ly_do", when='ai = "Một" và so_ban ≥ 2')
    text = shown(hand, "cau:ly_do")
    assert "Hiện khi “Bạn là ai?” là “Một” và “Số bản” từ 2 trở lên" in text
    assert form_of(hand)[1]["questions"][0]["when"]["args"][0] == eq("ai", "mot")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"id": "so_ban"}, "đã có ở một câu khác"),
        ({"id": "Số bản"}, "chữ thường không dấu"),
        ({"label": ""}, "Nhập câu hỏi"),
        ({"max_length": "mười"}, "phải viết bằng chữ số"),
        ({"pattern": "(a+)+"}, "không được lặp"),
        ({"prefill_other": "kho.ten"}, "phải là một trong"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_box(hand: Hand, fields: dict, words: str) -> None:
    answer = sent(hand, "luu:cau:ly_do", "cau:ly_do", **fields)
    assert answer.status_code == 422 and words in answer.content.decode()


def test_another_kind_shows_its_boxes_before_anything_is_kept(hand: Hand) -> None:
    answer = sent(hand, "doi-loai:cau:ly_do", "cau:ly_do", kind="choice", label="Lý do nào?")
    boxes = Page(answer.content.decode()).form("luu:cau:ly_do")
    assert boxes["label"] == ["Lý do nào?"] and "lc-2-nhan" in boxes and "max_length" not in boxes
    hand.version.refresh_from_db()
    assert form_of(hand)[1]["questions"][0]["kind"] == "text"
    kept = {**boxes, "lc-dan": "Bị mất\nBị hỏng", "lam": "luu:cau:ly_do"}
    assert hand.client.post(reverse("admin:designer_form", args=[hand.version.pk]), kept).status_code == 302
    hand.version.refresh_from_db()
    made = form_of(hand)[1]["questions"][0]
    assert [(o["id"], o["label"]) for o in made["options"]] == [("bi_mat", "Bị mất"), ("bi_hong", "Bị hỏng")]


def test_options_go_where_their_number_says_and_an_empty_one_is_dropped(hand: Hand) -> None:
    rows = {"lc-0-thu-tu": "3", "lc-1-thu-tu": "1", "lc-2-nhan": "Ba", "lc-2-thu-tu": "2"}
    hand.post("form", "luu:cau:ai", chon="cau:ai", **rows)
    assert [o["label"] for o in form_of(hand)[0]["questions"][0]["options"]] == ["Hai", "Ba", "Một"]
    hand.post("form", "luu:cau:ai", chon="cau:ai", **{"lc-1-nhan": ""})
    assert [o["label"] for o in form_of(hand)[0]["questions"][0]["options"]] == ["Hai", "Một"]


def test_the_second_of_two_editors_is_told_and_keeps_what_was_typed(hand: Hand) -> None:
    opened = Page(shown(hand, "cau:ly_do")).form("luu:cau:ly_do")
    hand.post("form", "luu:cau:ai", chon="cau:ai", label="Bạn là người nào?")
    mine = {**opened, "label": "Lý do của tôi", "lam": "luu:cau:ly_do"}
    address = reverse("admin:designer_form", args=[hand.version.pk])
    answer = hand.client.post(address, mine)
    text = answer.content.decode()
    assert answer.status_code == 422 and "bản nháp đã được sửa" in text and "Lý do của tôi" in text
    again = Page(text).form("luu:cau:ly_do")
    assert hand.client.post(address, {**again, "lam": "luu:cau:ly_do"}).status_code == 302
    hand.version.refresh_from_db()
    assert form_of(hand)[1]["questions"][0]["label"] == "Lý do của tôi"
    assert form_of(hand)[0]["questions"][0]["label"] == "Bạn là người nào?"


def tried(hand: Hand, **post) -> str:
    return hand.client.post(reverse("admin:designer_try", args=[hand.version.pk]), post).content.decode()


def test_the_preview_goes_on_as_the_wizard_does(hand: Hand) -> None:
    wrong = tried(hand, trang="mot", **{"tra-loi": "{}"})
    assert "Chọn bạn là ai" in wrong
    opened = tried(hand, trang="mot", ai="mot", hien="ai", **{"tra-loi": "{}"})
    assert 'name="so_ban"' in opened and "Trang mot" in opened
    onwards = tried(hand, trang="mot", ai="hai", hien="ai", **{"tra-loi": "{}"})
    assert "Trang hai" in onwards and "&#34;ai&#34;: &#34;hai&#34;" in onwards
    assert "Trang mot" in tried(hand, trang="hai", **{"tra-loi": "hỏng", "quay-lai": "1"})
    hand.version.refresh_from_db()
    assert hand.version.revision == ProcedureVersion.objects.get(pk=hand.version.pk).revision


def test_what_is_typed_and_not_saved_is_seen_beside_it(hand: Hand) -> None:
    boxes = Page(shown(hand, "cau:ly_do")).form("luu:cau:ly_do")
    address = reverse("admin:designer_try_question", args=[hand.version.pk])
    text = hand.client.post(address, {**boxes, "label": "Lý do mới tinh"}).content.decode()
    assert "Lý do mới tinh" in text
    hand.version.refresh_from_db()
    assert form_of(hand)[1]["questions"][0]["label"] == "Lý do"


@pytest.mark.article("QN-16.3")
def test_the_declaration_is_drawn_while_the_rest_is_still_missing(hand: Hand) -> None:
    document_ = hand.version.definition
    document_["steps"], document_["form"]["code"] = [], "TK-01"
    save_draft(procedure=hand.version.procedure, document=document_)
    answer = hand.client.get(reverse("admin:designer_declaration", args=[hand.version.pk]))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")


@pytest.mark.article("QN-16.3")
def test_the_layout_of_the_issued_form_is_typed_seen_and_kept(hand: Hand) -> None:
    address = reverse("admin:designer_layout", args=[hand.version.pk])

    def press(lam: str, lines: str, **more: str) -> HttpResponse:
        seen = str(ProcedureVersion.objects.get(pk=hand.version.pk).revision)
        return hand.client.post(address, {"lam": lam, "lines": lines, "seen": seen, **more})

    first = Page(press("soan", "").content.decode()).form("luu")["lines"][0]
    assert "{ai}" in first and "{so_ban}" in first and "{ly_do}" in first
    tried = press("xem", "# Đơn\nTôi là: {ai}").content.decode()
    assert "data:image/webp;base64," in tried and "{so_ban}" in tried
    wrong = press("luu", "Tôi là: {ai_do}")
    assert wrong.status_code == 422 and "không có câu hỏi “ai_do”" in wrong.content.decode()
    assert "Tôi là: {ai_do}" in wrong.content.decode()  # nothing typed is lost
    assert press("luu", f"{first}\nGhi: {{ly_do}}    Hết", source="Mẫu 01").status_code == 302
    hand.version.refresh_from_db()
    kept = hand.version.definition["form"]["layout"]
    assert kept["lines"][-1] == "Ghi: {ly_do}    Hết" and kept["source"] == "Mẫu 01"
    assert hand.client.post(address, {"lam": "luu", "lines": "#", "seen": "0"}).status_code == 422
    assert press("bo", "").status_code == 302
    hand.version.refresh_from_db()
    assert "layout" not in hand.version.definition["form"]


@pytest.mark.article("QN-7.12")
def test_the_words_of_the_result_are_typed_seen_kept_compared_and_given_up(hand: Hand) -> None:
    address = reverse("admin:designer_result", args=[hand.version.pk])
    before = definition(hand.version)

    def press(lam: str, lines: str) -> HttpResponse:
        seen = str(ProcedureVersion.objects.get(pk=hand.version.pk).revision)
        return hand.client.post(address, {"lam": lam, "lines": lines, "seen": seen})

    first = Page(press("soan", "").content.decode()).form("luu")["lines"][0]
    assert first.startswith(f"# {before.result.name}") and "{@nguoi_khai}" in first
    assert "data:image/webp;base64," in press("xem", "# Giấy\nCấp cho {ai}").content.decode()
    for line, why in (
        ("Cấp cho {ai_do}", "không có câu hỏi “ai_do”"),
        ("~ Người ký", "ô ký tên đã có sẵn"),
        ("Ngày {@ngay}", "ngày cấp do văn thư ghi"),
        ("{{ 1 + 1 }}", "không đọc được|chưa đóng"),
    ):
        wrong = press("luu", line)
        assert wrong.status_code == 422 and re.search(why, wrong.content.decode()), line
        assert escape(line) in wrong.content.decode()  # nothing typed is lost
    assert press("luu", "# Giấy\nVì {ly_do:hoa}, số {@ma}.").status_code == 302
    hand.version.refresh_from_db()
    told = definition(hand.version)
    assert "dòng lời kết quả" in str(compare(before, told))
    blocks = printed.words(told, {"ai": "hai", "ly_do": "làm mất"}, {}, printed.Around(code="H49-1"))
    facts = {"blocks": blocks, "agency_name": "Ủy ban nhân dân phường Ẩm Hà", "title": "Giấy"}
    paper, places = drawing.draw_with_places("letters/worded_result.html", facts)
    assert {"so", "ngay", "cho-ky"} <= {place.name for place in places}
    with pypdfium2.PdfDocument(paper) as book:
        assert "Vì LÀM MẤT, số H49-1." in book[0].get_textpage().get_text_range()
    assert press("bo", "").status_code == 302
    hand.version.refresh_from_db()
    assert "layout" not in hand.version.definition["result"]


def test_english_is_typed_sentence_by_sentence_and_can_be_taken_back(hand: Hand) -> None:
    address = reverse("admin:designer_english", args=[hand.version.pk])
    page_ = hand.client.get(address).content.decode()
    said = list(speaking.sentences(definition(hand.version)))
    boxes = {f"cau-{mark(one)}": f"Sentence {n}" for n, one in enumerate(said)}
    assert [box for box in boxes if f'name="{box}"' not in page_] == []

    def press(**typed: str) -> HttpResponse:
        seen = str(ProcedureVersion.objects.get(pk=hand.version.pk).revision)
        return hand.client.post(address, {"seen": seen, **typed})

    assert press(**boxes).status_code == 302
    hand.version.refresh_from_db()
    assert hand.version.definition["english"] == dict(zip(said, boxes.values(), strict=True))
    stale = hand.client.post(address, {"seen": "0", f"cau-{mark(said[0])}": "Other words"})
    assert stale.status_code == 422 and "Other words" in stale.content.decode()
    document_ = {**hand.version.definition, "plain_name": "Tên khác hẳn"}
    version = save_draft(procedure=hand.version.procedure, document=document_)
    assert "Tên khác hẳn" in list(speaking.sentences(definition(version)))
    assert press(**{f"cau-{mark(said[-1])}": "Last words"}).status_code == 302
    version.refresh_from_db()
    assert version.definition["english"][said[-1]] == "Last words", "wherever its sentence stands now"
    assert press(**dict.fromkeys(boxes, "")).status_code == 302
    hand.version.refresh_from_db()
    assert "english" not in hand.version.definition


def test_a_faulty_question_is_left_out_of_the_preview_and_told(hand: Hand) -> None:
    document_ = hand.version.definition
    document_["form"]["pages"][0]["questions"][1]["kind"] = "hỏng"
    save_draft(procedure=hand.version.procedure, document=document_)
    text = hand.client.get(reverse("admin:designer_try", args=[hand.version.pk])).content.decode()
    assert "Chưa vẽ được hết" in text and "Bạn là ai?" in text


def test_any_document_at_all_can_be_opened(hand: Hand) -> None:
    for form in (
        None,
        [],
        {"pages": "không"},
        {"pages": [3, {"id": None, "questions": [None, {"kind": "group"}]}]},
    ):
        save_draft(procedure=hand.version.procedure, document={"code": "9.000008", "form": form})
        for name in ("form", "papers", "head", "try", "preview", "declaration", "layout"):
            answer = hand.client.get(reverse(f"admin:designer_{name}", args=[hand.version.pk]))
            assert answer.status_code == 200, (form, name)


def test_a_sample_picture_is_kept_and_shown(hand: Hand) -> None:
    address = reverse("admin:designer_papers", args=[hand.version.pk])
    opened = hand.client.get(address, {"chon": "papers/don"}).content.decode()
    boxes = Page(opened).form("luu:papers/don")
    file = SimpleUploadedFile("mau.jpg", people.photo("MẪU ĐƠN"), content_type="image/jpeg")
    answer = hand.client.post(address, {**boxes, "lam": "luu:papers/don", "anh-mau": file})
    assert answer.status_code == 302
    hand.version.refresh_from_db()
    picture = SamplePicture.objects.get()
    assert hand.version.definition["papers"][0]["sample"] == picture.file.sha256
    assert Client().get(reverse("sample_picture", args=[picture.file.sha256])).status_code == 200
    assert Client().get(reverse("sample_picture", args=["0" * 64])).status_code == 404
    text = SimpleUploadedFile("mau.txt", b"khong phai anh", content_type="text/plain")
    refused = hand.client.post(
        address, {**boxes, "seen": hand.version.revision, "lam": "luu:papers/don", "anh-mau": text}
    )
    assert refused.status_code == 422


def test_who_may_not_change_a_version_gets_no_button_and_no_way(hand: Hand, client: Client) -> None:
    client.force_login(somebody(DESK))
    for name in ("form", "papers", "head", "try", "preview", "declaration"):
        assert client.get(reverse(f"admin:designer_{name}", args=[hand.version.pk])).status_code in (
            302,
            403,
            404,
        )
    answer = client.post(reverse("admin:designer_form", args=[hand.version.pk]), {"lam": "xoa:trang:mot"})
    assert answer.status_code in (302, 403, 404)
    hand.version.refresh_from_db()
    assert len(form_of(hand)) == 2


def test_a_new_procedure_is_like_another_or_blank_and_never_takes_a_code(hand: Hand) -> None:
    address = reverse("admin:designer_start")
    said = {"code": "9.000077", "name": "Cấp lại giấy thử", "like": "9.000008"}
    assert hand.client.post(address, said).status_code == 302
    made = ProcedureVersion.objects.get(procedure__code="9.000077").definition
    assert made["form"]["pages"] == hand.version.definition["form"]["pages"]
    assert made["form"]["code"] == "9.000077/TK"
    assert "đã có" in hand.client.post(address, said).content.decode()
    assert (
        "Không có thủ tục"
        in hand.client.post(address, {**said, "code": "9.1", "like": "9.404"}).content.decode()
    )
    assert "9.000077" in hand.client.get(address, {"q": "cap lai"}).content.decode()


def test_a_procedure_whose_only_draft_was_thrown_away_begins_anew(hand: Hand) -> None:
    start, said = reverse("admin:designer_start"), {"code": "9.000044", "name": "Thủ tục làm lại", "like": ""}
    assert hand.client.post(start, said).status_code == 302
    assert "Mã 9.000044 đã có" in hand.client.post(start, said).content.decode()
    first = ProcedureVersion.objects.get(procedure__code="9.000044")
    hand.client.post(reverse("admin:designer_discard", args=[first.pk]), {"why": "Nhầm"})
    assert not ProcedureVersion.objects.filter(procedure__code="9.000044").exists()
    assert hand.client.post(start, said).status_code == 302
    again = ProcedureVersion.objects.get(procedure__code="9.000044")
    assert again.editable and again.definition["name"] == "Thủ tục làm lại"
