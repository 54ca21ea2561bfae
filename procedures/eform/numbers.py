"""Quantities and money as Vietnamese people type them: 1.234.567 and 0,5."""

import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from portal.web.text import clean

if TYPE_CHECKING:
    from procedures.definition.shapes import Question

_MONEY_WORDS = re.compile(r"(đồng|vnđ|vnd|đ|₫|d)\.?$", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?\Z")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+\Z")
_LONGEST = 24


def read_number(text: str, *, decimals: int = 0, unit: str = "", money: bool = False) -> Any:
    """An int (or a float where decimals are allowed), None for nothing, {"_raw": text} for no number.

    A dot between groups of three digits divides thousands, a comma is the decimal sign; a single dot that
    cannot divide thousands is taken for a comma (72.5)."""
    typed = clean(text)
    if not typed:
        return None
    bare = unicodedata.normalize("NFKC", typed).replace("−", "-")
    if money:
        bare = _MONEY_WORDS.sub("", bare.strip())
    unit = unicodedata.normalize("NFKC", unit).lower()
    if unit and bare.lower().endswith(unit):
        bare = bare[: -len(unit)]
    bare = bare.replace(" ", "")
    value = _value(bare)
    if value is None or (decimals == 0 and value != int(value)):
        return {"_raw": typed[:200]}
    return int(value) if decimals == 0 else _short(round(value, decimals))


def _value(bare: str) -> float | int | None:
    if len(bare) > _LONGEST:
        return None
    if "," in bare:
        bare = bare.replace(".", "").replace(",", ".") if bare.count(",") == 1 else bare.replace(",", "")
    elif _THOUSANDS.match(bare):
        bare = bare.replace(".", "")
    if not _NUMBER.match(bare):
        return None
    number = float(bare) if "." in bare else int(bare)
    return number if math.isfinite(number) and abs(number) <= 10**15 else None


def _short(value: float) -> float | int:
    return int(value) if value == int(value) else value


def number_text(value: float | int) -> str:
    """1.234.567,5"""
    if isinstance(value, int) or value == int(value):
        return f"{int(value):,}".replace(",", ".")
    whole, _, rest = f"{value:,.6f}".rstrip("0").partition(".")
    return f"{whole.replace(',', '.')},{rest}"


def quantity_text(value: float | int, question: "Question") -> str:
    """The number as it is written for this question: a year has no dot. A year is a whole number without a unit whose
    bounds lie between 1000 and 2999."""
    least, most = question.min, question.max
    year = question.kind == "number" and not question.unit and least is not None and most is not None
    if year and float(least or 0) >= 1000 and float(most or 0) <= 2999 and value == int(value):
        return str(int(value))
    return number_text(value)
