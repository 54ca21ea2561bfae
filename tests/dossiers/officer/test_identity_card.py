"""The QR of an identity card, as a scanner types it."""

from datetime import date

import pytest

from dossiers.officer.identity_card import Unreadable, read_card

GOOD = "022188003914|101234567|Đoàn Thị Kim Liên|14111988|Nữ|Tổ 4, khu 2, phường Trường Thiện|25052021"


def test_a_card_is_read_whole():
    card = read_card(GOOD)
    assert (card.number, card.old_number, card.name) == ("022188003914", "101234567", "Đoàn Thị Kim Liên")
    assert (card.birth_on, card.sex, card.issued_on) == (date(1988, 11, 14), "female", date(2021, 5, 25))
    assert card.address == "Tổ 4, khu 2, phường Trường Thiện"


def test_a_card_without_old_number_and_address():
    card = read_card("022188003914||Đoàn Thị Kim Liên|14111988|Nữ")
    assert (card.old_number, card.address, card.issued_on) == ("", "", None)


def test_a_name_in_decomposed_letters_is_composed():
    import unicodedata

    assert read_card(unicodedata.normalize("NFD", GOOD)).name == "Đoàn Thị Kim Liên"


@pytest.mark.parametrize(
    ("text", "says", "keyboard"),
    [
        ("02218800391||Đoàn Thị Kim Liêm|14111988|Nư", "mã quét có 11", True),
        ("02218800391||Đoàn Thị Kim Liên|14111988|Nữ", "mã quét có 11", False),
        ("022188003914||Đoàn Thị Kim Liên|14111988|Nưx", "sai chữ", True),
        ("022188003914||Đoàn Thị Kim Liên|31021988|Nữ", "sai chữ", True),
        ("022188003914||Doa2n Thi5 Kim Lie6n|14111988|Nữ", "sai chữ", True),
        ("https://example.vn/abc", "không phải mã QR trên căn cước", False),
        ("", "không phải mã QR trên căn cước", False),
    ],
)
def test_what_is_not_a_card_says_why(text, says, keyboard):
    with pytest.raises(Unreadable, match=says) as caught:
        read_card(text)
    assert caught.value.keyboard is keyboard
