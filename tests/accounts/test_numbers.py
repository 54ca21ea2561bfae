"""Identity numbers, tax codes and telephone numbers (domain rules; published tax codes of real companies)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.numbers import (
    check_digit,
    id_number_problem,
    id_number_warning,
    normal_number,
    normal_phone,
    normal_tax_code,
    phone_problem,
    spaced_id_number,
    spaced_phone,
    tax_code_problem,
)


@pytest.mark.parametrize("code", ["0100109106", "0301464823", "0101243150", "0100109106-001", "001099012345"])
def test_tax_codes_that_exist(code):
    assert tax_code_problem(code) == ""


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "Nhập mã số thuế"),
        ("0100109107", "gõ nhầm"),
        ("0100109106-000", "từ 001 đến 999"),
        ("010010910", "đã nhập 9"),
        ("01001O9106", "chỉ gồm chữ số"),
        ("101099012345", "bắt đầu bằng chữ số 0"),
    ],
)
def test_tax_codes_that_cannot_be(code, words):
    assert words in tax_code_problem(code)


@given(st.integers(0, 10**9 - 1).map(lambda n: f"{n:09}"), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(nine, place, shift):
    last = check_digit(nine)
    other = nine[:place] + str((int(nine[place]) + shift) % 10) + nine[place + 1 :]
    assert not last or check_digit(other) != last


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("001099012345", ""),
        ("001 099 012 345", ""),
        ("", "Nhập số định danh 12 chữ số"),
        ("00109901234", "Số định danh phải có 12 chữ số — bạn đã nhập 11"),
        ("0010990123456", "Số định danh phải có 12 chữ số — bạn đã nhập 13"),
        ("101099012345", "Số định danh bắt đầu bằng chữ số 0"),
        ("00109901234x", "Số định danh chỉ gồm chữ số"),
    ],
)
def test_identity_numbers(number, problem):
    assert id_number_problem(number) == problem


@pytest.mark.parametrize(
    ("number", "born", "sex", "fine"),
    [
        ("022090000001", date(1990, 5, 1), "male", True),
        ("022190000001", date(1990, 5, 1), "female", True),
        ("022319000001", date(2019, 5, 1), "female", True),
        ("022190000001", date(1990, 5, 1), "male", False),
        ("022091000001", date(1990, 5, 1), "male", False),
        ("022219000001", None, "", True),
        ("12", date(1990, 5, 1), "male", True),
    ],
)
def test_a_number_that_does_not_agree_only_warns(number, born, sex, fine):
    assert (id_number_warning(number, born, sex) == "") is fine


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("+84 912 345 678", "0912345678"),
        ("0084912345678", "0912345678"),
        ("84 912345678", "0912345678"),
        ("０９１２３４５６７８", "0912345678"),
        ("(0203) 3825 678", "02033825678"),
        ("gọi anh Nam", "gọi anh Nam"),
    ],
)
def test_telephone_numbers_are_stored_in_one_way(typed, stored):
    assert normal_phone(typed) == stored


@pytest.mark.parametrize("number", ["0912345678", "+84 356 123 456", "02033825678", "0243 8253 536"])
def test_numbers_that_can_be_called(number):
    assert phone_problem(number) == ""


@pytest.mark.parametrize("number", ["", "12345", "0112345678", "09123456789", "gọi anh Nam", "1900 1234"])
def test_numbers_that_cannot(number):
    assert phone_problem(number) == "Nhập số di động 10 chữ số, ví dụ 0912 345 678"


@given(st.text(max_size=30))
def test_nothing_typed_makes_them_fail(text):
    for work in (
        id_number_problem,
        tax_code_problem,
        phone_problem,
        normal_number,
        normal_phone,
        normal_tax_code,
    ):
        assert isinstance(work(text), str)
    assert normal_number(normal_number(text)) == normal_number(text)
    assert normal_phone(normal_phone(text)) == normal_phone(text)


def test_how_they_are_shown():
    assert spaced_id_number("001099012345") == "001 099 012 345"
    assert spaced_phone("0912345678") == "0912 345 678"
