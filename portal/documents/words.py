"""Numbers, money and days in Vietnamese words, as papers write them."""

from datetime import date, datetime
from typing import Any

_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
_GROUPS = ["", "nghìn", "triệu"]
_BILLION = 1_000_000_000


def number_in_words(number: int) -> str:
    """1115000 → "một triệu một trăm mười lăm nghìn"; from zero up."""
    if number == 0:
        return _DIGITS[0]
    high, low = divmod(number, _BILLION)
    said = [f"{number_in_words(high)} tỷ"] if high else []
    for power in (2, 1, 0):
        group = low // 1000**power % 1000
        if group:
            said.append(f"{_three(group, full=bool(said))} {_GROUPS[power]}".strip())
    return " ".join(said)


def money_in_words(amount_vnd: int) -> str:
    """8000 → "Tám nghìn đồng"."""
    said = f"{number_in_words(amount_vnd)} đồng"
    return said[0].upper() + said[1:]


def day_in_words(value: Any) -> str:
    """2025-10-05 → "Ngày năm tháng mười năm hai nghìn không trăm hai mươi lăm"; "" for what is no day."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value[:10])
        except ValueError:
            return ""
    if not isinstance(value, date | datetime):
        return ""
    day, month, year = (number_in_words(part) for part in (value.day, value.month, value.year))
    month = "tư" if value.month == 4 else month
    return f"Ngày {day} tháng {month} năm {year}"


def _three(number: int, *, full: bool) -> str:
    """Up to three digits; full says the hundreds even when they are zero ("không trăm linh năm")."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    said = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens == 0 and ones and said:
        said.append("linh")
    elif tens == 1:
        said.append("mười")
    elif tens > 1:
        said.append(f"{_DIGITS[tens]} mươi")
    if ones:
        said.append(_one(ones, tens))
    return " ".join(said)


def _one(ones: int, tens: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 4 and tens > 1:
        return "tư"
    if ones == 5 and tens >= 1:
        return "lăm"
    return _DIGITS[ones]
