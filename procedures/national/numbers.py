"""Amounts of money as the catalogue writes them: 1.200.000, 1,200,000, 1,2 triệu, một triệu hai trăm nghìn."""

import re

from procedures.national.words import folded

_SCALES = {"trieu": 10**6, "nghin": 10**3, "ngan": 10**3, "ty": 10**9, "ti": 10**9}
_DIGITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7, "tam": 8,
    "chin": 9,
}  # fmt: skip
_FILL = {"linh", "le", "va", "chan", "viet", "dong"}
MOST_VND = 10**12


def amount_of(number: str, scale: str) -> int | None:
    """Whole đồng of “1.200.000”, “1,200,000”, “1,2” + “triệu”; None when it is no amount a fee can have."""
    by = _SCALES.get(folded(scale), 1)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", number) and by == 1:
        value = float(re.sub(r"\D", "", number))
    else:
        value = float(number.replace(",", ".")) if number.count(",") + number.count(".") <= 1 else 0.0
    whole = round(value * by)
    return whole if 100 <= whole <= MOST_VND else None


def spoken(text: str) -> int | None:
    """The amount that a text says in words before “đồng”: the longest run of number words."""
    words = re.findall(r"\w+", folded(text))
    for end in [n for n, word in enumerate(words) if word == "dong"]:
        start = end
        while start and (
            words[start - 1] in _DIGITS
            or words[start - 1] in _SCALES
            or words[start - 1] in {"muoi", "tram", *_FILL}
        ):
            start -= 1
        run = [word for word in words[start:end] if word not in _FILL]
        if len(run) >= 2 and (value := _value(run)) and 100 <= value <= MOST_VND:
            return value
    return None


def _value(words: list[str]) -> int:
    """Number words as a number; 0 when they make none."""
    total = group = digit = 0
    for word in words:
        if word in _DIGITS:
            digit = _DIGITS[word]
        elif word == "muoi":
            group, digit = group + max(digit, 1) * 10, 0
        elif word == "tram":
            group, digit = group + max(digit, 1) * 100, 0
        elif word in _SCALES:
            total, group, digit = total + max(group + digit, 1) * _SCALES[word], 0, 0
    return total + group + digit
