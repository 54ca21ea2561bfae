"""Numbers that name a person or an organisation: how they are typed, stored and checked (domain.md §12).

A `…_problem` is "" or a sentence that blocks, in the language of the page; a `…_warning` only asks to look again."""

import re
import unicodedata
from datetime import date

from django.utils.translation import gettext as _

from portal.web.text import clean, digits

_SEPARATORS = re.compile(r"[\s.\-‐-―_/()]+")
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_MOBILE = re.compile(r"0[35789]\d{8}")
_LANDLINE = re.compile(r"02\d{8,9}")


def normal_number(text: str) -> str:
    """Digits without the spaces, dots and dashes people put in; text with other characters stays as typed."""
    if text.isascii() and text.isdigit():
        return text
    cleaned = clean(text)
    bare = _SEPARATORS.sub("", unicodedata.normalize("NFKC", cleaned))
    return bare if bare.isascii() and bare.isdigit() else cleaned


def normal_tax_code(text: str) -> str:
    """A tax code as it is stored: 10 or 12 digits, or 10 digits, a dash and 3 digits."""
    number = normal_number(text)
    return f"{number[:10]}-{number[10:]}" if len(number) == 13 and number.isdigit() else number


def normal_phone(text: str) -> str:
    """A Vietnamese number beginning with 0; +84, 0084 and 84 are understood."""
    cleaned = clean(text)
    bare = _SEPARATORS.sub("", unicodedata.normalize("NFKC", cleaned)).removeprefix("+")
    if not (bare.isascii() and bare.isdigit()):
        return cleaned
    for prefix in ("0084", "84"):
        if bare.startswith(prefix) and len(bare) > 10:
            bare = bare.removeprefix(prefix)
            return bare if bare.startswith("0") else f"0{bare}"
    return bare


def id_number_problem(text: str) -> str:
    """Why this is not a personal identification number (12 digits, no check digit)."""
    number = normal_number(text)
    if not number:
        return _("Nhập số định danh 12 chữ số")
    if not number.isdigit():
        return _("Số định danh chỉ gồm chữ số")
    if len(number) == 9:
        return _("Nhập số định danh 12 chữ số trên thẻ căn cước, không phải số CMND 9 chữ số")
    if len(number) != 12:
        return _("Số định danh phải có 12 chữ số — bạn đã nhập %(n)s") % {"n": len(number)}
    if number[0] != "0":
        return _("Số định danh bắt đầu bằng chữ số 0")
    return ""


def id_number_warning(text: str, birth_on: date | None = None, sex: str = "") -> str:
    """What in a well-formed number does not agree with the birth day or the sex (male, female)."""
    number = normal_number(text)
    if id_number_problem(number):
        return ""
    century, year = int(number[3]) // 2, int(number[4:6])
    if birth_on and birth_on.year != 1900 + 100 * century + year:
        return _("Số định danh không khớp năm sinh. Xem lại cả hai")
    if sex in ("male", "female") and (int(number[3]) % 2 == 1) != (sex == "female"):
        return _("Số định danh không khớp giới tính. Xem lại cả hai")
    return ""


def tax_code_problem(text: str) -> str:
    """Why this is not a tax code: 10 digits with a check digit, a unit's 10-3, or a person's 12 digits."""
    number = normal_tax_code(text)
    bare = digits(number)
    if not number:
        return _("Nhập mã số thuế")
    if bare != number.replace("-", ""):
        return _("Mã số thuế chỉ gồm chữ số")
    if len(bare) == 12:
        return id_number_problem(bare)
    if len(bare) not in (10, 13):
        return _("Mã số thuế phải có 10, 12 hoặc 13 chữ số — bạn đã nhập %(n)s") % {"n": len(bare)}
    if check_digit(bare[:9]) != bare[9]:
        return _("Mã số thuế có chữ số gõ nhầm. Xem lại trên giấy đăng ký")
    if len(bare) == 13 and bare[10:] == "000":
        return _("Ba số cuối của mã đơn vị phụ thuộc phải từ 001 đến 999")
    return ""


def check_digit(nine: str) -> str:
    """The tenth digit of a tax code; "" where none is possible."""
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, nine, strict=True)) % 11
    return str(10 - rest) if rest else ""


def phone_problem(text: str) -> str:
    """Why nobody could be called at this number: mobile of 10 digits, or a landline with its area code."""
    number = text if _MOBILE.fullmatch(text) else normal_phone(text)
    if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
        return ""
    return _("Nhập số di động 10 chữ số, ví dụ 0912 345 678")


def spaced_id_number(number: str) -> str:
    """An identity number as it is read aloud (001 099 012 345)."""
    return " ".join(number[i : i + 3] for i in range(0, len(number), 3)) if len(number) == 12 else number


def spaced_phone(number: str) -> str:
    """A telephone number as it is shown (0912 345 678)."""
    return f"{number[:4]} {number[4:7]} {number[7:]}" if len(number) == 10 else number
