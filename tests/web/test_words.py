"""Amounts in words, as a cashier reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.words import amount_in_words, number_in_words

DIGITS = {
    w: d for d, w in enumerate(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"])
} | {"mốt": 1, "tư": 4, "lăm": 5}
SIZES = {"nghìn": 10**3, "triệu": 10**6}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (14, "Mười bốn đồng"),
        (55, "Năm mươi lăm đồng"),
        (101, "Một trăm linh một đồng"),
        (110, "Một trăm mười đồng"),
        (8_000, "Tám nghìn đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (1_115_000, "Một triệu một trăm mười lăm nghìn đồng"),
        (1_000_005, "Một triệu không trăm linh năm đồng"),
        (200_000, "Hai trăm nghìn đồng"),
        (10**9, "Một tỷ đồng"),
        (
            2_354_021_104,
            "Hai tỷ ba trăm năm mươi tư triệu không trăm hai mươi mốt nghìn một trăm linh bốn đồng",
        ),
        (15 * 10**12, "Mười lăm nghìn tỷ đồng"),
        (-5_000, "Âm năm nghìn đồng"),
    ],
)
def test_amounts_in_words(amount, words):
    assert amount_in_words(amount) == words


def read_back(words):
    """The number that such words name, read from left to right."""
    head, found, tail = words.rpartition(" tỷ")
    if found:
        return read_back(head) * 10**9 + (read_back(tail.strip()) if tail.strip() else 0)
    total = group = digit = 0
    for word in words.split():
        if word in DIGITS:
            digit = DIGITS[word]
            group += digit
        elif word == "mười":
            group, digit = group + 10, 0
        elif word == "mươi":
            group, digit = group + digit * 9, 0
        elif word == "trăm":
            group, digit = group + digit * 99, 0
        elif word in SIZES:
            total, group, digit = total + group * SIZES[word], 0, 0
    return total + group


@given(st.integers(0, 10**15))
def test_the_words_name_the_same_number(value):
    assert read_back(number_in_words(value)) == value
