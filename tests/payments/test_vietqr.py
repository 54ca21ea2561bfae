"""VietQR against published codes, against our own words, and against anything."""

import json
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from payments.vietqr import MOST_VND, Transfer, VietQRError, crc, decode, encode, plain

PUBLISHED = (
    "00020101021238540010A00000072701240006970436011010175888880208QRIBFTTA"
    "530370454061500005802VN62130809SUBK7M2QX6304EE40"
)
POSTER = "00020101021138540010A00000072701240006970423011000999999990208QRIBFTTA53037045802VN6304CBB4"


def test_the_check_value_of_the_standard():
    assert crc("123456789") == "29B1"


def test_published_codes_are_read():
    assert decode(PUBLISHED) == Transfer("970436", "1017588888", 150_000, "SUBK7M2QX", dynamic=True)
    assert decode(POSTER) == Transfer("970423", "0099999999")


def test_what_was_read_is_written_the_same():
    assert encode(decode(PUBLISHED)) == PUBLISHED
    assert encode(decode(POSTER)) == POSTER


def test_a_fee_becomes_a_code():
    assert encode(Transfer("970436", "0123456789", 150_000, "H4912 250815 0001")) == (
        "00020101021238540010A00000072701240006970436011001234567890208QRIBFTTA"
        "530370454061500005802VN62210817H4912 250815 00016304F336"
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (PUBLISHED[:-1] + "1", "mã kiểm tra"),
        ("", "mã kiểm tra"),
        ("6304" + crc("6304"), "EMVCo"),
        (PUBLISHED.replace("62130809SUBK7M2QX6304EE40", "62130809THANH TOAN6304E1F4"), "mã kiểm tra"),
        (PUBLISHED.replace("SUBK", "SỬBK"), "ASCII"),
    ],
)
def test_a_wrong_code_is_refused(text, why):
    with pytest.raises(VietQRError, match=why):
        decode(text)


def test_a_wrong_length_is_told_even_with_a_right_checksum():
    body = PUBLISHED.replace("62130809SUBK7M2QX6304EE40", "62130809THANH TOAN6304")
    with pytest.raises(VietQRError, match=r"vị trí|dài"):
        decode(body + crc(body))


@pytest.mark.parametrize(
    "transfer",
    [
        Transfer("97043", "1"),
        Transfer("970436", "12 34"),
        Transfer("970436", "1" * 20),
        Transfer("970436", "1", -5),
    ],
)
def test_what_does_not_fit_is_not_written(transfer):
    with pytest.raises(VietQRError):
        encode(transfer)


def test_the_purpose_loses_its_marks():
    assert plain("Nộp lệ phí, hồ sơ Đăng ký") == "Nop le phi ho so Dang ky"


@given(
    bank=st.from_regex(r"[0-9]{6}", fullmatch=True),
    account=st.from_regex(r"[A-Z0-9]{1,19}", fullmatch=True),
    amount=st.integers(0, MOST_VND),
    purpose=st.text(max_size=60),
    card=st.booleans(),
)
def test_every_transfer_comes_back(bank, account, amount, purpose, card):
    sent = Transfer(bank, account, amount, purpose, to_card=card)
    read = decode(encode(sent))
    assert (read.bank, read.account, read.amount_vnd, read.to_card) == (bank, account, amount, card)
    assert read.purpose == plain(purpose)


@given(st.integers(0, len(PUBLISHED) - 1), st.characters(min_codepoint=32, max_codepoint=126))
def test_one_wrong_character_is_noticed(at, char):
    if PUBLISHED[at] != char and not (at >= len(PUBLISHED) - 4 and PUBLISHED[at].upper() == char.upper()):
        with pytest.raises(VietQRError):
            decode(PUBLISHED[:at] + char + PUBLISHED[at + 1 :])


@given(st.text(max_size=120))
def test_no_text_breaks_the_reader(text):
    with suppress(VietQRError):
        decode(text)


def test_the_command():
    out = StringIO()
    call_command("vietqr", "encode", "970436", "0123456789", "150000", "H4912 250815 0001", stdout=out)
    code = out.getvalue().strip()
    assert code.endswith("6304F336")
    out = StringIO()
    call_command("vietqr", "decode", code, stdout=out)
    assert json.loads(out.getvalue())["purpose"] == "H4912 250815 0001"
    with pytest.raises(CommandError, match="mã kiểm tra"):
        call_command("vietqr", "decode", "nonsense")
