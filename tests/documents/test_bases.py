"""A receipt filled into a base is the receipt laid out whole: the same words, the same picture."""

import io
import threading
import unicodedata

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import ImageChops

from portal.documents import drawing
from tests.documents import pdfa
from tests.documents.test_letters import FACTS, LOOK_UP, QR, text_of

STACKED = "Nguyễn Thị Ẵm Ỗ Ữ Ợ Ặng Ễnh Ộc Ứng"
CASES = {
    "as usual": {},
    "stacked accents": {"owner_name": STACKED, "submitter_name": STACKED},
    "capitals": {"owner_name": "NGUYỄN THỊ BÍCH PHƯỢNG ẨN", "submitter_name": "LƯƠNG VĂN TÂN AWAY TÔ"},
    "one letter": {"owner_name": "A", "submitter_name": "Ỷ", "address": "Ô"},
    "a firm": {"owner_name": "Công ty TNHH MTV Vận tải biển 11/11 & Con", "id_number": "5701234567-001"},
    "no e-mail, no number": {"email": "", "id_number": "", "phone": ""},
    "kerned digits": {
        "code": "H49.11-261111-1111",
        "lookup_url": LOOK_UP.replace("H49.12-261109-0004", "H49.11-261111-1111"),
        "received_at": "2026-11-11T04:11:00+00:00",
        "issued_on": "2026-11-11",
    },
    "in the register": {"book": "2026", "entry_no": "0004"},
    "brackets and quotes": {"address": 'số 7 <ngõ 42> "Ao Cá" (cũ) & \\ %s', "email": "a_b+c@thu.example"},
    "ligatures": {"owner_name": "Soffia Fillmore", "address": "Office fly affair"},
    "hotline": {"desk_phone": "0203 3 123 456"},
    "a long line that just fits": {
        "address": "tổ 5, khu 2, phường Hạ Long, tỉnh Quảng Ninh, gần chợ và nhà văn"
    },
}
WHOLE = {
    "an address of two lines": {"address": "tổ dân phố số 5, khu 2, " * 5 + "phường Hạ Long"},
    "a letter of another script": {"owner_name": "Nguyễn Μαρία"},
    "a letter that the base has not": {"owner_name": "Núñez"},
    "a name of two lines": {"submitter_name": STACKED * 3},
    "two spaces": {"address": "tổ 5,  khu 2"},
    "no code": {
        "code": "",
        "lookup_url": "",
        "owner_name": "",
        "received_at": None,
        "papers": [],
        "qr_text": "",
    },
}


def whole(facts):
    return drawing._fitted("receipt", facts).write_pdf(pdf_variant=drawing.VARIANT, pdf_tags=True)


def pictures(pdf):
    with pypdfium2.PdfDocument(pdf) as book:
        return [page.render(scale=100 / 72).to_pil().convert("L") for page in book]


def same(one, other):
    assert text_of(one) == text_of(other)
    assert [image.size for image in pictures(one)] == [image.size for image in pictures(other)]
    for mine, theirs in zip(pictures(one), pictures(other), strict=True):
        assert ImageChops.difference(mine, theirs).getextrema()[1] <= 8


@pytest.mark.parametrize("name", CASES)
def test_a_filled_receipt_cannot_be_told_from_a_whole_one(name):
    facts = FACTS | CASES[name]
    filled = drawing._from_base("receipt", facts)
    assert filled is not None
    assert len(filled) <= 60_000
    same(filled, whole(facts))


@pytest.mark.parametrize("name", WHOLE)
def test_what_does_not_fit_is_laid_out_whole(name):
    facts = FACTS | WHOLE[name]
    same(drawing.draw("receipt", facts), whole(facts))


def test_one_base_serves_all_receipts_of_an_office_and_a_procedure():
    drawing._own.__dict__.pop("bases", None)
    for number in range(1, 12):
        code = f"H49.12-261109-{number:04}"
        facts = FACTS | {
            "code": code,
            "lookup_url": LOOK_UP[:-18] + code,
            "owner_name": f"Đinh Thị {'Ơ' * number}",
        }
        text = text_of(drawing.draw("receipt", facts))
        assert f"Mã hồ sơ: {code}" in text
        assert f"hồ sơ của: {facts['owner_name']} " in text
    assert len(drawing._own.bases) == 1
    drawing.draw("receipt", FACTS | {"procedure_name": "Đăng ký khai sinh"})
    assert len(drawing._own.bases) == 2


def test_a_letter_once_refused_does_not_spoil_the_base():
    facts = FACTS | {"owner_name": "Núñez"}
    assert drawing._from_base("receipt", facts) is None
    assert drawing._from_base("receipt", facts) is None
    assert drawing._from_base("receipt", FACTS) == drawing._from_base("receipt", FACTS)


def test_the_same_facts_give_the_same_file_whatever_was_drawn_before():
    drawn = drawing.draw("receipt", FACTS)
    drawing.draw("receipt", FACTS | CASES["stacked accents"])
    assert drawing.draw("receipt", FACTS) == drawn
    drawing._own.__dict__.pop("bases")
    drawing.draw("receipt", FACTS | CASES["kerned digits"])
    assert drawing.draw("receipt", FACTS) == drawn


def test_the_names_of_one_receipt_are_not_in_another():
    drawing._own.__dict__.pop("bases", None)
    drawing.draw("receipt", FACTS | {"owner_name": "Vũ Thị Lạc", "code": "H49.12-261109-9876"})
    with pikepdf.open(io.BytesIO(drawing.draw("receipt", FACTS))) as book:
        told = " ".join(
            str(value)
            for one in book.objects
            if isinstance(one, pikepdf.Dictionary)
            for value in one.values()
        )
        title = str(book.docinfo["/Title"])
    assert title == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả H49.12-261109-0004"
    assert f"Mã QR tra cứu {LOOK_UP}" in told
    assert "9876" not in told and "QXW" not in told and "H99.99" not in told


def test_a_filled_receipt_is_searchable_tagged_and_archivable():
    pdf = drawing._from_base("receipt", FACTS | CASES["stacked accents"])
    assert pdfa.problems(pdf) == []
    assert unicodedata.is_normalized("NFC", STACKED) and STACKED in text_of(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as book:
        assert book.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in book.Root
    codes = {code.text for code in zxingcpp.read_barcodes(pictures(pdf)[0].resize((1654, 2338)))}
    assert codes == {QR, LOOK_UP}


def test_threads_draw_side_by_side():
    wanted, found = drawing.draw("receipt", FACTS), []
    people = [threading.Thread(target=lambda: found.append(drawing.draw("receipt", FACTS))) for _ in range(3)]
    [one.start() for one in people], [one.join() for one in people]
    assert found == [wanted] * 3
